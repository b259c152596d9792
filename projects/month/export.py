"""The pages of the month's round as files."""

from collections.abc import Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import (
    CODE,
    COUNT,
    DAY,
    MOMENT,
    NAME,
    NUMBER,
    RATE,
    TEXT,
    WAN,
)
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.people import person_name
from aidtrack.web.downloads import Export
from projects.figures.corrections import in_words
from projects.figures.export import AT_ONCE, about, filter_words, of_model
from projects.measures import MEASURES
from projects.models import Project, ReportingMonth, StatusReport
from projects.month.changes import Change, changes, problem_type_words
from projects.month.completeness import STATES, OfficeMonth, OfficeRow
from projects.month.due import Row, due_words, state_label


def report_fields() -> list[Field]:
    """The columns of the month's reports on one project."""
    return [
        Field(_("month"), TEXT, lambda r: r.month.label),
        Field(pgettext_lazy("report", "status"), TEXT, lambda r: r.get_state_display()),
        Field(_("correction"), TEXT, lambda r: _t("yes") if r.is_correction else _t("no")),
        Field(of_model(StatusReport, "stage"), TEXT, lambda r: r.get_stage_display()),
        Field(_("opening and late dates"), TEXT, _marks),
        Field(_("Progress (%)"), NUMBER, lambda r: r.physical_progress),
        Field(_("disbursed to date"), WAN, lambda r: r.disbursed_to_date),
        Field(of_model(StatusReport, "note"), NAME, lambda r: r.note),
        Field(of_model(StatusReport, "problem_type"), TEXT, problem_type_words),
        Field(of_model(StatusReport, "problem"), NAME, lambda r: r.problem),
        Field(of_model(StatusReport, "measure_taken"), NAME, lambda r: r.measure_taken),
        Field(of_model(StatusReport, "return_reason"), NAME, lambda r: r.return_reason),
        Field(_("Entered by"), TEXT, lambda r: person_name(r.entered_by)),
        Field(of_model(StatusReport, "saved_at"), MOMENT, lambda r: r.saved_at),
        Field(_("Reviewed by"), TEXT, lambda r: person_name(r.reviewed_by) or None),
        Field(of_model(StatusReport, "reviewed_at"), MOMENT, lambda r: r.reviewed_at),
    ]


def _marks(marked: StatusReport | Row) -> str:
    return "; ".join(map(str, marked.marks))


NO_CHANGE = Change("", "", "", "")


def months(request, work: Sequence[dict], closed: Sequence[ReportingMonth]) -> Export:
    """``work`` says of each open month what it asks of the person; the closed ones stand below."""
    nothing = {"due": 0, "rest": 0, "to_review": 0, "waiting": 0}
    rows = [*work, *({"month": month, **nothing} for month in closed)]
    counts = (
        ("due", _("due from you")),
        ("rest", _("for you to enter")),
        ("to_review", _("for you to review")),
        ("waiting", _("awaiting review")),
    )
    sheet = SheetSpec(
        name="months",
        title=_t("Monthly reports"),
        fields=[
            Field(_("programme"), TEXT, lambda row: row["month"].programme.label),
            Field(_("month"), TEXT, lambda row: row["month"].label),
            Field(
                of_model(ReportingMonth, "origin"),
                TEXT,
                lambda row: row["month"].get_origin_display(),
            ),
            Field(_("due on"), DAY, lambda row: row["month"].due_on),
            *(Field(label, COUNT, lambda row, n=n: row[n]) for n, label in counts),
            Field(
                of_model(ReportingMonth, "closed_at"), MOMENT, lambda row: row["month"].closed_at
            ),
        ],
        records=lambda: rows,
    )
    return Export((_t("months"),), [sheet, about(request, [sheet], list)])


def review(request, month: ReportingMonth, rows) -> Export:
    """Every claim that waits for the reviewer, a line for each field that it changes.

    ``rows`` gives them when the file is written, each with what verifying it does with money and
    which closed figures it would move.
    """
    sheet = SheetSpec(
        name="review",
        title=_t("Review"),
        fields=[
            Field(of_model(Project, "code"), CODE, lambda line: line[0].project.code),
            Field(of_model(Project, "name"), NAME, lambda line: line[0].project.label),
            Field(_("Entered by"), TEXT, lambda line: person_name(line[0].report.entered_by)),
            Field(
                of_model(StatusReport, "submitted_at"),
                MOMENT,
                lambda line: line[0].report.submitted_at,
            ),
            Field(_("field"), TEXT, lambda line: capfirst(line[1].label)),
            Field(pgettext_lazy("change", "old value"), TEXT, lambda line: line[1].old),
            Field(pgettext_lazy("change", "new value"), NAME, lambda line: line[1].new),
            Field(
                _("opening and late dates"), TEXT, lambda line: "; ".join(map(str, line[0].marks))
            ),
            Field(_("check results"), NAME, lambda line: line[2]),
            Field(_("closed figures it moves"), NAME, lambda line: line[3]),
            Field(_("money on verification"), NAME, lambda line: line[4]),
            Field(
                of_model(Project, "provenance"),
                TEXT,
                lambda line: line[0].project.get_provenance_display(),
            ),
        ],
        records=lambda: _claims(rows()),
        notes=[f"{month.programme.label} {month.label}"],
    )
    facts = [(_t("Programme"), month.programme.label), (_t("Month"), month.label)]
    words = (month.programme.code, month.label, _t("review"))
    return Export(words, [sheet, about(request, [sheet], lambda: facts)])


def _claims(rows) -> Iterator[tuple]:
    """(row, change, findings, moves, money): the last three stand in the first line of a claim."""
    for row, moves, money in rows:
        further = ["\n".join(finding.sentence for finding in row.findings)]
        further += ["\n".join(map(str, moves)), money]
        for change in changes(row, row.report) or [NO_CHANGE]:
            yield row, change, *further
            further = ["", "", ""]


def month(request, reporting_month: ReportingMonth, rows, corrected) -> Export:
    """``rows`` are those of the page, in its order; ``corrected`` is what moved since its close."""
    title = f"{reporting_month.programme.label} {reporting_month.label}"
    line = in_words(corrected)
    sheet = SheetSpec(
        name="due",
        title=_t("Monthly report"),
        fields=due_fields(),
        records=lambda: rows,
        notes=[f"{title} · {due_words(reporting_month)}", *([line] if line else [])],
    )
    facts = [
        (_t("Programme"), reporting_month.programme.label),
        (_t("Month"), reporting_month.label),
    ]
    sources = about(request, [sheet], lambda: facts)
    return Export((reporting_month.programme.code, reporting_month.label), [sheet, sources])


def month_reports(request, reporting_month: ReportingMonth, reports, form) -> Export:
    """All reports of a month that the reader may see, as far as the filter goes."""
    narrowed = filter_words(form)
    title = f"{reporting_month.programme.label} {reporting_month.label}"
    project = [
        Field(of_model(Project, "code"), CODE, lambda r: r.project.code),
        Field(of_model(Project, "name"), NAME, lambda r: r.project.label),
        Field(_("supporter"), TEXT, lambda r: r.project.lead_pairing.supporter.label),
        Field(_("recipient"), TEXT, lambda r: r.project.lead_pairing.recipient.label),
    ]
    left_out = str(_("opening and late dates"))
    fields = [*project, *(f for f in report_fields() if str(f.label) != left_out)]
    sheet = SheetSpec(
        name="reports",
        title=_t("Reports of the month"),
        fields=fields,
        records=lambda: reports.iterator(chunk_size=AT_ONCE),
        notes=[title, *(f"{label}: {value}" for label, value in narrowed)],
    )
    facts = [
        (_t("Programme"), reporting_month.programme.label),
        (_t("Month"), reporting_month.label),
        *narrowed,
    ]
    words = (reporting_month.programme.code, reporting_month.label, _t("reports"))
    return Export(words, [sheet, about(request, [sheet], lambda: facts)])


def due_fields() -> list[Field]:
    def of_report(name, row):
        return getattr(row.latest_report, name) if row.latest_report else None

    return [
        Field(of_model(Project, "code"), CODE, lambda row: row.project.code),
        Field(of_model(Project, "name"), NAME, lambda row: row.project.label),
        Field(_("supporter"), TEXT, lambda row: row.project.lead_pairing.supporter.label),
        Field(_("recipient"), TEXT, lambda row: row.project.lead_pairing.recipient.label),
        Field(pgettext_lazy("report", "status"), TEXT, lambda row: row.state_label),
        Field(_("Progress (%)"), NUMBER, lambda row: of_report("physical_progress", row)),
        Field(_("disbursed to date"), WAN, lambda row: of_report("disbursed_to_date", row)),
        Field(
            _("Entered by"),
            TEXT,
            lambda row: row.latest_report and person_name(row.latest_report.entered_by),
        ),
        Field(_("reason for return"), NAME, lambda row: of_report("return_reason", row) or ""),
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
        for reporting_month, cell in zip(months, row.cells, strict=True):
            yield row.office.label, reporting_month, cell


def cell_fields(cell) -> list[Field]:
    """How many reports stand where, and both rates; ``cell`` reads a cell from a record."""
    words = [state_label(state, is_closed=True) for state in STATES]
    states = [
        Field(label, COUNT, lambda line, state=state: cell(line).states[state])
        for label, state in zip(words, STATES, strict=True)
    ]
    counts = [
        Field(MEASURES[n].label, COUNT, lambda line, n=n: getattr(cell(line), n), definition_of(n))
        for n in ("due", "reported", "on_time")
    ]
    rates = [
        Field(
            MEASURES[n].label,
            RATE,
            lambda line, n=n: getattr(cell(line), n).value,
            definition_of(n),
        )
        for n in ("reporting_rate", "on_time_rate")
    ]
    return [*states, *counts, *rates]


def definition_of(name: str):
    return MEASURES[name].definition


def _total(reporting_month: ReportingMonth, cell: OfficeMonth) -> list:
    head = [
        _t("Total"),
        reporting_month.programme.label,
        reporting_month.label,
        reporting_month.due_on,
    ]
    return [*head, *(field.value(cell) for field in cell_fields(lambda it: it))]
