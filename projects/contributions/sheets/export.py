"""A year sheet as a file: the lines of the form, each with its whole source, then the totals."""

from collections.abc import Iterator

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import COUNT, NAME, NUMBER, TEXT
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.intervals import printed
from aidtrack.web.downloads import Export
from projects.contributions.measures import MEASURES, WHY_NO_SUM
from projects.contributions.sheets.lines import SheetLine
from projects.contributions.sheets.sheet import YearSheet
from projects.figures.export import about

Record = tuple[str, SheetLine]


def records(sheet: YearSheet) -> Iterator[Record]:
    """The lines in the order of the page, each with its item."""
    for item in sheet.items:
        yield from ((item.heading, line) for line in item.lines)
    yield from ((str(sheet.apart_label), line) for line in sheet.apart)
    yield from ((str(sheet.undated_label), line) for line in sheet.undated)


def fields() -> list[Field]:
    """Those of the page; bounds are numbers beside the words, so that a file can be computed."""
    return [
        Field(_("item"), NAME, lambda record: record[0]),
        Field(_("Content"), NAME, lambda record: record[1].content),
        Field(_("Unit"), TEXT, lambda record: record[1].unit),
        Field(
            pgettext_lazy("contribution", "Planned"),
            NUMBER,
            lambda record: _bound(record[1].planned, "low"),
        ),
        Field(MEASURES["given"].label, TEXT, lambda record: record[1].given),
        Field(_("Given, at least"), NUMBER, lambda record: _bound(record[1].number, "low")),
        Field(_("Given, at most"), NUMBER, lambda record: _bound(record[1].number, "high")),
        Field(_("As printed"), NAME, lambda record: record[1].printed),
        Field(_("Period"), TEXT, lambda record: record[1].period),
        Field(_("Note"), TEXT, lambda record: record[1].note),
        Field(_("Source"), NAME, lambda record: record[1].source),
    ]


def _bound(interval, end: str):
    return None if interval is None else getattr(interval, end)


def sheet_export(request, sheet: YearSheet) -> Export:
    notes = [f"{sheet.scheme.label} · {sheet.year} · {_t('as of %(day)s') % {'day': sheet.on}}"]
    mark = _t("Sample data") if sheet.is_illustrative else ""
    form = SheetSpec(
        name="form",
        title=sheet.title,
        fields=fields(),
        records=lambda: records(sheet),
        notes=notes,
        mark=mark,
    )
    sheets = [form, totals_sheet(sheet, notes, mark)]
    facts = [(_t("Scheme"), sheet.scheme.label), (_t("As of"), f"{sheet.on}")]
    words = (sheet.scheme.code, sheet.title, sheet.year)
    return Export(words, [*sheets, about(request, sheets, lambda: facts)])


def totals_sheet(sheet: YearSheet, notes, mark: str) -> SheetSpec:
    """Of every counting unit what ended in the year; empty where it does not add."""
    return SheetSpec(
        name="totals",
        title=_t("Totals"),
        fields=[
            Field(_("counting unit"), TEXT, lambda line: line.counting_unit.name),
            Field(_("planned"), NUMBER, lambda line: line.planned),
            Field(_("Given, at least"), NUMBER, lambda line: _bound(line.done, "low")),
            Field(_("Given, at most"), NUMBER, lambda line: _bound(line.done, "high")),
            Field(MEASURES["in_post"].label, TEXT, _in_post),
            Field(pgettext_lazy("file", "rows"), COUNT, lambda line: line.rows),
        ],
        records=lambda: [*sheet.given, *sheet.in_post],
        notes=notes,
        mark=mark,
        below=[WHY_NO_SUM] if any(line.done is None for line in sheet.given) else [],
    )


def _in_post(line) -> str | None:
    return printed(line.under_way) if line.is_stock else None
