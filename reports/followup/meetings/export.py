"""The page of a meeting as a file: decisions and what became of them, then the agenda."""

from collections.abc import Iterator

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import CODE, COUNT, DAY, NAME, TEXT
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.web.downloads import Export
from projects.figures.export import about, of_model
from reports.followup.meetings.record import ItemRecord, MeetingRecord
from reports.followup.task_lines import TaskLine
from reports.models import Item, Meeting, Task

Line = tuple[ItemRecord, TaskLine | None]


def meeting_export(request, record: MeetingRecord) -> Export:
    meeting = record.meeting
    day = _t("as of %(day)s") % {"day": record.on}
    sheets = [
        SheetSpec(
            name="decisions",
            title=_t("Decisions and what became of them"),
            fields=_task_fields(),
            records=lambda: task_records(record),
            notes=[f"{meeting.title} · {meeting.on} · {day}"],
        ),
        SheetSpec(
            name="agenda",
            title=_t("Agenda items"),
            fields=_item_fields(),
            records=lambda: record.items,
        ),
    ]
    facts = [
        (_t("Joint meeting"), f"{meeting.scheme.label} · {meeting.number} · {meeting.title}"),
        (_t("Date"), f"{meeting.on}"),
        (str(_("convener")), meeting.convener.label),
    ]
    words = (meeting.ref, _t("decisions"), record.on)
    return Export(words, [*sheets, about(request, sheets, lambda: facts)])


def task_records(record: MeetingRecord) -> Iterator[Line]:
    """Each task, this meeting's first; a decision of which no task was made has a line, too."""
    for item in (*record.decided, *record.last_decided):
        yield from ((item, task) for task in item.tasks or [None])


def _of_task(read):
    return lambda line: line[1] and read(line[1])


def _task_fields() -> list[Field]:
    return [
        Field(of_model(Item, "meeting"), NAME, lambda line: line[0].meeting.title),
        Field(of_model(Meeting, "on"), DAY, lambda line: line[0].meeting.on),
        Field(_("agenda item"), COUNT, lambda line: line[0].item.number),
        Field(of_model(Item, "text"), NAME, lambda line: line[0].item.text),
        Field(of_model(Item, "decision"), NAME, lambda line: line[0].item.decision or None),
        Field(_("follow-up task"), CODE, _of_task(lambda line: line.task.number)),
        Field(of_model(Task, "title"), NAME, _of_task(lambda line: line.task.title)),
        Field(
            of_model(Task, "responsible"), TEXT, _of_task(lambda line: line.task.responsible.label)
        ),
        Field(of_model(Task, "due_on"), DAY, _of_task(lambda line: line.due_on)),
        Field(pgettext_lazy("task", "state"), TEXT, _of_task(lambda line: line.state)),
    ]


def _item_fields() -> list[Field]:
    return [
        Field(_("agenda item"), COUNT, lambda record: record.item.number),
        Field(
            of_model(Item, "raised_by"),
            TEXT,
            lambda record: record.item.raised_by and record.item.raised_by.label,
        ),
        Field(
            pgettext_lazy("agenda item", "about"), NAME, lambda record: record.subject_words or None
        ),
        Field(of_model(Item, "text"), NAME, lambda record: record.item.text),
        Field(of_model(Item, "decision"), NAME, lambda record: record.item.decision or None),
    ]
