"""The Monday list as a file: its rows, what stands in their way, and its tasks and warnings."""

from datetime import date

from django.utils.text import capfirst
from django.utils.translation import (
    gettext as _t,
    gettext_lazy as _,
    ngettext,
    pgettext,
    pgettext_lazy,
)

from aidtrack.spreadsheets.writing.kinds import COUNT, DAY, NAME, TEXT, YI
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.formats import count, day
from aidtrack.web.downloads import Export
from projects.figures.export import export_of, measured, of_model, report_fields
from projects.figures.viewpoint import Viewpoint
from projects.models import Project
from reports.figures.export import behind_fields, headline, shortfall_field
from reports.followup.monday.agenda import DueTasks, MondayList, WorstRow
from reports.followup.tasks.lists.export import fields as task_fields
from reports.models import Task


def monday(request, view: Viewpoint, agenda: MondayList | None, *, today: date) -> Export:
    """Without tables where only printed ones are known of the programme."""
    sheets = [*_sheets(agenda, today), headline(view, agenda.total)] if agenda else []
    return export_of(request, view, _t("Monday list"), sheets)


def _sheets(agenda: MondayList, today: date) -> list[SheetSpec]:
    return [
        _shortfalls(agenda),
        _causes(agenda.rows),
        _unreported(agenda),
        _tasks(agenda.due, today),
        _new_warnings(agenda),
    ]


def _shortfalls(agenda: MondayList) -> SheetSpec:
    sentence = ngettext(
        "%(n)s of %(all)s row behind time", "%(n)s of %(all)s rows behind time", agenda.behind
    )
    counts = {"n": len(agenda.rows), "all": count(agenda.behind)}
    return SheetSpec(
        name="shortfalls",
        title=_t("Largest shortfalls"),
        fields=[
            Field(_("reporting row"), TEXT, lambda row: row.trend.group.label),
            Field(_("supporter"), NAME, lambda row: row.trend.group.supporters),
            shortfall_field(of=lambda row: row.trend.pace),
            *measured("disbursement_rate", of=lambda row: row.trend.pace.progress),
            *behind_fields(),
            Field(pgettext_lazy("warning", "level"), TEXT, _level),
            Field(_("since"), DAY, lambda row: row.line and row.line.warning.since),
            Field(_("who is on it"), NAME, _who),
        ],
        records=lambda: agenda.rows,
        notes=[sentence % counts],
    )


def _level(row: WorstRow) -> str | None:
    return row.line and str(row.line.warning.level.label)


def _who(row: WorstRow) -> str:
    """The open tasks about it, as the page names them."""
    return "\n".join(map(_task_words, row.tasks)) or _t("nobody asked")


def _task_words(task: Task) -> str:
    words = pgettext("task", "due %(day)s") % {"day": day(task.due_in_force)}
    return f"{task.number} {task.responsible.label} {words}"


def _causes(rows: list[WorstRow]) -> SheetSpec:
    return SheetSpec(
        name="causes",
        title=capfirst(_t("what stands in the way")),
        fields=[
            Field(_("reporting row"), TEXT, lambda line: line[0]),
            Field(_("problem type"), TEXT, lambda line: line[1].label),
            Field(_("projects"), COUNT, lambda line: line[1].count),
            Field(of_model(Project, "planned_aid"), YI, lambda line: line[1].money),
        ],
        records=lambda: [(row.trend.group.label, cause) for row in rows for cause in row.causes],
        is_landscape=False,
    )


def _unreported(agenda: MondayList) -> SheetSpec:
    return SheetSpec(
        name="unreported",
        title=_t("Reporting rows not reported"),
        fields=[
            Field(_("reporting row"), TEXT, lambda pace: pace.group.label),
            Field(_("supporter"), NAME, lambda pace: pace.group.supporters),
            *report_fields(of=lambda pace: pace.progress),
        ],
        records=lambda: agenda.unreported,
    )


def _tasks(due: DueTasks, today: date) -> SheetSpec:
    sentence = ngettext(
        "%(n)s more in the list of tasks", "%(n)s more in the list of tasks", due.more
    )
    return SheetSpec(
        name="tasks",
        title=_t("Follow-up tasks overdue or due within a week"),
        fields=task_fields(today),
        records=lambda: [task for task, _subject, _standing in due.lines],
        notes=[sentence % {"n": count(due.more)}] if due.more else [],
    )


def _new_warnings(agenda: MondayList) -> SheetSpec:
    attention = agenda.attention
    words = {"day": day(attention.since), "n": count(attention.new)}
    return SheetSpec(
        name="new",
        title=_t("New warnings"),
        fields=[
            Field(pgettext_lazy("warning", "rule"), NAME, lambda rule: f"{rule.rule}"),
            Field(pgettext_lazy("warning", "subject"), TEXT, lambda rule: rule.kind_label),
            Field(_("new since last month"), COUNT, lambda rule: rule.new),
        ],
        records=lambda: agenda.new_counts,
        notes=[_t("Warnings of rows and projects new since %(day)s: %(n)s") % words],
        is_landscape=False,
    )
