"""Joint meetings and follow-up tasks in every state, for the demonstration.

All of them are illustrative, and their days are told from the day on which they are drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from pairings.models import Organisation
from projects.models import Programme
from reports.followup.tasks.issuing import save_with_number
from reports.followup.warnings.catalogue import warnings
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.standpoint import Standpoint
from reports.models import Answer, Extension, Item, Meeting, Task
from reports.thresholds import WarningTest

SCOPE = "local"
TEN = time(10)
MEETINGS = (
    (1, 62, "第一次联席会议（示例）", "乌鲁木齐"),
    (2, 20, "第二次联席会议（示例）", "和田市"),
)
ITEMS = (
    (1, 1, "研究前方指挥部与受援地资金拨付衔接。", "每月5日前对账，差额当月说明。"),
    (1, 2, "研究项目用地和规划许可集中办理。", "由受援地建立并联审批，月内答复。"),
    (2, 1, "通报上半年资金到位情况。", "落后地区逐项说明原因，月底前报送。"),
    (2, 2, "研究逾期未开工项目。", "逐项明确开工日期；不能开工的提出调整意见。"),
)


@dataclass(frozen=True)
class Cast:
    """Who issues, answers and releases, and the two offices."""

    leader: object
    recorder: object
    reviewer: object
    office: Organisation
    region: Organisation
    headquarters: Organisation


@transaction.atomic
def demonstrate_follow_up(programme: Programme, cast: Cast, *, today: date) -> int:
    """Draws two meetings and a task in each state; how many tasks. Nothing where there are any."""
    if Task.objects.exists() or Meeting.objects.exists():
        return 0
    items = _meetings(programme, cast, today)
    _tasks(programme, cast, items, today)
    return Task.objects.count()


def _meetings(programme: Programme, cast: Cast, today: date) -> dict[tuple[int, int], Item]:
    meetings = {}
    for number, days, title, place in MEETINGS:
        meetings[number] = Meeting.objects.create(
            scheme=programme.scheme,
            number=number,
            on=today - timedelta(days=days),
            title=title,
            place=place,
            convener=cast.region,
            is_illustrative=True,
        )
        meetings[number].attending.set([cast.office, cast.headquarters])
    return {
        (meeting, number): Item.objects.create(
            meeting=meetings[meeting],
            number=number,
            raised_by=cast.region,
            text=text,
            decision=decision,
        )
        for meeting, number, text, decision in ITEMS
    }


class TaskDrawing:
    """Tasks made one after the other; ``today`` is the day from which theirs are told."""

    def __init__(self, programme: Programme, cast: Cast, today: date):
        self.programme, self.cast, self.today = programme, cast, today

    def moment(self, days_ago: int, hours: int = 0) -> datetime:
        on = datetime.combine(self.today - timedelta(days=days_ago), TEN)
        return timezone.make_aware(on) + timedelta(hours=hours)

    def task(
        self, title: str, demand: str, *, issued: int, due: int, warning=None, **fields
    ) -> Task:
        """Issued so many days ago, due in so many days (overdue below 0)."""
        issued_at = self.moment(issued)
        task = Task(
            title=f"{title}（示例）",
            demand=demand,
            issued_by=self.cast.leader,
            issued_at=issued_at,
            year=timezone.localdate(issued_at).year,
            due_on=self.today + timedelta(days=due),
            is_illustrative=True,
            **self._quoted(warning),
            **{"responsible": self.cast.office, **fields},
        )
        save_with_number(task)
        return task

    def _quoted(self, warning: ComputedWarning | None) -> dict:
        if warning is None:
            return {}
        return {
            "origin": Task.Origin.WARNING,
            f"{warning.subject.kind}_id": warning.subject.pk,
            "rule": warning.rule,
            "programme": self.programme,
            "scope": SCOPE,
            "as_of": self.programme.reported_through,
            "quoted_level": warning.level,
            "numerator": warning.numerator,
            "denominator": warning.denominator,
        }

    def accept(self, task: Task, *, days_ago: int) -> Task:
        task.accepted_at, task.accepted_by = self.moment(days_ago), self.cast.recorder
        task.save()
        return task

    def answer(self, task: Task, text: str, *, days_ago: int, released: bool = True) -> Answer:
        """Accepted the day before, answered, and released by the reviewer an hour later."""
        self.accept(task, days_ago=days_ago + 1)
        release = {"released_by": self.cast.reviewer, "released_at": self.moment(days_ago, 1)}
        return Answer.objects.create(
            task=task,
            text=f"{text}（示例）",
            says_done=True,
            by=self.cast.recorder,
            at=self.moment(days_ago),
            **(release if released else {}),
        )

    def send_back(self, answer: Answer, reason: str, *, days_ago: int):
        answer.returned_by, answer.reason = self.cast.leader, reason
        answer.returned_at = self.moment(days_ago)
        answer.save()

    def close(self, task: Task, outcome: str, *, days_ago: int):
        task.closed_at, task.closed_by = self.moment(days_ago), self.cast.leader
        task.outcome = outcome
        task.save()

    def extension(self, task: Task, *, days_ago: int, until: int, granted: bool | None = None):
        decision = {
            "decided_by": self.cast.leader,
            "decided_at": self.moment(days_ago, 3),
            "granted": granted,
        }
        Extension.objects.create(
            task=task,
            until=self.today + timedelta(days=until),
            reason="等待规划许可，地区规划局月底前答复（示例）",
            asked_by=self.cast.recorder,
            asked_at=self.moment(days_ago),
            **(decision if granted is not None else {}),
        )


def _tasks(programme: Programme, cast: Cast, items: dict, today: date):
    draft = TaskDrawing(programme, cast, today)
    _closed_tasks(draft, items)
    _open_tasks(draft, items, *_warnings(programme, cast, today))


def _closed_tasks(draft: TaskDrawing, items: dict):
    """One of each outcome; the second was closed late."""
    task = draft.task(
        "对账并说明差额", "对上半年到账资金逐笔核对，差额写明原因。",
        issued=58, due=-30, origin=Task.Origin.ITEM, item=items[1, 1],
    )  # fmt: skip
    draft.answer(task, "已核对，差额为在途资金一笔，附银行回单", days_ago=35)
    draft.close(task, Task.Outcome.SOLVED, days_ago=33)

    task = draft.task(
        "建立并联审批", "用地、规划、环评一次受理，说明办理时限。",
        issued=58, due=-35, origin=Task.Origin.ITEM, item=items[1, 2],
    )  # fmt: skip
    draft.answer(task, "已发文，首批项目进入并联审批", days_ago=28)
    draft.close(task, Task.Outcome.PLANNED, days_ago=26)

    task = draft.task("提供项目经验材料", "报送一份可推广的做法。", issued=40, due=-20)
    draft.answer(task, "材料已报送", days_ago=22)
    draft.close(task, Task.Outcome.REFERENCE, days_ago=21)


def _open_tasks(
    draft: TaskDrawing,
    items: dict,
    row: ComputedWarning | None,
    late: Iterator[ComputedWarning],
):
    """Overdue, accepted, answered, returned, with time asked for and granted, and new."""
    draft.task(
        "说明资金进度落后的原因", "逐项说明未拨付资金停在哪一环节，提出拨付日期。",
        issued=19, due=-5, warning=row, is_urgent=True, evidence_required=True,
    )  # fmt: skip

    task = draft.task(
        "明确开工日期", "报送开工日期和现场照片。", issued=16, due=2, warning=next(late, None)
    )
    draft.accept(task, days_ago=14)

    task = draft.task(
        "处理用地问题", "说明征地进展和交地日期。", issued=15, due=9, warning=next(late, None)
    )
    draft.answer(task, "县里已交地，下周进场", days_ago=1, released=False)

    task = draft.task(
        "重新招标", "说明流标原因和下一次开标日期。", issued=15, due=6, warning=next(late, None)
    )
    draft.answer(task, "招标公告已发布，下月开标", days_ago=2)

    task = draft.task(
        "落实逾期未开工项目", "逐项报送开工日期。",
        issued=18, due=4, origin=Task.Origin.ITEM, item=items[2, 2],
    )  # fmt: skip
    answer = draft.answer(task, "已督促各县", days_ago=5)
    draft.send_back(answer, "没有逐项日期，请按项目列出后重报", days_ago=4)

    task = draft.task("规划许可", "说明许可办理进展。", issued=12, due=3, warning=next(late, None))
    draft.accept(task, days_ago=11)
    draft.extension(task, days_ago=1, until=20)

    task = draft.task("施工队伍进场", "报送进场日期。", issued=25, due=-3, warning=next(late, None))
    draft.accept(task, days_ago=22)
    draft.extension(task, days_ago=6, until=12, granted=True)

    draft.task("补充项目台账", "补齐合同编号和建设单位。", issued=1, due=14)


def _warnings(
    programme: Programme, cast: Cast, today: date
) -> tuple[ComputedWarning | None, Iterator[ComputedWarning]]:
    """Of the office what its tasks are about: its row behind with money, and late starts."""
    at = Standpoint(
        programme, SCOPE, programme.reported_through, today, cast.recorder, kinds=("row", "project")
    )
    in_force = warnings(at)
    rows = [w for w in in_force if w.rule.test == WarningTest.MONEY_PACE]
    late = [w for w in in_force if w.rule.test == WarningTest.START_OVERDUE]
    return next(iter(rows), None), iter(late)
