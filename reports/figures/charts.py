"""Rows in, Plotly figures out. Every figure stands beside a table with the same numbers.

Plotly reads markup in its texts: names are escaped, so that they stay names.
"""

from html import escape

import plotly.graph_objects as go
from django.utils.translation import gettext as _t

from aidtrack.values.formats import YI, round_half_up, yi
from projects.figures.events import MonthEvents
from projects.figures.progress import Progress
from reports.figures import theme
from reports.figures.curves import MoneyMonth


def in_yi(yuan) -> float | None:
    """Yuan as 亿元, two decimals, as the table beside the figure prints it."""
    return None if yuan is None else float(round_half_up(yuan / YI, 2))


def money_curve(months: list[MoneyMonth]) -> dict:
    """Cumulative disbursement beside the plan, 亿元; the gap on the as-of day is drawn."""
    reported_months = [month for month in months if month.progress is not None]
    days = [f"{month.day}" for month in months]
    plan = go.Scatter(
        x=days,
        y=[in_yi(month.planned) for month in months],
        name=_t("planned by tranches, cumulative"),
        mode="lines",
        line={"color": theme.PLAN, "width": 2, "dash": "dash"},
        hovertemplate="%{y:.2f}",
    )
    actual = go.Scatter(
        x=days[: len(reported_months)],
        y=[in_yi(month.disbursed) for month in reported_months],
        name=_t("disbursed, cumulative"),
        mode="lines+markers",
        line={"color": theme.FUND, "width": 3},
        marker={"size": 8, "color": theme.SURFACE, "line": {"color": theme.FUND, "width": 2}},
        cliponaxis=False,
        hovertemplate="%{y:.2f}",
    )
    return theme.figure(
        [plan, actual],
        xaxis={
            "tickformat": "%Y-%m",
            "hoverformat": "%Y-%m-%d",
            "nticks": 8,
            "ticklabelmode": "period",
        },
        annotations=_labels(months, reported_months),
        shapes=_gap(reported_months),
    )


def _labels(months: list[MoneyMonth], reported_months: list[MoneyMonth]) -> list[dict]:
    text = {"showarrow": False, "font": {"size": 13, "color": "var(--ink-2)", "weight": 600}}
    labels = []
    if months:
        whole = {"amount": yi(months[-1].planned)}
        labels.append(
            text
            | {
                "x": f"{months[-1].day}",
                "y": in_yi(months[-1].planned),
                "text": _t("plan by tranches %(amount)s") % whole,
                "xanchor": "right",
                "yanchor": "bottom",
                "yshift": 6,
            }
        )
    if reported_months:
        labels.append(
            text
            | {
                "x": f"{reported_months[-1].day}",
                "y": in_yi(reported_months[-1].disbursed),
                "text": _t("disbursed %(amount)s") % {"amount": yi(reported_months[-1].disbursed)},
                "xanchor": "left",
                "yanchor": "top",
                "xshift": 8,
                "font": {"size": 13, "color": "var(--fund-text)", "weight": 600},
            }
        )
    return labels


def _gap(reported_months: list[MoneyMonth]) -> list[dict]:
    last = reported_months[-1] if reported_months else None
    if last is None or last.shortfall is None or last.shortfall <= 0:
        return []
    return [
        {
            "type": "line",
            "x0": f"{last.day}",
            "x1": f"{last.day}",
            "y0": in_yi(last.disbursed),
            "y1": in_yi(last.planned),
            "line": {"color": theme.LAG, "width": 1.5, "dash": "dot"},
        }
    ]


def month_bars(months: list[MonthEvents]) -> dict:
    """Starts and completions by month, two bars a month."""
    labels = [month.label for month in months]
    bars = [
        ("started", _t("started"), theme.START, [month.started for month in months]),
        ("completed", _t("completed"), theme.DONE, [month.completed for month in months]),
    ]
    traces = [
        go.Bar(x=labels, y=counts, name=name, marker={"color": colour}, hovertemplate="%{y}")
        for _key, name, colour, counts in bars
    ]
    return theme.figure(
        traces,
        barmode="group",
        bargap=0.35,
        showlegend=True,
        xaxis={"type": "category"},
        legend={"orientation": "h", "x": 0, "y": 1.12, "yanchor": "bottom"},
    )


def class_bars(rows: list[Progress]) -> dict:
    """Projects by class: completed, under way and not started, stacked; first class on top."""
    rows = [row for row in reversed(rows) if row.planned]
    names = [escape(row.group.label) for row in rows]
    parts = [
        (_t("completed"), theme.DONE, [row.completed for row in rows]),
        (_t("under way"), theme.START, [row.started - row.completed for row in rows]),
        (_t("not started"), theme.REMAIN, [row.planned - row.started for row in rows]),
    ]
    traces = [
        go.Bar(
            y=names,
            x=counts,
            name=name,
            orientation="h",
            marker={"color": colour},
            hovertemplate="%{x}",
        )
        for name, colour, counts in parts
    ]
    return theme.figure(
        traces,
        barmode="stack",
        bargap=0.35,
        showlegend=True,
        hovermode="y unified",
        xaxis={"ticks": "", "showgrid": True, "rangemode": "tozero"},
        yaxis={"showgrid": False},
        legend={"orientation": "h", "x": 0, "y": 1.05, "yanchor": "bottom", "traceorder": "normal"},
    )


def percentages(shares) -> list[float | None]:
    """Fractions as percentages with one decimal, as the tables print them."""
    return [None if s is None else float(round_half_up(s * 100, 1)) for s in shares]
