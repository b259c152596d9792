"""The small chart of one reporting unit."""

import plotly.graph_objects as go

from aidtrack.values.formats import percentage
from reports.figures import theme
from reports.figures.charts import percentages
from reports.pairings.panels import LINES, UnitPanel


def unit_panel(panel: UnitPanel) -> dict:
    """One small multiple: starts and money as shares of the plan, all panels on the same axes."""
    days = [f"{row.on}" for row in panel.reported_rows]
    plan = go.Scatter(
        x=[f"{day}" for day in panel.days],
        y=percentages(panel.planned_shares),
        name=str(LINES["plan"]),
        mode="lines",
        # In the colour of the money: starts are not read against it.
        line={"color": theme.FUND, "width": 1.5, "dash": "dash"},
        hovertemplate="%{y:.1f}%",
    )
    lines = [
        (LINES["started"], theme.START, [row.start_rate.value for row in panel.reported_rows]),
        (
            LINES["disbursed"],
            theme.FUND,
            [row.disbursement_rate.value for row in panel.reported_rows],
        ),
    ]
    traces = [
        go.Scatter(
            x=days,
            y=percentages(shares),
            customdata=[percentage(share) for share in shares],
            name=str(name),
            mode="lines",
            line={"color": colour, "width": 2.5},
            hovertemplate="%{customdata}",
        )
        for name, colour, shares in lines
    ]
    return theme.figure(
        [plan, *traces],
        margin={"l": 4, "r": 8, "t": 8, "b": 4, "pad": 2},
        xaxis={
            "tickformat": "%-m",
            "hoverformat": "%Y-%m-%d",
            "range": [f"{panel.starts_on}", f"{panel.days[-1]}"],
            # A label stands in the middle of its month; the figures are those of its end.
            "ticklabelmode": "period",
            "tick0": f"{panel.starts_on}",
            "dtick": f"M{-(-len(panel.days) // 6)}",
        },
        yaxis={
            "range": [0, panel.top * 1.04],
            "tickvals": [0, 50, 100],
            "ticktext": ["0%", "50%", "100%"],
        },
    )
