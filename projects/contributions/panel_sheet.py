"""The panel of what was given as a sheet of a file."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import AS_PRINTED, NAME, TEXT
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from projects.contributions.panel import AidPanel


def given_sheet(name: str, title: str, panel: AidPanel) -> SheetSpec:
    """A row a line of the panel; a range as its two bounds."""
    return SheetSpec(
        name=name,
        title=title,
        fields=[
            Field(pgettext_lazy("contribution", "form"), TEXT, lambda row: row[0].label),
            Field(_("Content"), NAME, lambda row: row[1].title or row[1].forms),
            Field(_("Unit"), TEXT, lambda row: row[1].counting_unit.name),
            Field(
                pgettext_lazy("contribution", "Planned"),
                AS_PRINTED,
                lambda row: _low(row[1].planned),
            ),
            Field(_("Given, at least"), AS_PRINTED, lambda row: _low(row[1].given)),
            Field(_("Given, at most"), AS_PRINTED, lambda row: _high(row[1].given)),
            Field(_("Under way, at least"), AS_PRINTED, lambda row: _low(row[1].under_way)),
            Field(_("Under way, at most"), AS_PRINTED, lambda row: _high(row[1].under_way)),
            Field(_("As printed"), NAME, lambda row: row[1].printed),
            Field(_("Period"), TEXT, lambda row: row[1].period),
            Field(_("Note"), NAME, lambda row: row[1].why),
        ],
        records=lambda: [(group, line) for group in panel.groups for line in group.lines],
        mark=_("Sample data") if panel.is_illustrative else "",
    )


def _low(interval):
    return None if interval is None else interval.low


def _high(interval):
    return None if interval is None else interval.high
