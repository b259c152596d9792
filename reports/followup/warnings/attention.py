"""What calls for attention on a page: its warnings by rule, the gravest subjects, why, and who."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from reports.figures.trends import last_month_end
from reports.followup.problems.causes import LABELS, Cause, causes_by_office
from reports.followup.warnings.catalogue import new_keys, warnings
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.standpoint import Standpoint
from reports.models import Task, WarningRule

# The page that lists them all.
# How many rows a panel names; the others are behind the counts.
NAMED = 3
# How many causes of one office are named.
CAUSES = 2


@dataclass(frozen=True)
class RuleCount:
    """The warnings of one rule about one kind of subjects; ``address`` lists exactly these."""

    rule: WarningRule
    kind: str
    red: int
    yellow: int
    new: int
    params: dict

    @property
    def count(self) -> int:
        return self.red + self.yellow

    @property
    def status(self) -> str:
        return "lag" if self.red else "warn"

    @property
    def address(self) -> str:
        return self._address()

    @property
    def red_address(self) -> str:
        return self._address(level="red")

    @property
    def yellow_address(self) -> str:
        return self._address(level="yellow")

    @property
    def new_address(self) -> str:
        return self._address(new=1)

    def _address(self, **more) -> str:
        params = {**self.params, "rule": self.rule.code, "kind": self.kind, **more}
        return f"{reverse('follow-up:warnings')}?{urlencode(params)}"


@dataclass(frozen=True)
class WarnedRow:
    """The gravest warning of a reporting row, and what its office names as causes."""

    warning: ComputedWarning
    is_new: bool
    causes: list[Cause]
    tasks: list[Task]


@dataclass(frozen=True)
class Attention:
    """``new``: the keys of the warnings that were not in force at ``since``, last month's end."""

    in_force: list[ComputedWarning]
    new: set[tuple]
    since: date
    counts: list[RuleCount]
    rows: list[WarnedRow]
    causes: list[Cause]

    @property
    def count(self) -> int:
        return len(self.in_force)

    @property
    def red(self) -> int:
        return sum(warning.is_red for warning in self.in_force)


def attention(at: Standpoint, *, params: dict) -> Attention:
    """All of the standpoint's kinds; ``params`` are those of the page's addresses."""
    in_force = warnings(at)
    new = new_keys(at, in_force)
    by_office = _causes(at) if in_force else {}
    gravest = _gravest_rows(in_force, new)[:NAMED]
    tasks = open_tasks(gravest, at.user) if gravest else {}
    return Attention(
        in_force,
        new,
        last_month_end(at.on),
        _counts(in_force, new, params),
        [
            WarnedRow(
                warning,
                warning.key in new,
                _most_money(by_office.get(warning.subject.label, []))[:CAUSES],
                tasks.get(warning.subject.key, []),
            )
            for warning in gravest
        ],
        _most_money(cause for office in by_office.values() for cause in office),
    )


def open_tasks(in_force: list[ComputedWarning], user) -> dict[tuple, list[Task]]:
    """{key of a subject: the tasks about it that are not closed}, in one query."""
    about = Q()
    for warning in in_force:
        about |= Q((warning.subject.kind, warning.subject.pk))
    tasks: dict[tuple, list[Task]] = {}
    open_ones = Task.objects.visible_to(user).filter(about, closed_at=None)
    for task in open_ones.select_related("responsible"):
        tasks.setdefault(task.subject_key, []).append(task)
    return tasks


def _counts(in_force: list[ComputedWarning], new: set[tuple], params: dict) -> list[RuleCount]:
    groups: dict[tuple, list[ComputedWarning]] = {}
    for warning in in_force:
        groups.setdefault((warning.rule.code, warning.subject.kind), []).append(warning)
    return [
        RuleCount(
            rule=group[0].rule,
            kind=kind,
            red=sum(warning.is_red for warning in group),
            yellow=sum(not warning.is_red for warning in group),
            new=sum(warning.key in new for warning in group),
            params=params,
        )
        for (_code, kind), group in groups.items()
    ]


def _gravest_rows(in_force: list[ComputedWarning], new: set[tuple]) -> list[ComputedWarning]:
    """One warning a row, that with most money; those that are new first, then by money."""
    of_row: dict[tuple, ComputedWarning] = {}
    for warning in sorted(in_force, key=lambda w: (w.key not in new, not w.is_red, -w.stake)):
        if warning.subject.kind == "row":
            of_row.setdefault(warning.subject.key, warning)
    return list(of_row.values())


def _causes(at: Standpoint) -> dict[str, list[Cause]]:
    """{label of the row: what its office reports for the month of the day}; one query."""
    labels = {key[0]: subject.label for key, subject in at.subjects("row").items()}
    by_office: dict[str, list[Cause]] = {}
    for of_office in causes_by_office(at.projects, at.programme, [at.on.replace(day=1)]):
        label = labels.get(of_office.office, "")
        by_office.setdefault(label, []).append(of_office.cause)
    return by_office


def _most_money(causes: Iterable[Cause]) -> list[Cause]:
    """The causes, each once, with the most money first."""
    causes = list(causes)
    sums = [_sum(code, [c for c in causes if c.code == code]) for code in LABELS]
    return sorted([cause for cause in sums if cause.count], key=lambda cause: -cause.money)


def _sum(code: str, causes: list[Cause]) -> Cause:
    return Cause(code, sum(c.count for c in causes), sum(c.money for c in causes))
