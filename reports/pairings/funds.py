"""Money of a scheme of which only printed totals are known, in no project."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pairings.models import Scheme
from reports.models import PublishedFigure


@dataclass(frozen=True)
class FundPart:
    """A printed part of a printed total. Parts of different statements overlap: never a sum."""

    figure: PublishedFigure
    total: PublishedFigure

    @property
    def share(self) -> Decimal | None:
        """As fraction of 1."""
        return self.figure.value / self.total.value if self.total.value else None


@dataclass(frozen=True)
class PublishedFunds:
    total: PublishedFigure
    parts: list[FundPart]


def published_funds(scheme: Scheme, *, on: date, user) -> PublishedFunds | None:
    """Of statements as of the day or before; None where there is none."""
    figures = PublishedFigure.objects.visible_to(user).filter(
        table__programme__scheme=scheme, table__as_of__lte=on, measure=PublishedFigure.FUNDS
    )
    figures = list(figures.select_related("table"))
    totals = {row.table_id: row for row in figures if row.row_ref == PublishedFigure.TOTAL}
    parts = [
        FundPart(row, totals[row.table_id])
        for row in figures
        if row.table_id in totals and row not in totals.values()
    ]
    return PublishedFunds(next(iter(totals.values())), parts) if totals else None
