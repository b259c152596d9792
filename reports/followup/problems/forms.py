"""What narrows the page of problems: programme, month, coverage, type and office."""

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.filters import StrictForm
from pairings.models import Organisation
from projects.figures.groupings import ROW
from projects.figures.viewpoint import SCOPES
from projects.models import Programme, Project, ReportingMonth
from reports.followup.problems.causes import LABELS, NAMED

KINDS = {NAMED: _("a problem named"), **LABELS}


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

    def __init__(self, data, *, user, programmes):
        super().__init__(data)
        months = ReportingMonth.objects.visible_to(user).filter(programme__in=programmes)
        labels = sorted({f"{month:%Y-%m}" for month in months.values_list("month", flat=True)})
        self.fields["month"].choices = [(label, label) for label in reversed(labels)]
        self.fields["programme"].queryset = programmes
        rows = Project.objects.visible_to(user).order_by().values(row=ROW)
        self.fields["office"].queryset = Organisation.objects.filter(pk__in=rows).order_by("ref")
        for name in ("programme", "office"):
            self.fields[name].label_from_instance = lambda row: row.label
