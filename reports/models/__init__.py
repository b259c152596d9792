"""The models of the app, a module each."""

from reports.models.calendar import CalendarFeed
from reports.models.comments import Comment
from reports.models.loads import HeaderName, Load
from reports.models.meetings import Item, Meeting
from reports.models.published import PublishedFigure, PublishedTable
from reports.models.subjects import SUBJECTS, OfSubject
from reports.models.task_states import TaskStanding, TaskState, TaskTiming
from reports.models.tasks import Answer, Extension, Task
from reports.models.warnings import Response, WarningLevel, WarningRule

__all__ = [
    "SUBJECTS",
    "Answer",
    "CalendarFeed",
    "Comment",
    "Extension",
    "HeaderName",
    "Item",
    "Load",
    "Meeting",
    "OfSubject",
    "PublishedFigure",
    "PublishedTable",
    "Response",
    "Task",
    "TaskStanding",
    "TaskState",
    "TaskTiming",
    "WarningLevel",
    "WarningRule",
]
