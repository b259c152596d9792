"""The list of tasks as a file."""

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import CODE, COUNT, DAY, NAME, TEXT
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.people import person_name
from aidtrack.web.downloads import Export
from projects.figures.export import about, filter_words, of_model
from reports.followup.tasks.lists.filters import TaskFilter
from reports.followup.tasks.lists.rows import listed_standing, subject_of
from reports.models import Task
from reports.models.task_states import TaskState, TaskTiming


def fields(today) -> list[Field]:
    return [
        Field(pgettext_lazy("task", "number"), CODE, lambda task: task.number),
        _of_task("title", NAME, lambda task: task.title),
        _of_task("demand", NAME, lambda task: task.demand),
        _of_task("origin", TEXT, lambda task: task.get_origin_display()),
        Field(pgettext_lazy("task", "about"), NAME, lambda task: _subject_words(task)),
        _of_task("responsible", TEXT, lambda task: task.responsible.label),
        _of_task("issued_by", TEXT, lambda task: person_name(task.issued_by)),
        _of_task("issued_at", DAY, lambda task: task.issued_at.date()),
        Field(_("due day in force"), DAY, lambda task: task.due_in_force),
        Field(pgettext_lazy("task", "status"), TEXT, lambda task: str(TaskState(task.state).label)),
        Field(_("due day"), TEXT, lambda task: str(TaskTiming(task.timing).label)),
        Field(_("days late"), COUNT, lambda task: listed_standing(task, today=today).days_late),
        _of_task("outcome", TEXT, lambda task: task.get_outcome_display()),
        _of_task("is_urgent", TEXT, lambda task: _t("yes") if task.is_urgent else ""),
        _of_task("is_illustrative", TEXT, lambda task: _t("yes") if task.is_illustrative else ""),
    ]


def _of_task(name: str, kind, read) -> Field:
    return Field(of_model(Task, name), kind, read)


def _subject_words(task: Task) -> str:
    subject = subject_of(task)
    return "" if subject is None else f"{subject.kind_label} {subject.label}"


def task_list(request, narrowed: TaskFilter, tasks) -> Export:
    """``tasks`` are in the order of the page."""
    today = narrowed.today
    sheet = SheetSpec(
        name="tasks",
        title=_t("Follow-up tasks"),
        fields=fields(today),
        records=lambda: tasks,
        notes=[_t("as of %(day)s") % {"day": today}],
    )
    facts = [(_t("As of"), f"{today}"), *filter_words(narrowed.form)]
    return Export((_t("follow-up tasks"), today), [sheet, about(request, [sheet], lambda: facts)])
