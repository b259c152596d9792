"""What calls for attention on a page: its warnings by rule, the gravest named, why, and who."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from projects.figures.viewpoint import Viewpoint, all_of_them
from reports.figures.trends import last_month_end
from reports.followup.problems.causes import ALL_LABELS, VERIFIED, Cause, causes_by_office
from reports.followup.problems.reporting import standings_by_office
from reports.followup.warnings.pages.lines import WarningLine, warning_lines
from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.subjects import KIND_LABELS, WarnedSubject, subject_at
from reports.models import Task, WarningRule

# How many rows the dashboard names, and how many subjects below its own a page does; the others are
# behind the counts.
NAMED, NAMED_BELOW = 3, 5
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
    def kind_label(self) -> str:
        return str(KIND_LABELS[self.kind])

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
        return list_address(self.params | {"rule": self.rule.code, "kind": self.kind} | more)


@dataclass(frozen=True)
class NamedWarning:
    """One that is printed in full, with the open tasks about its subject, and what the office of a
    reporting row names as causes.
    """

    line: WarningLine
    tasks: list[Task]
    causes: list[Cause]


@dataclass(frozen=True)
class Attention:
    """``lines``: what is in force and not waived; ``since``: last month's end, to which new
    warnings are new. ``tasks`` are the open ones about the subject of the page itself.
    """

    lines: list[WarningLine]
    since: date
    counts: list[RuleCount]
    named: list[NamedWarning]
    causes: list[Cause]
    params: dict
    waived: int = 0
    tasks: list[Task] = field(default_factory=list)
    within: WarnedSubject | None = None

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def first(self) -> list[NamedWarning]:
        """Those that the panel prints: of a page of all rows the gravest few."""
        return self.named[:NAMED] if self.within is None else self.named

    @property
    def by_row(self) -> dict[str, NamedWarning]:
        """Those about rows by the reference of the row."""
        about = ((named.line.warning.subject, named) for named in self.named)
        return {subject.ref: named for subject, named in about if subject.kind == "row"}

    @property
    def new(self) -> int:
        return sum(line.is_new for line in self.lines)

    @property
    def address(self) -> str:
        return list_address(self.params)

    @property
    def waived_address(self) -> str:
        return list_address(self.params, response="waived")


def list_address(params: dict, *, response: str = "unwaived") -> str:
    """The list of warnings; of those that are not waived, unless a response is named."""
    return f"{reverse('follow-up:warnings')}?{urlencode(params | {'response': response})}"


def attention(at: Standpoint, *, params: dict, name: Callable | None = None) -> Attention:
    """All of the standpoint's kinds; ``params`` are those of the page's addresses.

    ``name`` chooses what is named of the lines: the gravest rows, unless another is handed in.
    """
    every_line = warning_lines(at)
    lines = [line for line in every_line if not line.response.is_waived]
    by_office = causes_of_rows(at) if every_line else {}
    gravest = (name or gravest_rows)(lines)
    subjects = {line.warning.subject for line in gravest} | ({at.within} if at.within else set())
    tasks = open_tasks(subjects, at)
    return Attention(
        lines,
        last_month_end(at.on),
        _counts(lines, params),
        [_named(line, tasks, by_office, at) for line in gravest],
        _causes_of_all(by_office, at),
        params,
        waived=len(every_line) - len(lines),
        tasks=tasks.get(at.within.key, []) if at.within else [],
        within=at.within,
    )


def attention_within(kind: str, ref: str, view: Viewpoint, *, today: date) -> Attention | None:
    """Of a row, a unit, a pairing or a project and of what lies below it; None where nothing live
    is known.
    """
    subject = subject_at(kind, ref, view.programme, view.user)
    if subject is None or view.is_published_only:
        return None
    at = Standpoint(view.programme, view.scope, view.on, today, view.user).inside(subject)
    if view.narrow is not all_of_them:
        at = replace(at, view=view)
    params = view.params | {"within": f"{subject}"}
    return attention(at, params=params, name=lambda lines: own_and_gravest(lines, subject))


def open_tasks(subjects: Iterable[WarnedSubject], at: Standpoint) -> dict[tuple, list[Task]]:
    """{key of a subject: the open tasks about it, with their standing}; one query.

    A task issued after the page's day is ``since_then``: that day did not know it.
    """
    about = Q()
    for subject in subjects:
        about |= Q((subject.kind, subject.pk))
    tasks: dict[tuple, list[Task]] = {}
    if not about:
        return tasks
    open_ones = Task.objects.visible_to(at.user).filter(about).open().with_standing(on=at.today)
    for task in open_ones.select_related("responsible").order_by("due_in_force", "pk"):
        task.since_then = timezone.localdate(task.issued_at) > at.on
        tasks.setdefault(task.subject_key, []).append(task)
    return tasks


def _named(line: WarningLine, tasks: dict, by_office: dict, at: Standpoint) -> NamedWarning:
    subject, within = line.warning.subject, at.within
    of_page = within is not None and subject.key == within.key
    causes = [] if within else causes_of_row(subject, by_office, at)
    return NamedWarning(line, [] if of_page else tasks.get(subject.key, []), causes)


def _counts(lines: list[WarningLine], params: dict) -> list[RuleCount]:
    groups: dict[tuple, list[WarningLine]] = {}
    for line in lines:
        groups.setdefault((line.warning.rule.code, line.warning.subject.kind), []).append(line)
    return [
        RuleCount(
            rule=group[0].warning.rule,
            kind=kind,
            red=sum(line.warning.is_red for line in group),
            yellow=sum(not line.warning.is_red for line in group),
            new=sum(line.is_new for line in group),
            params=params,
        )
        for (_code, kind), group in groups.items()
    ]


def gravest_rows(lines: list[WarningLine]) -> list[WarningLine]:
    """One warning a row, that with most money; those that are new first, then by money."""
    return _one_a_subject(line for line in lines if line.warning.subject.kind == "row")


def own_and_gravest(lines: list[WarningLine], subject: WarnedSubject) -> list[WarningLine]:
    """All about the subject itself, and one of each of the gravest below it."""
    own = [line for line in lines if line.warning.subject == subject]
    below = [line for line in lines if line.warning.subject != subject]
    return [*own, *_one_a_subject(below)[:NAMED_BELOW]]


def _one_a_subject(lines: Iterable[WarningLine]) -> list[WarningLine]:
    gravest: dict[tuple, WarningLine] = {}
    for line in sorted(lines, key=_gravest_first):
        gravest.setdefault(line.warning.subject.key, line)
    return list(gravest.values())


def _gravest_first(line: WarningLine) -> tuple:
    return not line.is_new, not line.warning.is_red, -line.warning.stake


def causes_of_rows(at: Standpoint) -> dict[int, list[Cause]]:
    """{id of the row's office: what it reports for the month of the day, and what of that month
    waits or is not reported}; two queries, once for a standpoint.
    """
    return at.once("causes of rows", lambda: _causes_of_rows(at))


def _causes_of_rows(at: Standpoint) -> dict[int, list[Cause]]:
    month = at.on.replace(day=1)
    named = causes_by_office(at.projects, at.programme, [month])
    by_office: dict[int, list[Cause]] = {}
    for of_office in [*named, *standings_by_office(at.projects, at.programme, month)]:
        if of_office.cause.code != VERIFIED:
            by_office.setdefault(of_office.office, []).append(of_office.cause)
    return by_office


def causes_of_row(
    subject: WarnedSubject, by_office: dict[int, list[Cause]], at: Standpoint
) -> list[Cause]:
    """Those few named with the most money, and all that is not said; empty for another subject."""
    if subject.kind != "row":
        return []
    causes = most_money(by_office.get(subject.parties[0], []))
    named = [cause for cause in causes if cause.is_named]
    printed = named[:CAUSES] + [cause for cause in causes if not cause.is_named]
    return with_addresses(printed, at, subject)


def _causes_of_all(by_office: dict[int, list[Cause]], at: Standpoint) -> list[Cause]:
    causes = most_money(cause for office in by_office.values() for cause in office)
    return with_addresses(causes, at, at.within)


def with_addresses(
    causes: list[Cause], at: Standpoint, within: WarnedSubject | None
) -> list[Cause]:
    """The causes with their lists on the page of problems, of all projects or of a subject's."""
    params = {"programme": at.programme.code, "scope": at.scope, "month": f"{at.on:%Y-%m}"}
    params |= {"within": f"{within}"} if within else {}
    problems = reverse("follow-up:problems")
    return [
        replace(c, address=f"{problems}?{urlencode(params | {'type': c.code})}#rows")
        for c in causes
    ]


def most_money(causes: Iterable[Cause]) -> list[Cause]:
    """The causes, each once: those named with the most money first, then what is not said."""
    causes = list(causes)
    sums = [_sum(code, [c for c in causes if c.code == code]) for code in ALL_LABELS]
    return sorted(
        [cause for cause in sums if cause.count],
        key=lambda cause: (not cause.is_named, -cause.money if cause.is_named else 0),
    )


def _sum(code: str, causes: list[Cause]) -> Cause:
    return Cause(code, sum(c.count for c in causes), sum(c.money for c in causes))
