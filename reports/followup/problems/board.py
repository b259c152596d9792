"""Types of problems by office, and by month: cells of a number of projects and their money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from aidtrack.values.formats import YI
from pairings.models import Organisation
from projects.figures.groupings import ROW
from projects.models import Programme, StatusReport
from reports.followup.problems.causes import (
    LABELS,
    NAMED,
    UNEXPLAINED,
    UNHINDERED,
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
    """A type of problem: all offices together, the change to the month before, and each office.

    ``change`` is None where nothing was reported for the month before.
    """

    code: str
    label: str
    total: ProblemCell
    change: Decimal | None
    cells: list[ProblemCell]


@dataclass(frozen=True)
class OfficeReports:
    """Of one office: projects due with a verified report, with one that waits, with neither."""

    office: int
    verified: int = 0
    waiting: int = 0
    missing: int = 0
    missing_money: Decimal = Decimal(0)


def office_reports(
    projects: QuerySet, programme: Programme, month: date
) -> dict[int, OfficeReports]:
    """{office id: how much of the month it has reported}, in one query."""
    reports = StatusReport.objects.filter(
        project=OuterRef("pk"), month__programme=programme, month__month=month
    )
    due = projects.due_in(month).order_by()
    groups = due.annotate(
        is_verified=Exists(reports.verified()), is_waiting=Exists(reports.awaiting_review())
    ).values("is_verified", "is_waiting", office=ROW)
    numbers: dict[int, dict] = {}
    for row in groups.annotate(n=Count("pk"), money=Sum("planned_aid")):
        office = numbers.setdefault(row["office"], {"office": row["office"]})
        name = _standing(row)
        office[name] = office.get(name, 0) + row["n"]
        if name == "missing":
            office["missing_money"] = office.get("missing_money", Decimal(0)) + row["money"]
    return {pk: OfficeReports(**values) for pk, values in numbers.items()}


def _standing(row: dict) -> str:
    if row["is_verified"]:
        return "verified"
    return "waiting" if row["is_waiting"] else "missing"


class ProblemBoard:
    """The causes of a month and of those before it; ``params`` are those of the page."""

    def __init__(
        self,
        rows: Iterable[OfficeCause],
        *,
        month: date,
        before: date | None,
        reporting: dict[int, OfficeReports],
        params: dict,
    ):
        self.rows, self.month, self.before = list(rows), month, before
        self.reporting, self.params = reporting, params
        offices = Organisation.objects.filter(pk__in=[*reporting, *self._offices()])
        self.by_pk = offices.in_bulk()

    def _offices(self) -> set[int]:
        return {row.office for row in self.rows if row.month == self.month}

    @property
    def offices(self) -> list[Organisation]:
        """Those with a verified report, by the money of their problems."""
        reported = [pk for pk, office in self.reporting.items() if office.verified]
        pks = self._offices() | set(reported)
        return sorted(
            (self.by_pk[pk] for pk in pks),
            key=lambda office: (-self._cell(office=office.pk).money, office.ref),
        )

    @property
    def silent_offices(self) -> list[tuple[Organisation, OfficeReports]]:
        """Those of which nothing is verified yet."""
        silent = [
            (self.by_pk[pk], office) for pk, office in self.reporting.items() if not office.verified
        ]
        return sorted(silent, key=lambda pair: pair[0].ref)

    @property
    def lines(self) -> list[CauseLine]:
        codes = {row.cause.code for row in self.rows if row.month in (self.month, self.before)}
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
    def missing(self) -> list[OfficeReports]:
        """Of the offices in the order of the columns."""
        return [self.reporting.get(office.pk, OfficeReports(office.pk)) for office in self.offices]

    @property
    def missing_in_all(self) -> OfficeReports:
        offices = self.reporting.values()
        return OfficeReports(
            0,
            sum(office.verified for office in offices),
            sum(office.waiting for office in offices),
            sum(office.missing for office in offices),
            sum((office.missing_money for office in offices), Decimal(0)),
        )

    def trend(self, months: list[date]) -> list[tuple[str, list[ProblemCell]]]:
        """Each cause that occurs in one of the months with its cell for each of them."""
        codes = {row.cause.code for row in self.rows}
        return [
            (str(label), [self._cell(code, month=month) for month in months])
            for code, label in LABELS.items()
            if code in codes
        ]

    def _line(self, code: str, label: str) -> CauseLine:
        total = self._cell(code)
        change = total.money - self._cell(code, month=self.before).money if self.before else None
        cells = [self._cell(code, office=office.pk) for office in self.offices]
        return CauseLine(code, label, total, change, cells)

    def _cell(self, code="", *, office: int | None = None, month: date | None = None):
        month = month or self.month
        codes = causes_of(code)
        causes = [
            row.cause
            for row in self.rows
            if row.month == month
            and row.cause.code in codes
            and (office is None or row.office == office)
        ]
        params = self.params | {"month": f"{month:%Y-%m}"}
        params |= {"type": code} if code else {}
        params |= {"office": self.by_pk[office].ref} if office else {}
        money = sum((cause.money for cause in causes), Decimal(0))
        return ProblemCell(sum(cause.count for cause in causes), money, params)
