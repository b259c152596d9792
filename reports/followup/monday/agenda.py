"""What a leader asks on Monday: which rows lack most, what is new, unreported, and due."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from projects.figures.viewpoint import Viewpoint
from reports.figures.pace import Pace, common_known_day
from reports.figures.trends import Trend, trends_by
from reports.followup.problems.causes import Cause
from reports.followup.tasks.lists.rows import for_list, listed_standing, subject_of
from reports.followup.warnings.pages.attention import (
    Attention,
    RuleCount,
    attention,
    causes_of_row,
    causes_of_rows,
    open_tasks,
)
from reports.followup.warnings.pages.lines import WarningLine
from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.subjects import WarnedSubject
from reports.models import Task, TaskTiming
from reports.thresholds import WarningTest

# As many as one A4 holds; the others are behind a link.
WORST, DUE, RULES = 6, 7, 8
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WorstRow:
    """A row that lacks money against time elapsed. ``line`` is its warning of that, where one is in
    force.
    """

    trend: Trend
    subject: WarnedSubject | None
    line: WarningLine | None
    causes: list[Cause]
    tasks: list[Task]


@dataclass(frozen=True)
class DueTasks:
    """Those open tasks that are overdue or due within a week, the most late first."""

    lines: list[tuple]
    overdue: int
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True)
class MondayList:
    """``behind``: how many rows lack money, of which ``rows`` are the worst."""

    total: Pace
    rows: list[WorstRow]
    behind: int
    attention: Attention
    unreported: list[Pace]
    unreported_through: date | None
    due: DueTasks

    @property
    def new_counts(self) -> list[RuleCount]:
        """The rules with warnings that are new, the most first."""
        new = [rule for rule in self.attention.counts if rule.new]
        return sorted(new, key=lambda rule: -rule.new)[:RULES]


def monday_list(view: Viewpoint, *, today: date) -> MondayList:
    at = Standpoint.of(view, today=today, kinds=("row", "project"))
    trends = trends_by("prefecture", view)
    paces = [trend.pace for trend in trends.rows]
    at.use_paces("row", paces)
    unreported = [pace for pace in paces if pace.is_unreported]
    behind = [trend for trend in trends.rows if (trend.pace.shortfall or 0) > 0]
    behind.sort(key=lambda trend: -trend.pace.shortfall)
    concerns = attention(at, params=view.params, name=lambda lines: [])
    return MondayList(
        total=trends.total.pace,
        rows=_worst(at, behind[:WORST], concerns),
        behind=len(behind),
        attention=concerns,
        unreported=unreported,
        unreported_through=common_known_day(unreported),
        due=due_tasks(view.user, today=today),
    )


def _worst(at: Standpoint, trends: list[Trend], concerns: Attention) -> list[WorstRow]:
    subjects = at.subjects("row")
    rows = [(trend, subjects.get(trend.group.key)) for trend in trends]
    tasks = open_tasks({subject for _trend, subject in rows if subject}, at)
    causes = causes_of_rows(at)
    of_money = {
        line.warning.subject.key: line
        for line in concerns.lines
        if line.warning.rule.test == WarningTest.MONEY_PACE
    }
    return [
        WorstRow(
            trend,
            subject,
            subject and of_money.get(subject.key),
            causes_of_row(subject, causes, at) if subject else [],
            tasks.get(subject.key, []) if subject else [],
        )
        for trend, subject in rows
    ]


def due_tasks(user, *, today: date) -> DueTasks:
    tasks = Task.objects.visible_to(user).with_standing(on=today).open()
    due = tasks.filter(due_in_force__lte=today + WEEK)
    return DueTasks(_task_lines(for_list(due)[:DUE], today), _overdue(due).count(), due.count())


def _overdue(tasks: QuerySet) -> QuerySet:
    return tasks.filter(timing=TaskTiming.OVERDUE)


def _task_lines(tasks: QuerySet, today: date) -> list[tuple]:
    """(task, what it is about, its standing)."""
    return [(task, subject_of(task), listed_standing(task, today=today)) for task in tasks]
