"""What a leader should look at first, the most serious first, each with a link to its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _t, ngettext, pgettext

from aidtrack.values import formats
from projects.figures.viewpoint import Viewpoint
from projects.models import Project
from reports.figures.pace import BEHIND_BOTH, UNREPORTED, Pace

# How many projects of one kind are listed; the others are behind a link.
SHOWN = 2


@dataclass(frozen=True)
class Kind:
    """A kind of concern: its colour and word, the day since when and the sentence of a project,
    the words for all of them by their number.
    """

    status: str
    word: Callable[[], str]
    since: Callable[[Project], date | None]
    sentence: Callable[[Project], str]
    all_of_them: Callable[[int], str]


@dataclass(frozen=True)
class Matter:
    project: Project
    since: date | None
    sentence: str


@dataclass(frozen=True)
class Concern:
    """Projects of one kind: how many, the largest of them, and the parameters that list all."""

    kind: Kind
    count: int
    largest: list[Matter]
    params: dict

    @property
    def status(self) -> str:
        return self.kind.status

    @property
    def word(self) -> str:
        return self.kind.word()

    @property
    def all_of_them(self) -> str:
        return self.kind.all_of_them(self.count)


@dataclass(frozen=True)
class Attention:
    """Rows behind on both rates, then projects with too much money, suspended, or not started, and
    last the rows of which nothing is reported for the month.
    """

    rows: list[Pace]
    concerns: list[Concern]
    unreported: list[Pace]

    @property
    def count(self) -> int:
        rows = len(self.rows) + len(self.unreported)
        return rows + sum(concern.count for concern in self.concerns)

    @property
    def unreported_finding(self) -> str:
        count = len(self.unreported)
        words = ngettext(
            "%(n)s prefecture has reported nothing for %(month)s",
            "%(n)s prefectures have reported nothing for %(month)s",
            count,
        )
        return words % {"n": formats.count(count), "month": self.unreported[0].reports.month_label}


def attention(view: Viewpoint, paces: list[Pace]) -> Attention:
    """Everything that needs attention on the viewpoint's day."""
    projects = view.projects.with_stage(on=view.on).with_disbursed(on=view.on)
    kinds = [
        (ABOVE_TOTAL, projects.disbursed_above("total_investment"), {"money": "total"}),
        (ABOVE_PLAN, projects.disbursed_above("planned_aid"), {"money": "plan"}),
        (SUSPENDED, projects.filter(stage="suspended"), {"stage": "suspended"}),
        (OVERDUE, projects.overdue_to_start(on=view.on), {"overdue": "start"}),
    ]
    return Attention(
        [pace for pace in paces if pace.status == BEHIND_BOTH],
        [
            Concern(kind, some.count(), _largest(kind, some, view.on), params)
            for kind, some, params in kinds
        ],
        [pace for pace in paces if pace.status == UNREPORTED],
    )


def _largest(kind: Kind, projects, on: date) -> list[Matter]:
    listed = projects.select_related("lead_pairing__supporter", "lead_pairing__recipient")
    largest = listed.with_stopped_since(on=on).order_by("-planned_aid", "code")[:SHOWN]
    return [Matter(p, kind.since(p), kind.sentence(p)) for p in largest]


def _words(project: Project) -> dict:
    return {
        "aid": formats.money(project.planned_aid),
        "who": project.lead_pairing.supporter.label,
        "money": formats.money(project.disbursed),
        "total": formats.money(project.total_investment),
    }


def _above_total(project: Project) -> str:
    return _t(
        "%(money)s disbursed, more than the total investment of %(total)s; %(who)s."
    ) % _words(project)


def _above_plan(project: Project) -> str:
    return _t("%(money)s disbursed, more than the planned %(aid)s; %(who)s.") % _words(project)


def _suspended(project: Project) -> str:
    day = formats.day(project.stopped_since)
    return _t("Stopped since %(day)s; planned %(aid)s; %(who)s.") % {**_words(project), "day": day}


def _overdue(project: Project) -> str:
    day = formats.day(project.planned_start_on)
    sentence = _t("Due to start by %(day)s; planned %(aid)s; %(who)s.")
    return sentence % {**_words(project), "day": day}


def _counted(words: str, count: int) -> str:
    return words % {"n": formats.count(count)}


def _all_above_total(count: int) -> str:
    words = ngettext(
        "%(n)s project with more money than total investment",
        "all %(n)s projects with more money than total investment",
        count,
    )
    return _counted(words, count)


def _all_above_plan(count: int) -> str:
    words = ngettext(
        "%(n)s project with more money than planned",
        "all %(n)s projects with more money than planned",
        count,
    )
    return _counted(words, count)


def _all_suspended(count: int) -> str:
    words = ngettext("%(n)s suspended project", "all %(n)s suspended projects", count)
    return _counted(words, count)


def _all_overdue(count: int) -> str:
    return _counted(ngettext("%(n)s overdue start", "all %(n)s overdue starts", count), count)


def _undated(_project: Project) -> None:
    return None


ABOVE_TOTAL = Kind(
    "lag",
    lambda: pgettext("attention", "more than total investment"),
    _undated,
    _above_total,
    _all_above_total,
)
ABOVE_PLAN = Kind(
    "lag",
    lambda: pgettext("attention", "more money than plan"),
    _undated,
    _above_plan,
    _all_above_plan,
)
SUSPENDED = Kind(
    "stop", lambda: _t("suspended"), lambda p: p.stopped_since, _suspended, _all_suspended
)
OVERDUE = Kind("warn", lambda: _t("overdue"), lambda p: p.planned_start_on, _overdue, _all_overdue)
