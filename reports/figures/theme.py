"""The look of every Plotly figure: one small template whose colours are the page's own tokens.

A colour is written ``var(--token)``; static/js/charts.js resolves it on the page, so that light,
dark and print each use their own.
"""

import plotly.graph_objects as go

INK, INK_QUIET, RULE, RULE_STRONG = (
    "var(--ink)",
    "var(--ink-3)",
    "var(--rule)",
    "var(--rule-strong)",
)
PLAN, START, FUND, DONE, LAG = (
    "var(--plan)",
    "var(--start)",
    "var(--fund)",
    "var(--done)",
    "var(--lag)",
)
REMAIN, SURFACE = "var(--remain)", "var(--surface)"

_AXIS = {
    "automargin": True,
    "fixedrange": True,
    "zeroline": False,
    "gridcolor": RULE,
    "linecolor": RULE_STRONG,
    "tickcolor": RULE_STRONG,
    "ticklen": 4,
    "tickfont": {"color": INK_QUIET, "size": 12},
}

TEMPLATE: dict = go.layout.Template(
    layout={
        "font": {"size": 13, "color": "var(--ink-2)"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 16, "t": 12, "b": 8, "pad": 4},
        "dragmode": False,
        "showlegend": False,
        "hovermode": "x unified",
        "hoverlabel": {
            "bgcolor": SURFACE,
            "bordercolor": RULE_STRONG,
            "align": "left",
            "namelength": -1,
            "font": {"size": 13, "color": INK},
        },
        "legend": {
            "font": {"size": 12, "color": "var(--ink-2)"},
            "itemclick": False,
            "itemdoubleclick": False,
            "bgcolor": "rgba(0,0,0,0)",
        },
        "xaxis": {**_AXIS, "showline": True, "ticks": "outside", "showgrid": False},
        "yaxis": {**_AXIS, "showline": False, "ticks": "", "rangemode": "tozero", "nticks": 6},
    }
).to_plotly_json()


def figure(traces, **layout) -> dict:
    """A Plotly figure as plain JSON values, in our template."""
    # The template is added afterwards: go.Figure would copy and check it for every figure.
    drawn = go.Figure(traces, layout={"template": "none", **layout}).to_plotly_json()
    drawn["layout"]["template"] = TEMPLATE
    return drawn
