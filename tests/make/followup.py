"""Rules of warnings, responses, meetings and tasks for tests."""

from datetime import date, timedelta

from django.utils import timezone

from reports.models import (
    Answer,
    CalendarFeed,
    Comment,
    Extension,
    Item,
    Meeting,
    Response,
    Task,
    WarningLevel,
    WarningRule,
)
from reports.thresholds import WarningTest
from tests.make.pairings import number, organisation, scheme, user
from tests.make.projects import default_programme, default_project

WEEKS = timedelta(days=21)


def warning_rule(test=WarningTest.MONEY_PACE, yellow=10, red=30, **fields):
    """For all schemes, unless named otherwise."""
    n = next(number)
    values = {"code": f"W-{n}", "name": f"规则{n}", "source": "办公室规定", **fields}
    return WarningRule.objects.create(test=test, params={"yellow": yellow, "red": red}, **values)


def response(project=None, **fields):
    """Somebody acknowledged a late start of a project, unless named otherwise."""
    values = {
        "test": WarningTest.START_OVERDUE,
        "kind": Response.Kind.ACKNOWLEDGED,
        "level": WarningLevel.YELLOW,
        **fields,
    }
    if project or not values.keys() & {"row", "unit", "pairing"}:
        values["project"] = project or default_project()
    subject = values.get("project")
    values["programme"] = values.get("programme") or (
        subject.programme if subject else default_programme(None)
    )
    values["by"] = values.get("by") or user()
    return Response.objects.create(**values)


def meeting(scheme_=None, **fields):
    n = next(number)
    values = {"number": n, "on": date(2011, 7, 5), "title": f"第{n}次联席会议", **fields}
    values["convener"] = values.get("convener") or organisation()
    return Meeting.objects.create(scheme=scheme_ or scheme(), **values)


def item(meeting_=None, **fields):
    values = {"number": next(number), "text": "研究项目用地", **fields}
    return Item.objects.create(meeting=meeting_ or meeting(), **values)


def task(**fields):
    """Issued now by somebody and due in three weeks, to an office made anew, unless named."""
    issued_at = fields.get("issued_at") or timezone.now()
    values = {
        "year": timezone.localtime(issued_at).year,
        "sequence": next(number),
        "title": "加快资金拨付",
        "demand": "说明进度落后的原因和措施。",
        "issued_at": issued_at,
        "due_on": timezone.localdate(issued_at) + WEEKS,
        **fields,
    }
    values["responsible"] = values.get("responsible") or organisation()
    values["issued_by"] = values.get("issued_by") or user()
    return Task.objects.create(**values)


def answer(task_=None, **fields):
    values = {"text": "已完成", "says_done": True, **fields}
    values["by"] = values.get("by") or user()
    return Answer.objects.create(task=task_ or task(), **values)


def extension(task_=None, **fields):
    of_task = task_ or task()
    values = {"until": of_task.due_on + WEEKS, "reason": "等待批复", **fields}
    values["asked_by"] = values.get("asked_by") or user()
    return Extension.objects.create(task=of_task, **values)


def calendar_feed(user_=None, **fields):
    """Of somebody, made by a token that nobody knows."""
    values = {"digest": f"{next(number):064x}", **fields}
    values["user"] = user_ or values.get("user") or user()
    return CalendarFeed.objects.create(**values)


def comment(project=None, **fields):
    values = {"text": "请核对开工日期。", **fields}
    if project or not values.keys() & {"report", "task"}:
        values["project"] = project or default_project()
    values["by"] = values.get("by") or user()
    return Comment.objects.create(**values)
