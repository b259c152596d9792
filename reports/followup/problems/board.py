"""Types of problems by office, and by month: cells of a number of projects and their money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from aidtrack.values.formats import YI
from pairings.models import Organisation
from reports.followup.problems.causes import (
    LABELS,
    NAMED,
    STANDING_LABELS,
    UNEXPLAINED,
    UNHINDERED,
    UNREPORTED,
    VERIFIED,
    WAITING,
    OfficeCause,
    causes_of,
)

# From how many 亿元 on a cell is of the next class: fixed, so that months compare.
STEPS = (Decimal("0.3"), Decimal("0.8"), Decimal(2))


@dataclass(frozen=True)
class ProblemCell:
    """Projects with one cause and their planned funds in yuan; ``params`` list them."""

    count: int
    money: Decimal
    params: dict

    @property
    def degree(self) -> int:
        """1 to 4; 0 where there is no project."""
        return 1 + sum(self.money >= step * YI for step in STEPS) if self.count else 0


@dataclass(frozen=True)
class CauseLine:
    """A type of problem: all offices together, in the month before, and each office.

    ``before`` is None where nothing was reported for the month before.
    """

    code: str
    label: str
    total: ProblemCell
    before: ProblemCell | None
    cells: list[ProblemCell]

    @property
    def change(self) -> Decimal | None:
        return self.total.money - self.before.money if self.before else None


class ProblemBoard:
    """The causes of a month and of those before it, and how much of the month is reported;
    ``params`` are those of the page.
    """

    def __init__(
        self,
        rows: Iterable[OfficeCause],
        standings: Iterable[OfficeCause],
        *,
        month: date,
        before: date | None,
        params: dict,
    ):
        self.causes, self.standings = list(rows), list(standings)
        self.month, self.before, self.params = month, before, params
        pks = self._offices() | {row.office for row in self.standings}
        self.by_pk = Organisation.objects.filter(pk__in=pks).in_bulk()

    def _offices(self) -> set[int]:
        """Those with a report that is verified."""
        verified = {row.office for row in self.standings if row.cause.code == VERIFIED}
        return verified | {row.office for row in self.causes if row.month == self.month}

    @cached_property
    def offices(self) -> list[Organisation]:
        """Those with a verified report, by the money of their problems."""
        return sorted(
            (self.by_pk[pk] for pk in self._offices()),
            key=lambda office: (-self._cell(office=office.pk).money, office.ref),
        )

    @property
    def silent_offices(self) -> list[tuple[Organisation, list[ProblemCell]]]:
        """Those of which nothing is verified yet, with what waits and what is not reported."""
        silent = [self.by_pk[pk] for pk in self.by_pk.keys() - self._offices()]
        return [
            (office, [self._cell(code, office=office.pk) for code in (WAITING, UNREPORTED)])
            for office in sorted(silent, key=lambda office: office.ref)
        ]

    @property
    def lines(self) -> list[CauseLine]:
        codes = {row.cause.code for row in self.causes if row.month in (self.month, self.before)}
        counted = [code for code in LABELS if code in codes and code != UNHINDERED]
        return [self._line(code, str(LABELS[code])) for code in counted]

    @property
    def total(self) -> CauseLine:
        """Of what is named and of what is not said."""
        return self._line("", "")

    @property
    def named(self) -> ProblemCell:
        return self._cell(NAMED)

    @property
    def unexplained(self) -> ProblemCell:
        return self._cell(UNEXPLAINED)

    @property
    def unhindered(self) -> CauseLine:
        """Behind the plan, and nothing stands in the way: in no total of problems."""
        return self._line(UNHINDERED, str(LABELS[UNHINDERED]))

    @property
    def apart(self) -> list[CauseLine]:
        """Lines that are in no total, of those that have a project; what is not reported always."""
        lines = [self.unhindered, *self.standing_lines]
        lines = [line for line in lines if line.code != VERIFIED]
        return [line for line in lines if line.total.count or line.code == UNREPORTED]

    @property
    def standing_lines(self) -> list[CauseLine]:
        """What is verified, what waits and what is not reported."""
        return [self._line(code, str(label)) for code, label in STANDING_LABELS.items()]

    def trend(self, months: list[date]) -> list[tuple[str, list[ProblemCell]]]:
        """Each cause that occurs in one of the months with its cell for each of them."""
        codes = {row.cause.code for row in self.causes}
        return [
            (str(label), [self._cell(code, month=month) for month in months])
            for code, label in LABELS.items()
            if code in codes
        ]

    def _line(self, code: str, label: str) -> CauseLine:
        total = self._cell(code)
        before = self._cell(code, month=self.before) if self._has_before(code) else None
        cells = [self._cell(code, office=office.pk) for office in self.offices]
        return CauseLine(code, label, total, before, cells)

    def _has_before(self, code: str) -> bool:
        return self.before is not None and code not in STANDING_LABELS

    def _cell(self, code="", *, office: int | None = None, month: date | None = None):
        month = month or self.month
        codes = causes_of(code)
        causes = [
            row.cause
            for row in [*self.causes, *self.standings]
            if row.month == month
            and row.cause.code in codes
            and (office is None or row.office == office)
        ]
        params = self.params | {"month": f"{month:%Y-%m}"}
        params |= {"type": code} if code else {}
        params |= {"office": self.by_pk[office].ref} if office else {}
        money = sum((cause.money for cause in causes), Decimal(0))
        return ProblemCell(sum(cause.count for cause in causes), money, params)
