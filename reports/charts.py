"""Rows in, Plotly figures out. Every figure stands beside a table with the same numbers."""

import plotly.graph_objects as go
from django.utils.translation import gettext as _t

from aidtrack.formats import YI, round_half_up, yi
from projects.progress import MonthEvents, Progress
from reports import theme
from reports.curves import MoneyMonth


def in_yi(yuan) -> float | None:
    """Yuan as 亿元, two decimals, as the table beside the figure prints it."""
    return None if yuan is None else float(round_half_up(yuan / YI, 2))


def money_curve(months: list[MoneyMonth]) -> dict:
    """Cumulative disbursement beside the plan, 亿元; the gap on the as-of day is drawn."""
    told = [month for month in months if month.progress is not None]
    days = [f"{month.day}" for month in months]
    plan = go.Scatter(
        x=days,
        y=[in_yi(month.planned) for month in months],
        name=_t("planned, cumulative"),
        mode="lines",
        line={"color": theme.PLAN, "width": 2, "dash": "dash"},
        hovertemplate="%{y:.2f}",
    )
    actual = go.Scatter(
        x=days[: len(told)],
        y=[in_yi(month.disbursed) for month in told],
        name=_t("disbursed, cumulative"),
        mode="lines+markers",
        line={"color": theme.FUND, "width": 3},
        marker={"size": 8, "color": theme.SURFACE, "line": {"color": theme.FUND, "width": 2}},
        cliponaxis=False,
        hovertemplate="%{y:.2f}",
    )
    return theme.figure(
        [plan, actual],
        xaxis={"tickformat": "%Y-%m", "hoverformat": "%Y-%m-%d", "nticks": 8},
        annotations=_labels(months, told),
        shapes=_gap(told),
    )


def _labels(months: list[MoneyMonth], told: list[MoneyMonth]) -> list[dict]:
    text = {"showarrow": False, "font": {"size": 13, "color": "var(--ink-2)", "weight": 600}}
    labels = []
    if months:
        whole = {"amount": yi(months[-1].planned)}
        labels.append(
            text
            | {
                "x": f"{months[-1].day}",
                "y": in_yi(months[-1].planned),
                "text": _t("plan %(amount)s") % whole,
                "xanchor": "right",
                "yanchor": "bottom",
                "yshift": 6,
            }
        )
    if told:
        labels.append(
            text
            | {
                "x": f"{told[-1].day}",
                "y": in_yi(told[-1].disbursed),
                "text": _t("disbursed %(amount)s") % {"amount": yi(told[-1].disbursed)},
                "xanchor": "left",
                "yanchor": "top",
                "xshift": 8,
                "font": {"size": 13, "color": "var(--fund-text)", "weight": 600},
            }
        )
    return labels


def _gap(told: list[MoneyMonth]) -> list[dict]:
    if not told or told[-1].shortfall <= 0:
        return []
    last = told[-1]
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
    names = [row.group.label for row in rows]
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
