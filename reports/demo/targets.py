"""What drawn rows must add up to: printed figures, and totals chosen within their rounding."""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.conf import settings

from reports.models import PublishedFigure

YUAN = {PublishedFigure.Unit.COUNT: 1, PublishedFigure.Unit.HUNDRED_MILLION: 10**8}
TABLES = {
    "2010-pilot": ("table-2", "classes-2010", "totals-2010"),
    "2011-plan": ("table-3", "classes-12th", "totals-2011"),
}


@dataclass(frozen=True)
class Targets:
    """Counts, and amounts in whole yuan, by measure and then by row (or class)."""

    as_of: date
    by_row: dict[str, dict[str, int]] = field(default_factory=dict)
    by_class: dict[str, dict[str, int]] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)


def read_csv(name: str) -> list[dict[str, str]]:
    with open(settings.BASE_DIR / "fixtures" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def targets_of(programme_code: str) -> Targets:
    """Printed counts and class amounts; row amounts from ``illustrative_totals.csv``.

    The chosen amounts round to the printed ones, and so do their rates and totals; the printed
    amounts themselves do not (the rows of table 3 sum to 141.36 against 141.3).
    """
    rows, classes, totals = (printed(code) for code in TABLES[programme_code])
    total = {**rows.pop("total", {}), **totals.get("total", {})}
    classes.pop("total", None)
    chosen = [
        row for row in read_csv("illustrative_totals.csv") if row["programme"] == programme_code
    ]
    for row in chosen:
        amounts = total if row["row"] == "total" else rows[row["row"]]
        amounts["planned_aid"] = in_yuan(row["planned_aid_100m_yuan"])
        amounts["disbursed"] = in_yuan(row["disbursed_100m_yuan"])
    return Targets(date.fromisoformat(chosen[0]["as_of"]), rows, classes, total)


def printed(table_code: str) -> dict[str, dict[str, int]]:
    """The counts and amounts of a published table, by row in its order and then by measure."""
    figures = PublishedFigure.objects.filter(table__code=table_code, unit__in=YUAN)
    rows = defaultdict(dict)
    for figure in figures.order_by("row_position", "column_position"):
        rows[figure.row_ref][figure.measure] = int(figure.value * YUAN[figure.unit])
    return dict(rows)


def in_yuan(hundred_million: str) -> int:
    return int(Decimal(hundred_million) * 10**8)
