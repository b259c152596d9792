"""What verifying a report would move: figures of past, closed days, computed and never stored."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _t

from aidtrack.values import formats
from aidtrack.values.dates import month_end, month_ends
from projects.figures.progress import (
    Progress,
    programme_projects,
    progress_by_on_days,
    progress_on_days,
)
from projects.measures import MEASURES
from projects.models import Project, StatusReport, Transfer
from projects.month.due import Row
from projects.month.facts import LEVEL, late_dates, reached
from projects.month.statements import ClosedMonths
from projects.querysets.projects import TERM_DATES
from projects.querysets.terms import AMOUNTS, BEGINS, DISBURSED, at_project, terms_on

# The figures that are looked at, and the rate that each is the numerator of.
FIGURES = {
    "planned": None,
    "started": "start_rate",
    "completed": "completion_rate",
    "off_plan": None,
    "cancelled": None,
    "disbursed": "disbursement_rate",
}
# Those of a project that make them up.
SUMS = (*FIGURES, "planned_aid")
MONEY = ("planned_aid", "disbursed")

Money = list[tuple[date, Decimal]]


@dataclass(frozen=True)
class Facts:
    """The dates of a project that figures read, and its money by day, in yuan."""

    dates: dict[str, date | None]
    money: Money

    def sums(self, project: Project, *, on: date) -> dict[str, int | Decimal]:
        """What the project adds to each of SUMS at the end of ``on``."""
        dates = self.dates | {BEGINS: project.programme.starts_on}
        terms = terms_on(on, dates, is_off_plan=project.is_off_plan)
        paid = sum((amount for day, amount in self.money if day <= on), Decimal(0))
        return {
            **{name: int(name in terms) for name in SUMS},
            "planned_aid": project.planned_aid if AMOUNTS["planned_aid"][0] in terms else 0,
            "disbursed": paid if DISBURSED["disbursed"] in terms else 0,
        }


@dataclass(frozen=True)
class Shift:
    """A figure of a population before and after."""

    population: str
    name: str
    before: Progress
    after: Progress

    def __str__(self):
        rate = FIGURES[self.name]
        printed = formats.money if self.name in MONEY else formats.count
        old, new = (printed(getattr(row, self.name)) for row in (self.before, self.after))
        if rate is None:
            return _t("%(population)s %(old)s → %(new)s") % self._words(old, new)
        rates = [row.rate(rate) for row in (self.before, self.after)]
        shares = [formats.percent(each.value) for each in rates]
        wholes = [printed(each.denominator) for each in rates]
        words = self._words(f"{old}/{wholes[0]}", f"{new}/{wholes[1]}")
        words |= {"old_rate": shares[0], "new_rate": shares[1]}
        return _t("%(population)s %(old)s → %(new)s (%(old_rate)s → %(new_rate)s%%)") % words

    def _words(self, old: str, new: str) -> dict:
        return {"population": self.population, "old": old, "new": new}


@dataclass(frozen=True)
class Move:
    """A figure that moves by the same on each day from ``first`` to ``last``, days of one month.

    ``by`` is how many projects, or yuan; ``shifts`` are the figures of ``last``.
    """

    name: str
    first: date
    last: date
    by: int | Decimal
    shifts: tuple[Shift, ...] = ()

    def __str__(self):
        words = {
            "first": f"{self.first}",
            "last": f"{self.last}",
            "figure": MEASURES[self.name].label,
            "shifts": _t("; ").join(map(str, self.shifts)),
        }
        if self.first == self.last:
            return _t("As of %(last)s: %(figure)s, %(shifts)s") % words
        return _t("As of %(first)s to %(last)s: %(figure)s, %(shifts)s") % words


def moves(rows: Iterable[Row], user) -> dict[int, list[Move]]:
    """{report id: what verifying it would move} for the open reports of rows of one month.

    Takes no query where none of them touches a closed day, else a fixed number.
    """
    touching = [row for row in rows if row.report and _touches_closed_days(row)]
    if not touching:
        return {}
    facts = _facts(touching)
    moved = {row.report.pk: _bare_moves(row, *facts[row.report.pk]) for row in touching}
    return _with_shifts(touching, moved, facts, user)


def _touches_closed_days(row: Row) -> bool:
    closed = row.past.closed
    if row.report.disbursed_to_date is not None and closed.include(row.report.month.month):
        return True
    days = [day for before, after in _stated(row).values() for day in (before, after) if day]
    return any(closed.include(day) for day in days)


def _stated(row: Row) -> dict[str, tuple[date | None, date | None]]:
    """{name: the project's date and the one that the report states} where they differ.

    Late dates are left out: what they move is said where they are released.
    """
    late = late_dates(row.report, row.past)
    pairs = {
        name: (getattr(row.project, name), getattr(row.report, name))
        for name in TERM_DATES
        if name in row.report.stated and name not in late
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _facts(rows: list[Row]) -> dict[int, tuple[Facts, Facts]]:
    """{report id: the facts of its project, and what they would be}, in three queries."""
    projects = [row.project.pk for row in rows]
    at_projects = Transfer.objects.filter(project__in=projects)
    counted: dict[int, Money] = {}
    accepted = at_projects.filter(at_project(date.max, through=""))
    for pk, *payment in accepted.values_list("project", "on", "amount"):
        counted.setdefault(pk, []).append(tuple(payment))
    waiting: dict[int, list[Transfer]] = {}
    unreleased = at_projects.waiting().filter(level=LEVEL, late_entry=None)
    for transfer in unreleased.order_by("on", "pk"):
        waiting.setdefault(transfer.project_id, []).append(transfer)
    later = _later_claims(rows)
    facts = {}
    for row in rows:
        pk, report = row.project.pk, row.report
        money = counted.get(pk, [])
        dates = {name: getattr(row.project, name) for name in TERM_DATES}
        claimed = dates | {name: after for name, (_before, after) in _stated(row).items()}
        further: Money = []
        if _settles_closed(row):
            claims = [(report.month.ends_on, report.disbursed_to_date), *later.get(pk, [])]
            further = settled(claims, money, waiting.get(pk, []), row.past.closed)
        facts[report.pk] = Facts(dates, money), Facts(claimed, [*money, *further])
    return facts


def _settles_closed(row: Row) -> bool:
    return row.report.disbursed_to_date is not None and row.past.closed.include(
        row.report.month.month
    )


def _later_claims(rows: list[Row]) -> dict[int, Money]:
    """{project id: the ends of later months with what the reports that hold claim by them}."""
    later = StatusReport.objects.holding().filter(
        project__in=[row.project.pk for row in rows], month__month__gt=rows[0].month.month
    )
    claims: dict[int, Money] = {}
    fields = later.order_by("month__month").values_list(
        "project", "month__month", "disbursed_to_date"
    )
    for project, month, claim in fields:
        claims.setdefault(project, []).append((month_end(month), claim))
    return claims


def settled(claims: Money, counted: Money, waiting: list[Transfer], closed: ClosedMonths) -> Money:
    """What ``facts.settle`` would add by day for claims on a project, one after the other.

    Claims stand with the ends of their months.
    """
    further: Money = []
    for ends_on, claim in claims:
        rest = claim - sum(amount for on, amount in [*counted, *further] if on <= ends_on)
        months = (None, ends_on.replace(day=1))
        timely = [t for t in waiting if t.on <= ends_on and closed.month_of(t.on) in months]
        accepted = reached(timely, rest)
        waiting = [transfer for transfer in waiting if transfer not in accepted]
        further += [(transfer.on, transfer.amount) for transfer in accepted]
        rest -= sum(transfer.amount for transfer in accepted)
        if rest:
            further.append((ends_on, rest))
    return further


def _bare_moves(row: Row, before: Facts, after: Facts) -> list[Move]:
    """Without their shifts: by figure, then by day."""
    changes = [
        (first, last, _difference(row.project, before, after, on=first))
        for first, last in _closed_spans(row, before, after)
    ]
    moved = []
    for name in FIGURES:
        for first, last, by in changes:
            if not by[name]:
                continue
            previous = moved[-1] if moved else None
            if previous and _goes_on(previous, name, first, by[name]):
                moved[-1] = replace(previous, last=last)
            else:
                moved.append(Move(name, first, last, by[name]))
    return moved


def _goes_on(move: Move, name: str, first: date, by) -> bool:
    """Whether a move goes on from a day, of the same month, by the same."""
    is_next = move.last + timedelta(days=1) == first and first.day > 1
    return is_next and (move.name, move.by) == (name, by)


def _difference(project: Project, before: Facts, after: Facts, *, on: date) -> dict:
    old, new = before.sums(project, on=on), after.sums(project, on=on)
    return {name: new[name] - old[name] for name in SUMS}


def _closed_spans(row: Row, before: Facts, after: Facts) -> list[tuple[date, date]]:
    """The spans of closed days on each of which the project counts the same, none over a month."""
    starts_on, through = row.project.programme.starts_on, row.past.closed.last_day
    if through is None:
        return []
    facts = [*before.dates.values(), *after.dates.values()]
    days = {day for day in facts if day} | {day for day, _amount in before.money + after.money}
    days |= {starts_on, *(end + timedelta(days=1) for end in month_ends(starts_on, through))}
    firsts = sorted(day for day in days if starts_on <= day <= through)
    ends = [day - timedelta(days=1) for day in firsts[1:]] + [through]
    return [span for span in zip(firsts, ends, strict=True) if row.past.closed.include(span[0])]


def _with_shifts(rows: list[Row], moved: dict, facts: dict, user) -> dict[int, list[Move]]:
    """The moves with the figures of their last days: of the row, and of the whole programme."""
    scopes: dict[str, list[Row]] = {}
    for row in rows:
        scopes.setdefault(row.project.lead_pairing.recipient.scope, []).append(row)
    complete = {}
    for scope, in_scope in scopes.items():
        days = sorted({move.last for row in in_scope for move in moved[row.report.pk]})
        figures = _figures(rows[0].project.programme, scope, days, user) if days else None
        for row in in_scope:
            pk = row.report.pk
            complete[pk] = [
                replace(move, shifts=_shifts(row, move, *facts[pk], figures, days))
                for move in moved[pk]
            ]
    return {pk: of_report for pk, of_report in complete.items() if of_report}


def _figures(programme, scope: str, days: list[date], user) -> dict[tuple, list[Progress]]:
    """{key of a prefecture: its rows on the days}; under ``()`` the whole, for whoever sees it."""
    whole = programme_projects(programme, scope=scope)
    projects = whole.visible_to(user)
    rows = progress_by_on_days("prefecture", projects, programme, scope, days, user=user)
    figures = {by_day[0].group.key: by_day for by_day in rows if by_day[0].group.key}
    if not whole.hidden_from(user).exists():
        figures[()] = progress_on_days(projects, days)
    return figures


def _shifts(row: Row, move: Move, before, after, figures, days) -> tuple[Shift, ...]:
    difference = _difference(row.project, before, after, on=move.last)
    prefecture = row.project.lead_pairing.recipient.row_organisation
    populations = {(prefecture.pk,): prefecture.label, (): _t("the whole programme")}
    day = bisect_right(days, move.last) - 1
    return tuple(
        Shift(label, move.name, old := figures[key][day], _shifted(old, difference))
        for key, label in populations.items()
        if key in figures
    )


def _shifted(row: Progress, difference: dict) -> Progress:
    return replace(row, **{name: getattr(row, name) + by for name, by in difference.items()})
