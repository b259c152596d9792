"""The lines of a comparison as a sheet, in their order."""

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.writing.kinds import COUNT, NAME, POINTS, TEXT, YI
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values import formats
from projects.figures.export import measured, report_fields
from projects.measures import MEASURES
from reports.figures.compare.rows import LEVELS, ComparedRow, total_of
from reports.figures.compare.sentences import lede, total_note
from reports.figures.export import RATES, gap_fields, status_words
from reports.figures.pace import shortfall_parts
from reports.figures.trends import RateChange

CHANGE = _("Since the end of last month; blank over a month that nobody reported.")
MONTHS = _(
    "Month ends in a row, up to the as-of day, on which the rate was behind time elapsed, as known "
    "today; a month that was not reported neither breaks nor extends the run."
)


def compared_sheet(level: str, rows: list[ComparedRow]) -> SheetSpec:
    note = total_note(shortfall_parts(row.pace for row in rows))
    return SheetSpec(
        name=f"compared-{level}",
        title=_t("Compared: %(level)s") % {"level": LEVELS[level]},
        fields=compared_fields(LEVELS[level]),
        records=lambda: rows,
        totals=lambda: total_values(level, rows),
        notes=[lede(rows), *([note] if note else [])],
    )


def total_values(level: str, rows: list[ComparedRow]) -> list[list]:
    """All lines together, as under the table of the page; nothing where there are none."""
    total = total_of(rows)
    if total is None:
        return []
    figures = compared_fields(LEVELS[level])[len(named_fields("")) :]
    label = _t("all %(n)s together") % {"n": formats.count(len(rows))}
    return [[label, "", "", "", *(field.value(total) for field in figures)]]


def named_fields(label: str) -> list[Field]:
    """Who a line is about."""
    return [
        Field(label, NAME, lambda row: row.named.label),
        Field(_("reference"), TEXT, lambda row: row.ref),
        Field(_("lies in, or supporters"), NAME, lambda row: row.named.place),
        Field(_("split"), TEXT, lambda row: _t("illustrative") if row.named.is_split else ""),
    ]


def compared_fields(label: str) -> list[Field]:
    shortfall = MEASURES["shortfall"]
    return [
        *named_fields(label),
        Field(_("state"), TEXT, lambda row: status_words(row.pace)),
        *measured(*RATES, of=lambda row: row.progress),
        Field(shortfall.label, YI, lambda row: row.pace.shortfall, shortfall.definition),
        *(_of_pace(field) for field in gap_fields()),
        *_change_fields(_("start rate"), lambda row: row.trend.start_change),
        *_change_fields(_("disbursement rate"), lambda row: row.trend.fund_change),
        Field(_("starts behind, months in a row"), COUNT, lambda r: r.trend.start_months, MONTHS),
        Field(_("money behind, months in a row"), COUNT, lambda r: r.trend.fund_months, MONTHS),
        Field(_("overdue to start"), COUNT, lambda row: row.delays.overdue),
        Field(_("planned funds of overdue starts"), YI, lambda row: row.delays.overdue_aid),
        Field(_("suspended"), COUNT, lambda row: row.delays.suspended),
        *report_fields(of=lambda row: row.progress),
    ]


def _of_pace(field: Field) -> Field:
    return Field(field.label, field.kind, lambda row: field.value(row.pace))


def _change_fields(rate: str, change_of) -> list[Field]:
    def part(name: str):
        return lambda row: _part(change_of(row), name)

    return [
        Field(_t("%(rate)s, change") % {"rate": rate}, POINTS, part("rate"), CHANGE),
        Field(_t("%(rate)s, distance grew by") % {"rate": rate}, POINTS, part("distance")),
    ]


def _part(change: RateChange | None, name: str):
    return None if change is None else getattr(change, name)
