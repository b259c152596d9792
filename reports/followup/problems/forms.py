"""What narrows the page of problems: programme, month, coverage, type, office and subject."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.filters import StrictForm
from pairings.models import Organisation
from projects.figures.groupings import ROW
from projects.figures.viewpoint import SCOPES
from projects.models import Programme, Project, ReportingMonth
from reports.followup.problems.causes import ALL_LABELS, NAMED
from reports.followup.warnings.within import WithinField

KINDS = {NAMED: _("a problem named"), **ALL_LABELS}


class ProblemForm(StrictForm):
    """A plain GET form; every choice is one that the reader may see."""

    page_parameters = PARAMETERS | {"page"}

    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        to_field_name="code",
        label=_("programme"),
        error_messages={
            "invalid_choice": _("There is no such programme: choose one from the list.")
        },
    )
    month = forms.ChoiceField(label=_("month"), required=False)
    scope = forms.ChoiceField(choices=SCOPES, label=_("coverage"))
    office = forms.ModelChoiceField(
        Organisation.objects.none(),
        to_field_name="ref",
        label=pgettext_lazy("reports", "office"),
        required=False,
        empty_label=_("all offices"),
    )
    type = forms.ChoiceField(
        label=_("problem type"), choices=[("", _("all types")), *KINDS.items()], required=False
    )

    within = WithinField()

    def __init__(self, data, *, user, programmes):
        super().__init__(data)
        programme = programmes.filter(code=data["programme"]).first()
        self.months = opened_months(programme, user)
        self._offer_months(programme)
        self.fields["programme"].queryset = programmes
        self.fields["within"].programme, self.fields["within"].user = programme, user
        rows = Project.objects.visible_to(user).order_by().values(row=ROW)
        self.fields["office"].queryset = Organisation.objects.filter(pk__in=rows).order_by("ref")
        for name in ("programme", "office"):
            self.fields[name].label_from_instance = lambda row: row.label

    def _offer_months(self, programme: Programme | None):
        labels = [f"{month:%Y-%m}" for month in self.months]
        field = self.fields["month"]
        field.choices = [(label, label) for label in reversed(labels)]
        if programme and labels:
            field.error_messages["invalid_choice"] = _t(
                "%(programme)s has no month %%(value)s. Choose one of its months: %(months)s."
            ) % {"programme": programme.label, "months": ", ".join(labels)}
        elif programme:
            field.error_messages["invalid_choice"] = _t(
                "No month of %(programme)s is open yet."
            ) % {"programme": programme.label}


def opened_months(programme: Programme | None, user) -> list[date]:
    """The first days of the months on which offices report, the earliest first."""
    months = ReportingMonth.objects.visible_to(user).filter(programme=programme).opened()
    return sorted(months.values_list("month", flat=True))
