"""Joint meetings and follow-up tasks in every state, for the demonstration.

All of them are illustrative, and their days are told from the day on which they are drawn.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from pairings.models import Organisation
from projects.models import Programme
from reports.demo.offices import OfficePeople
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
    """Who issues, and the offices that answer: that of the accounts, the headquarters, others."""

    leader: object
    region: Organisation
    office: OfficePeople
    headquarters: OfficePeople
    further: list[OfficePeople]

    def of(self, organisation: Organisation) -> OfficePeople:
        people = (self.office, self.headquarters, *self.further)
        return next(some for some in people if some.office == organisation)


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
        meetings[number].attending.set([cast.office.office, cast.headquarters.office])
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


class OfficeWarnings:
    """What tasks of an office are about: its row behind with money, and late starts in turn."""

    def __init__(self, in_force: list[ComputedWarning], office: Organisation):
        own = [warning for warning in in_force if warning.subject.row_ref == office.ref]
        self.row = next((w for w in own if w.rule.test == WarningTest.MONEY_PACE), None)
        self._late = iter([w for w in own if w.rule.test == WarningTest.START_OVERDUE])

    def late(self) -> ComputedWarning | None:
        return next(self._late, None)


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
            **{"responsible": self.cast.office.office, **fields},
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
        recorder = self.cast.of(task.responsible).recorder
        task.accepted_at, task.accepted_by = self.moment(days_ago), recorder
        task.save()
        return task

    def answer(self, task: Task, text: str, *, days_ago: int, released: bool = True) -> Answer:
        """Accepted the day before, answered, and released by the reviewer an hour later."""
        self.accept(task, days_ago=days_ago + 1)
        people = self.cast.of(task.responsible)
        release = {"released_by": people.reviewer, "released_at": self.moment(days_ago, 1)}
        return Answer.objects.create(
            task=task,
            text=f"{text}（示例）",
            says_done=True,
            by=people.recorder,
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
            asked_by=self.cast.of(task.responsible).recorder,
            asked_at=self.moment(days_ago),
            **(decision if granted is not None else {}),
        )


def _tasks(programme: Programme, cast: Cast, items: dict, today: date):
    draft = TaskDrawing(programme, cast, today)
    _closed_tasks(draft, items)
    in_force = _warnings(programme, cast, today)
    _open_tasks(draft, items, OfficeWarnings(in_force, cast.office.office))
    for people, demonstrate in zip(cast.further, FURTHER, strict=False):
        demonstrate(draft, people.office, OfficeWarnings(in_force, people.office))
    _task_of_headquarters(draft)


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


def _open_tasks(draft: TaskDrawing, items: dict, about: OfficeWarnings):
    """Overdue, accepted, answered, returned, with time asked for and granted, and new."""
    draft.task(
        "说明资金进度落后的原因", "逐项说明未拨付资金停在哪一环节，提出拨付日期。",
        issued=19, due=-5, warning=about.row, is_urgent=True, evidence_required=True,
    )  # fmt: skip

    task = draft.task(
        "明确开工日期", "报送开工日期和现场照片。", issued=16, due=2, warning=about.late()
    )
    draft.accept(task, days_ago=14)

    task = draft.task(
        "处理用地问题", "说明征地进展和交地日期。", issued=15, due=9, warning=about.late()
    )
    draft.answer(task, "县里已交地，下周进场", days_ago=1, released=False)

    task = draft.task(
        "重新招标", "说明流标原因和下一次开标日期。", issued=15, due=6, warning=about.late()
    )
    draft.answer(task, "招标公告已发布，下月开标", days_ago=2)

    task = draft.task(
        "落实逾期未开工项目", "逐项报送开工日期。",
        issued=18, due=4, origin=Task.Origin.ITEM, item=items[2, 2],
    )  # fmt: skip
    answer = draft.answer(task, "已督促各县", days_ago=5)
    draft.send_back(answer, "没有逐项日期，请按项目列出后重报", days_ago=4)

    task = draft.task("规划许可", "说明许可办理进展。", issued=12, due=3, warning=about.late())
    draft.accept(task, days_ago=11)
    draft.extension(task, days_ago=1, until=20)

    task = draft.task("施工队伍进场", "报送进场日期。", issued=25, due=-3, warning=about.late())
    draft.accept(task, days_ago=22)
    draft.extension(task, days_ago=6, until=12, granted=True)

    draft.task("补充项目台账", "补齐合同编号和建设单位。", issued=1, due=14)


def _two_of_kashgar(draft: TaskDrawing, office: Organisation, about: OfficeWarnings):
    """One closed in time, one overdue for long."""
    task = draft.task(
        "核对到位资金", "与前方指挥部逐笔核对，差额写明原因。",
        issued=45, due=-20, responsible=office,
    )  # fmt: skip
    draft.answer(task, "已逐笔核对，无差额", days_ago=31)
    draft.close(task, Task.Outcome.SOLVED, days_ago=27)

    task = draft.task(
        "说明开工落后的项目", "逐项报送开工日期和责任人。",
        issued=34, due=-6, warning=about.late(), responsible=office, is_urgent=True,
    )  # fmt: skip
    draft.accept(task, days_ago=32)


def _two_of_aksu(draft: TaskDrawing, office: Organisation, about: OfficeWarnings):
    """One closed late, one answered."""
    task = draft.task(
        "补报上半年月报", "补报缺漏项目，说明漏报原因。", issued=50, due=-25, responsible=office
    )
    draft.answer(task, "已补报，漏报因经办人调离", days_ago=20)
    draft.close(task, Task.Outcome.PLANNED, days_ago=18)

    task = draft.task(
        "落实施工图", "报送施工图审查日期。",
        issued=13, due=5, warning=about.late(), responsible=office,
    )  # fmt: skip
    draft.answer(task, "施工图已送审，十日内出意见", days_ago=3)


def _one_of_tacheng(draft: TaskDrawing, office: Organisation, about: OfficeWarnings):
    """Near due, not accepted."""
    draft.task(
        "说明资金进度", "说明资金停在哪一环节，提出拨付日期。",
        issued=9, due=2, warning=about.row, responsible=office,
    )  # fmt: skip


def _one_of_altay(draft: TaskDrawing, office: Organisation, about: OfficeWarnings):
    """Returned, and overdue."""
    task = draft.task(
        "重报开工计划", "按项目列出开工日期。",
        issued=21, due=-1, warning=about.late(), responsible=office,
    )  # fmt: skip
    answer = draft.answer(task, "冬季前全部开工", days_ago=6)
    draft.send_back(answer, "没有按项目列出日期", days_ago=4)


def _one_of_changji(draft: TaskDrawing, office: Organisation, about: OfficeWarnings):
    """With time granted."""
    task = draft.task(
        "完成环评", "报送批复文号。",
        issued=26, due=-2, warning=about.late(), responsible=office,
    )  # fmt: skip
    draft.accept(task, days_ago=24)
    draft.extension(task, days_ago=5, until=15, granted=True)


# What each of the further offices was asked, in their order.
FURTHER = (_two_of_kashgar, _two_of_aksu, _one_of_tacheng, _one_of_altay, _one_of_changji)


def _task_of_headquarters(draft: TaskDrawing):
    task = draft.task(
        "报送第三批资金计划", "写明到疆日期和项目清单。",
        issued=6, due=11, responsible=draft.cast.headquarters.office,
    )  # fmt: skip
    draft.accept(task, days_ago=5)


def _warnings(programme: Programme, cast: Cast, today: date) -> list[ComputedWarning]:
    on, kinds = programme.reported_through, ("row", "project")
    return warnings(Standpoint(programme, SCOPE, on, today, cast.leader, kinds=kinds))
