"""What the comparison can be asked: which level, which lines, in which order."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.fields import PickedDayField
from aidtrack.web.filters import LONGEST_SEARCH, StrictForm
from projects.figures.viewpoint import Viewpoint
from reports.figures.compare import names
from reports.figures.compare.headings import LABELS
from reports.figures.compare.rows import LEVELS, PAIRINGS, SORTS, WORST_FIRST, ComparedRow
from reports.figures.export import STATUS_WORDS
from reports.figures.pace import UNKNOWN

STATES = {**STATUS_WORDS, UNKNOWN: _("unknown")}


class LevelForm(StrictForm):
    level = forms.ChoiceField(
        choices=list(LEVELS.items()),
        required=False,
        label=_("compared"),
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Compare rows, units, pairings or counties.")},
    )

    def clean_level(self) -> str:
        return self.cleaned_data["level"] or PAIRINGS


class CompareForm(LevelForm):
    """The filters; empty fields mean all. ``subject`` names the lines that are ticked."""

    page_parameters = PARAMETERS | {"programme", "as_of", "scope", "page", "subject", "together"}

    q = forms.CharField(label=_("search"), required=False, max_length=LONGEST_SEARCH)
    row = forms.ChoiceField(
        label=_("reporting row"),
        required=False,
        error_messages={
            "invalid_choice": _("No reporting row has this reference. Choose one from the list.")
        },
    )
    state = forms.ChoiceField(
        label=_("state"),
        required=False,
        choices=[("", _("all")), *STATES.items()],
        error_messages={"invalid_choice": _("There is no such state. Choose one from the list.")},
    )
    sort = forms.ChoiceField(
        choices=[(f"{sign}{name}", LABELS[name]) for name in SORTS for sign in ("", "-")],
        required=False,
        label=_("sort by"),
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Sort by one of the columns.")},
    )

    field_order = ["q", "row", "state", "level", "sort"]

    def __init__(self, *args, prefectures: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["row"].choices = [("", _("all")), *prefectures]

    def clean_sort(self) -> str:
        return self.cleaned_data["sort"] or WORST_FIRST

    def matching(self, rows: list[ComparedRow], view: Viewpoint) -> list[ComparedRow]:
        """The lines that the filters leave."""
        chosen = self.cleaned_data
        chosen_rows = [
            row
            for row in rows
            if chosen["row"] in ("", row.named.row) and chosen["state"] in ("", row.pace.status)
        ]
        return names.matching(chosen_rows, chosen["q"], view)


class TwoForm(LevelForm):
    """Two lines, or one of them on two days."""

    page_parameters = PARAMETERS | {"programme", "as_of", "scope"}

    left = forms.ChoiceField(
        label=_("left"),
        required=False,
        error_messages={"invalid_choice": _("There is no such row here. Choose one of the list.")},
    )
    right = forms.ChoiceField(
        label=_("right"),
        required=False,
        error_messages={"invalid_choice": _("There is no such row here. Choose one of the list.")},
    )
    other_day = PickedDayField(label=_("or the left one on another day"), required=False)

    field_order = ["left", "right", "other_day", "level"]

    def __init__(self, *args, rows: list[ComparedRow], starts_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.starts_on = starts_on
        choices = [(row.ref, row.named.label) for row in rows if row.ref]
        self.fields["left"].choices = [("", "—"), *choices]
        self.fields["right"].choices = [("", "—"), *choices]

    def clean(self):
        cleaned = super().clean()
        day = cleaned.get("other_day")
        if day and cleaned.get("right"):
            self.add_error("other_day", _("Choose a second row or a second day, not both."))
        if day and day < self.starts_on:
            self.add_error("other_day", _("The programme begins later: choose a later day."))
        return cleaned
