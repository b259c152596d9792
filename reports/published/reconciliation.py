"""Whether printed figures add up: among themselves, and with the live rows. Nothing is repaired."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from aidtrack.values.formats import WAN, YI, decimal, round_half_up
from pairings.access.reach import reach
from projects.figures.progress import Progress, Rate, programme_projects, progress, progress_by
from projects.measures import MEASURES
from projects.models import Programme
from reports.models import PublishedFigure, PublishedTable

HUNDRED = Decimal(100)
# Yuan in a unit of money.
SIZES = {PublishedFigure.Unit.HUNDRED_MILLION: YI, PublishedFigure.Unit.TEN_THOUSAND: WAN}
# Rows that a statement gives as the sum of its other rows.
TOTALS = (PublishedFigure.TOTAL, "all")


class Verdict(models.TextChoices):
    MATCHES = "matches", _("matches")
    WITHIN_ROUNDING = "within_rounding", _("within rounding")
    DOES_NOT_ADD_UP = "does_not_add_up", _("does not add up")
    PARTS_MISSING = "parts_missing", _("not all parts are printed")


@dataclass(frozen=True)
class Check:
    """A printed figure beside its computed value; ``low`` and ``high`` allow for rounded inputs.

    All in the figure's own unit. ``is_partial``: the source does not print all parts of a total.
    """

    figure: PublishedFigure
    expression: str
    computed: Decimal
    low: Decimal
    high: Decimal
    is_partial: bool = False

    @property
    def verdict(self) -> Verdict:
        """Matches: rounded half up, it is the printed text. Within rounding: it can be."""
        printed, half = self.figure.value, self.figure.half_step
        if round_half_up(self.computed, self.figure.decimals) == printed:
            return Verdict.MATCHES
        if self.low - half <= printed <= self.high + half:
            return Verdict.WITHIN_ROUNDING
        if self.is_partial and self.low - half < printed:
            return Verdict.PARTS_MISSING
        return Verdict.DOES_NOT_ADD_UP

    @property
    def computed_text(self) -> str:
        """The computed value with one decimal more than printed, so that a rounding can be seen."""
        return decimal(self.computed, self._decimals)

    @property
    def difference_text(self) -> str:
        """Printed less computed, in the same decimals."""
        difference = self.figure.value - self.computed
        return f"{round_half_up(difference, self._decimals):+}" if difference else "0"

    @property
    def _decimals(self) -> int:
        is_exact = self.figure.unit == PublishedFigure.Unit.COUNT
        return 0 if is_exact else max(self.figure.decimals + 1, 2)


def check_parts(figures: Iterable[PublishedFigure]) -> list[Check]:
    """Every figure of a statement that follows from others of it: rates, shares and totals."""
    cells = {(figure.row_ref, figure.measure): figure for figure in figures}
    checks = (_check(figure, cells) for figure in cells.values())
    return [check for check in checks if check is not None]


def _check(figure: PublishedFigure, cells: dict) -> Check | None:
    row, measure = figure.row_ref, figure.measure
    if measure == PublishedFigure.SHARE:
        return _quotient(
            figure, cells.get((row, "planned_aid")), cells.get(("total", "planned_aid"))
        )
    if figure.unit == PublishedFigure.Unit.PERCENT:
        declared = MEASURES.get(measure)
        return declared and _quotient(
            figure, cells.get((row, declared.numerator)), cells.get((row, declared.denominator))
        )
    if row in TOTALS:
        parts = [f for (r, m), f in cells.items() if m == measure and r not in TOTALS]
        return _sum(figure, parts) if parts else None
    return None


def _quotient(
    figure: PublishedFigure, part: PublishedFigure | None, whole: PublishedFigure | None
) -> Check | None:
    if part is None or whole is None or whole.value <= whole.half_step:
        return None
    return Check(
        figure,
        f"{part.printed} ÷ {whole.printed}",
        part.value / whole.value * HUNDRED,
        (part.value - part.half_step) / (whole.value + whole.half_step) * HUNDRED,
        (part.value + part.half_step) / (whole.value - whole.half_step) * HUNDRED,
    )


def _sum(figure: PublishedFigure, parts: list[PublishedFigure]) -> Check:
    total = sum(part.value for part in parts)
    slack = sum(part.half_step for part in parts)
    is_partial = figure.table_id is not None and not figure.table.parts_complete
    expression = " + ".join(part.printed for part in parts)
    return Check(figure, expression, total, total - slack, total + slack, is_partial)


def live_value(row: Progress, figure: PublishedFigure) -> Decimal | None:
    """The live value of a printed figure, in its unit; None where there is none."""
    value = getattr(row, figure.measure, None) if figure.measure in MEASURES else None
    if isinstance(value, Rate):
        return None if value.value is None else value.value * HUNDRED
    if value is None or not row.planned:
        return None
    return Decimal(value) / SIZES.get(figure.unit, 1)


def check_live(figure: PublishedFigure, row: Progress) -> Check | None:
    """A printed figure beside the live rows of the same population on the same day.

    The live value is exact; within rounding means that cutting off instead of rounding half up
    prints the figure.
    """
    value = live_value(row, figure)
    if value is None:
        return None
    cut = value.quantize(Decimal(1).scaleb(-figure.decimals), rounding=ROUND_DOWN)
    return Check(figure, "", value, cut, cut)


def live_rows(table: PublishedTable, user) -> dict[str, Progress]:
    """Live rows by the row refs that statements use; empty where the programme has no projects.

    Only rows of which the reader sees every project: beside less than that, what was printed would
    seem not to add up.
    """
    programme: Programme = table.programme
    on = table.as_of or programme.reported_through or programme.starts_on
    local = programme_projects(programme, scope="local").visible_to(user)
    reached, live = reach(user), {}
    rows = progress_by("prefecture", local, programme, scope="local", on=on, user=user)
    for row in rows:
        if row.group.key and reached.sees_all_of(row.group.key[0]):
            live[row.group.params["recipient"]] = row
    for scope in ("all", "local", "xpcc"):
        population = programme_projects(programme, scope=scope)
        if not population.hidden_from(user).exists():
            live[scope] = progress(population.visible_to(user), on=on)
    if "local" in live:
        classes = progress_by("category", local, programme, scope="local", on=on, user=user)
        live |= {row.group.params["category"]: row for row in classes if row.group.key}
        live[PublishedFigure.TOTAL] = live["local"]
    return live
