"""The page of problems as a file: the list, types by office, types by month."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import CODE, COUNT, NAME, TEXT, YI
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.web.downloads import Export
from projects.figures.export import about, filter_words, of_model
from projects.models import Project, StatusReport
from reports.followup.problems.board import ProblemBoard
from reports.followup.problems.causes import STANDING_LABELS


def problems(request, form, board: ProblemBoard, months: list[date], rows: Callable) -> Export:
    programme = form.cleaned_data["programme"]
    month = f"{board.month:%Y-%m}"
    sheets = [
        SheetSpec(
            name="problems",
            title=pgettext("follow-up", "Problems"),
            fields=_row_fields(),
            records=rows,
            notes=[f"{programme.label} {month}"],
        ),
        SheetSpec(
            name="types",
            title=_t("Problems by type and office"),
            fields=[
                Field(_("problem type"), TEXT, lambda line: line[0]),
                Field(pgettext_lazy("reports", "office"), TEXT, lambda line: line[1]),
                *_cell_fields(),
            ],
            records=lambda: _by_office(board),
            notes=[f"{programme.label} {month}"],
        ),
        SheetSpec(
            name="trend",
            title=_t("Problems by type and month"),
            fields=[
                Field(_("problem type"), TEXT, lambda line: line[0]),
                Field(_("month"), TEXT, lambda line: line[1]),
                *_cell_fields(),
            ],
            records=lambda: [
                (label, f"{day:%Y-%m}", cell.count, cell.money)
                for label, cells in board.trend(months)
                for day, cell in zip(months, cells, strict=True)
            ],
        ),
    ]
    facts = [(_t("Programme"), programme.label), (_t("Month"), month), *filter_words(form)]
    words = (programme.code, month, _t("problems"))
    return Export(words, [*sheets, about(request, sheets, lambda: facts)])


def _cell_fields() -> list[Field]:
    return [
        Field(_("projects"), COUNT, lambda line: line[2]),
        Field(of_model(Project, "planned_aid"), YI, lambda line: line[3]),
    ]


def _by_office(board: ProblemBoard) -> list[tuple]:
    """Each type in each office that reported; and what waits or is not reported, of all offices."""
    lines = [
        (line.label, office.label, cell.count, cell.money)
        for line in [*board.lines, board.unhindered]
        for office, cell in zip(board.offices, line.cells, strict=True)
    ]
    standings = [
        (
            str(STANDING_LABELS[row.cause.code]),
            board.by_pk[row.office].label,
            row.cause.count,
            row.cause.money,
        )
        for row in board.standings
    ]
    return lines + standings


def _row_fields() -> list[Field]:
    return [
        Field(of_model(Project, "code"), CODE, lambda row: row.project.code),
        Field(of_model(Project, "name"), NAME, lambda row: row.project.label),
        Field(pgettext_lazy("reports", "office"), TEXT, lambda row: row.office.label),
        Field(of_model(Project, "planned_aid"), YI, lambda row: row.project.planned_aid),
        Field(_("problem type"), TEXT, lambda row: row.label),
        Field(of_model(StatusReport, "problem"), NAME, lambda row: row.problem),
        Field(of_model(StatusReport, "measure_taken"), NAME, lambda row: row.measure_taken),
        Field(_("reported since"), TEXT, lambda row: f"{row.since:%Y-%m}" if row.since else None),
        Field(_("follow-up tasks"), NAME, lambda row: "; ".join(map(str, row.tasks))),
        Field(_("Entered by"), TEXT, lambda row: row.entered_by),
        Field(
            of_model(Project, "provenance"),
            TEXT,
            lambda row: row.project.get_provenance_display(),
        ),
    ]
