"""What an administrator enters to run the month's round, and a reviewer to decide."""

import re

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aidtrack.values.people import person_name
from aidtrack.web.fields import MonthField, PickedDayField
from aidtrack.web.once import OnceForm
from pairings.models import Organisation, Pairing, Role
from projects.models import Programme, Project
from projects.models.months import ONE_REACH


class OpenMonthForm(forms.Form):
    """The month that opens next, of a programme; ``month`` comes out as its first day."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(), to_field_name="code", label=_("programme")
    )
    month = MonthField(label=_("month"), widget=forms.TextInput(attrs={"placeholder": "2011-07"}))
    due_on = PickedDayField(label=_("due on"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.visible_to(user)
        self.fields["programme"].label_from_instance = lambda programme: programme.label

    def clean_month(self):
        return self.cleaned_data["month"].replace(day=1)


class ClosingForm(forms.Form):
    """Asks for nothing where nothing is missing; else why, and the month typed."""

    reason = forms.CharField(
        label=_("why the month is closed now"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
    )
    typed = forms.CharField(max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, month, has_gaps, **kwargs):
        super().__init__(*args, **kwargs)
        self.month = month
        self.fields["typed"].label = _("Type %(month)s") % {"month": month.label}
        if not has_gaps:
            self.fields.clear()

    def clean_typed(self):
        if self.cleaned_data["typed"] != self.month.label:
            raise ValidationError(
                _("Type %(month)s to close it."), params={"month": self.month.label}
            )
        return self.month.label


class PairingField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Pairing.objects.none(), **kwargs)

    def label_from_instance(self, pairing):
        return pairing.label


class OfficeField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Organisation.objects.none(), **kwargs)

    def label_from_instance(self, office):
        return office.label


class ExemptionForm(OnceForm):
    """Who may still correct what of a closed month, until when, and why.

    What it covers is entered in one of three fields: projects, a pairing, an office.
    """

    to = forms.ModelChoiceField(
        get_user_model().objects.none(), to_field_name="username", label=_("person")
    )
    projects = forms.CharField(
        label=_("projects"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("project codes, separated by spaces or line breaks"),
        max_length=4000,
        required=False,
    )
    pairing = PairingField(
        label=_("or all projects of a pairing"), to_field_name="ref", required=False
    )
    office = OfficeField(
        label=_("or all projects of an office"), to_field_name="ref", required=False
    )
    covers_money = forms.BooleanField(label=_("money paid in the month as well"), required=False)
    until = PickedDayField(label=_("until"))
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args, user, month, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.month = user, month
        recorders = get_user_model().objects.filter(is_active=True, memberships__role=Role.RECORDER)
        self.fields["to"].queryset = recorders.distinct().order_by("username")
        self.fields["to"].label_from_instance = lambda person: (
            f"{person_name(person)} ({person.username})"
        )
        scheme = month.programme.scheme_id
        pairings = Pairing.objects.visible_to(user).filter(scheme=scheme)
        self.fields["pairing"].queryset = pairings.select_related("supporter", "recipient")
        self.fields["office"].queryset = (
            Organisation.objects.visible_to(user)
            .filter(
                Q(pk__in=pairings.values("recipient"))
                | Q(pk__in=pairings.values("recipient__reported_under"))
            )
            .order_by("ref")
        )

    def clean_projects(self):
        codes = dict.fromkeys(self.cleaned_data["projects"].replace(",", " ").split())
        projects = Project.objects.visible_to(self.user).filter(
            programme=self.month.programme_id, code__in=codes
        )
        projects_by_code = {project.code: project for project in projects}
        if missing := [code for code in codes if code not in projects_by_code]:
            raise ValidationError(
                _("No such project in this programme: %(codes)s."),
                params={"codes": ", ".join(missing)},
            )
        return list(projects_by_code.values())

    def clean(self):
        cleaned = super().clean()
        filled = [name for name in ("projects", "pairing", "office") if cleaned.get(name)]
        if len(filled) != 1 and "projects" not in self.errors:
            self.add_error("projects", ONE_REACH)
        return cleaned


class ReportVersionField(forms.CharField):
    """``12:3``: the number of a report and the version that was looked at."""

    def to_python(self, value):
        pk, _colon, version = super().to_python(value).partition(":")
        # Eighteen digits fit every database's whole number.
        if not all(re.fullmatch("[0-9]{1,18}", number) for number in (pk, version)):
            raise ValidationError(_("A selected report cannot be found: reload the page."))
        return int(pk), int(version)


def read_versions(values: list[str]) -> dict[int, int]:
    """{id of a report: the version that was looked at} of what a page posts.

    Raises  ValidationError where a value is none that a page of ours posts.
    """
    field = ReportVersionField(max_length=40)
    return dict(field.clean(value) for value in values)
