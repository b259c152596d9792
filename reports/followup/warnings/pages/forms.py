"""What narrows the page of warnings, and what a response consists of."""

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.fields import PickedDayField
from aidtrack.web.filters import StrictForm
from aidtrack.web.once import OnceForm
from projects.models.days import OF_THIS_AGE
from reports.followup.warnings.pages.lines import WarningLine
from reports.followup.warnings.responses import (
    NO_RESPONSE,
    WarningResponse,
    offered_kinds,
    why_incomplete,
)
from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.subjects import KIND_LABELS, WarnedSubject
from reports.followup.warnings.within import WithinField
from reports.models import Response, WarningLevel

ALL = [("", _("all"))]
NEW, UNWAIVED = "1", "unwaived"


class WarningFilterForm(StrictForm):
    """Empty fields mean all; ``rules`` are those in force, ``rows`` the labels of rows."""

    page_parameters = PARAMETERS | {"programme", "as_of", "scope", "page"}

    rule = forms.ChoiceField(
        label=pgettext_lazy("warning", "rule"),
        required=False,
        error_messages={"invalid_choice": _("There is no such rule. Choose one from the list.")},
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("warning", "subject"),
        required=False,
        choices=[*ALL, *KIND_LABELS.items()],
    )
    level = forms.ChoiceField(
        label=pgettext_lazy("warning", "level"),
        required=False,
        choices=[*ALL, *WarningLevel.choices],
    )
    row = forms.ChoiceField(
        label=_("reporting row"),
        required=False,
        error_messages={
            "invalid_choice": _("No reporting row has this reference. Choose one from the list.")
        },
    )
    response = forms.ChoiceField(
        label=_("response"),
        required=False,
        choices=[
            *ALL,
            (NO_RESPONSE, pgettext_lazy("response", "none")),
            (UNWAIVED, pgettext_lazy("response", "all but waived")),
            *Response.Kind.choices,
        ],
    )
    new = forms.ChoiceField(
        label=pgettext_lazy("warning", "new"),
        required=False,
        choices=[*ALL, (NEW, _("new since last month"))],
    )
    within = WithinField()

    def __init__(self, data, *, at: Standpoint, rows: list[tuple[str, str]]):
        super().__init__(data)
        self.fields["within"].programme, self.fields["within"].user = at.programme, at.user
        self.fields["rule"].choices = [*ALL, *((rule.code, f"{rule}") for rule in at.rules)]
        self.fields["row"].choices = [*ALL, *rows]

    def matching(self, lines: list[WarningLine]) -> list[WarningLine]:
        return [line for line in lines if self._matches(line)]

    def _matches(self, line: WarningLine) -> bool:
        chosen, warning = self.cleaned_data, line.warning
        values = {
            "rule": warning.rule.code,
            "kind": warning.subject.kind,
            "level": warning.level,
            "row": warning.subject.row_ref,
            "new": NEW if line.is_new else "",
        }
        is_chosen = all(chosen[name] in ("", value) for name, value in values.items())
        return is_chosen and _has_response(line.response, chosen["response"])


def _has_response(response: WarningResponse, chosen: str) -> bool:
    if chosen == UNWAIVED:
        return not response.is_waived
    return chosen in ("", response.state)


class ResponseForm(OnceForm):
    """Refuses with a sentence at its field what a response lacks."""

    kind = forms.ChoiceField(label=pgettext_lazy("response", "kind"))
    text = forms.CharField(
        label=_("text"),
        required=False,
        max_length=Response._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = PickedDayField(
        label=pgettext_lazy("response", "last day"), required=False, validators=OF_THIS_AGE
    )

    def __init__(self, *args, user, subject: WarnedSubject, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["kind"].choices = offered_kinds(user, subject)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        wrong = why_incomplete(cleaned["kind"], cleaned["text"], cleaned["until"], today=self.today)
        if wrong:
            self.add_error(*wrong)
        return cleaned

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("kind", "text", "until", "key")}
