"""Spark lines, all on one axis, and the curve of two lines side by side."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from html import escape
from itertools import groupby

import plotly.graph_objects as go
from django.utils.translation import gettext as _t

from aidtrack.values import formats
from reports.figures import theme
from reports.figures.charts import percentages
from reports.figures.compare.rows import ComparedRow
from reports.figures.trends import Stand, Trend

LEFT, WIDTH, BOTTOM, HEIGHT = 3, 90, 33, 30
STEP = Decimal("0.25")


@dataclass(frozen=True)
class ShortfallBar:
    """A shortfall beside the largest: where it begins and how long it is, as fractions."""

    begins: Decimal
    length: Decimal


def bar(row: ComparedRow, largest: Decimal) -> ShortfallBar | None:
    """None where nothing is lacking."""
    if not row.pace.shortfall or row.pace.shortfall < 0:
        return None
    share = row.pace.shortfall / largest
    return ShortfallBar(1 - share, share)


@dataclass(frozen=True)
class Spark:
    """Points of an SVG of 96 × 36: the months told, in one piece or several, and time elapsed."""

    lines: list[str]
    elapsed: str
    end: tuple[str, str] | None
    words: str


def common_top(rows: list[ComparedRow]) -> Decimal:
    """The upper end of the axis of all spark lines, a fraction: in quarters, 1 at most."""
    rates = [stand.pace.progress.disbursement_rate.value for stand in _stands(rows)]
    highest = max([STEP, *(rate for rate in rates if rate is not None)])
    elapsed = max((Decimal(stand.pace.elapsed) for stand in _stands(rows)), default=STEP)
    quarters = (max(highest, elapsed) / STEP).to_integral_value(ROUND_CEILING)
    return min(quarters * STEP, Decimal(1))


def _stands(rows: list[ComparedRow]) -> list[Stand]:
    return [stand for row in rows for stand in row.trend.month_ends]


def spark(trend: Trend, top: Decimal) -> Spark | None:
    """The disbursement rate at each month end; None where none was told."""
    stands = trend.month_ends
    step = Decimal(WIDTH) / max(len(stands) - 1, 1)
    rates = told_rates(trend)
    points = [
        None if rate is None else _point(LEFT + n * step, rate, top) for n, rate in enumerate(rates)
    ]
    told = [point for point in points if point]
    if not told:
        return None
    pieces = [list(part) for is_told, part in groupby(points, bool) if is_told]
    elapsed = [_point(LEFT + n * step, s.pace.elapsed, top) for n, s in enumerate(stands)]
    return Spark(
        [" ".join(map(",".join, piece)) for piece in pieces],
        " ".join(map(",".join, elapsed)),
        told[-1],
        _in_words(rates),
    )


def _point(x: Decimal, share, top: Decimal) -> tuple[str, str]:
    height = min(max(Decimal(share), Decimal(0)), top) / top * HEIGHT
    return f"{x:.1f}", f"{BOTTOM - height:.1f}"


def _in_words(rates: list[Decimal | None]) -> str:
    shares = formats.listed([formats.percentage(rate) for rate in rates])
    return _t("disbursement rate at the end of each month: %(shares)s") % {"shares": shares}


def curve(lines: list[tuple[str, Trend]]) -> dict:
    """The disbursement rate month by month of one or two lines, each against time elapsed."""
    colours = [theme.FUND, theme.INK]
    longest = max((trend for _label, trend in lines), key=lambda trend: len(trend.month_ends))
    days = [f"{stand.on}" for stand in longest.month_ends]
    elapsed = go.Scatter(
        x=days,
        y=percentages([Decimal(stand.pace.elapsed) for stand in longest.month_ends]),
        name=_t("time elapsed"),
        mode="lines",
        line={"color": theme.PLAN, "width": 2, "dash": "dash"},
        hovertemplate="%{y:.1f}%",
    )
    told = [
        go.Scatter(
            x=days[: len(trend.month_ends)],
            y=percentages(told_rates(trend)),
            name=escape(label),
            mode="lines+markers",
            line={"color": colour, "width": 2.5},
            marker={"size": 7, "color": theme.SURFACE, "line": {"color": colour, "width": 2}},
            hovertemplate="%{y:.1f}%",
        )
        for (label, trend), colour in zip(lines, colours, strict=False)
    ]
    return theme.figure(
        [elapsed, *told],
        showlegend=True,
        legend={"orientation": "h", "y": 1.12},
        xaxis={"tickformat": "%Y-%m", "hoverformat": "%Y-%m-%d", "ticklabelmode": "period"},
        yaxis={"ticksuffix": "%"},
    )


def told_rates(trend: Trend) -> list[Decimal | None]:
    """The disbursement rate at each month end; None where it was not told."""
    return [
        stand.pace.progress.disbursement_rate.value if stand.is_told else None
        for stand in trend.month_ends
    ]
