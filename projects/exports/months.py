"""The month's round: what is due from a person, and the board of who has reported what."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.downloads import Export
from aidtrack.people import person_name
from aidtrack.spreadsheets.kinds import CODE, COUNT, DAY, NAME, NUMBER, RATE, TEXT, WAN
from aidtrack.spreadsheets.writing import Field, SheetSpec
from projects.completeness import STATES, OfficeMonth, OfficeRow
from projects.exports.project_rows import of_model
from projects.exports.sources import about
from projects.measures import MEASURES
from projects.models import Project, ReportingMonth


def month(request, found: ReportingMonth, rows) -> Export:
    """``rows`` are those of the page, in its order."""
    title = f"{found.programme.label} {found.label}"
    due = _t("due %(day)s") % {"day": found.due_on}
    sheet = SheetSpec(
        name="due",
        title=_t("Monthly report"),
        fields=due_fields(),
        records=lambda: rows,
        notes=[f"{title} · {due}"],
    )
    facts = [(_t("Programme"), found.programme.label), (_t("Month"), found.label)]
    sources = about(request, [sheet], lambda: facts)
    return Export((found.programme.code, found.label), [sheet, sources])


def due_fields() -> list[Field]:
    def of_report(name, row):
        return getattr(row.shown, name) if row.shown else None

    return [
        Field(of_model(Project, "code"), CODE, lambda row: row.project.code),
        Field(of_model(Project, "name"), NAME, lambda row: row.project.label),
        Field(_("supporter"), TEXT, lambda row: row.project.lead_pairing.supporter.label),
        Field(_("recipient"), TEXT, lambda row: row.project.lead_pairing.recipient.label),
        Field(pgettext_lazy("report", "state"), TEXT, lambda row: str(row.standing_label)),
        Field(_("Progress (%)"), NUMBER, lambda row: of_report("physical_progress", row)),
        Field(_("disbursed to date"), WAN, lambda row: of_report("disbursed_to_date", row)),
        Field(_("Entered by"), TEXT, lambda row: row.shown and person_name(row.shown.entered_by)),
        Field(_("reason for the return"), NAME, lambda row: of_report("return_reason", row) or ""),
        Field(
            of_model(Project, "provenance"), TEXT, lambda row: row.project.get_provenance_display()
        ),
    ]


def completeness(
    request,
    months: Sequence[ReportingMonth],
    rows: Sequence[OfficeRow],
    totals: Sequence[OfficeMonth],
) -> Export:
    """The board twice: offices with all months together, and each month of each office."""
    sheets = [
        SheetSpec(
            name="offices",
            title=_t("Completeness by office"),
            fields=[
                Field(_("office"), TEXT, lambda row: row.office.label),
                *cell_fields(lambda row: row.total),
            ],
            records=lambda: rows,
        ),
        SheetSpec(
            name="months",
            title=_t("Completeness by office and month"),
            fields=[
                Field(_("office"), TEXT, lambda line: line[0]),
                Field(_("programme"), TEXT, lambda line: line[1].programme.label),
                Field(_("month"), TEXT, lambda line: line[1].label),
                Field(_("due on"), DAY, lambda line: line[1].due_on),
                *cell_fields(lambda line: line[2]),
            ],
            records=lambda: by_month(months, rows),
            totals=lambda: [_total(m, c) for m, c in zip(months, totals, strict=False)],
        ),
    ]
    return Export((_t("Completeness"),), [*sheets, about(request, sheets, list)])


def by_month(months, rows) -> Iterator[tuple[str, ReportingMonth, OfficeMonth]]:
    for row in rows:
        for found, cell in zip(months, row.cells, strict=True):
            yield row.office.label, found, cell


def cell_fields(cell) -> list[Field]:
    """How many reports stand where, and both rates; ``cell`` reads a cell from a record."""
    states = [Field(s.label, COUNT, lambda line, s=s: cell(line).states[s]) for s in STATES]
    counts = [
        Field(MEASURES[n].label, COUNT, lambda line, n=n: getattr(cell(line), n), defined(n))
        for n in ("due", "reported", "on_time")
    ]
    rates = [
        Field(MEASURES[n].label, RATE, lambda line, n=n: getattr(cell(line), n).value, defined(n))
        for n in ("reporting_rate", "on_time_rate")
    ]
    return [*states, *counts, *rates]


def defined(name: str):
    return MEASURES[name].definition


def _total(found: ReportingMonth, cell: OfficeMonth) -> list:
    head = [_t("Total"), found.programme.label, found.label, found.due_on]
    return [*head, *(field.value(cell) for field in cell_fields(lambda it: it))]
