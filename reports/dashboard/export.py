"""The dashboard: a sheet for each of its panels and charts."""

from collections.abc import Iterator

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.writing.kinds import (
    COUNT,
    DAY,
    NAME,
    POINTS,
    RATE,
    TEXT,
    WAN,
    YI,
)
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.web.downloads import Export
from projects.figures.export import export_of, measured, money_of, report_fields, waiting_fields
from projects.measures import MEASURES
from reports.dashboard.ranking import Movement, RankedRow
from reports.figures.compare.export import compared_sheet
from reports.figures.export import (
    RATES,
    behind_fields,
    gap_fields,
    headline,
    money_sheet,
    progress_sheet,
    status_words,
)
from reports.figures.pace import Pace
from reports.followup.warnings.pages.attention import Attention

CLAIMED = ("start_rate", "completion_rate", "disbursement_rate")


def dashboard(
    request,
    *,
    view,
    total,
    groups,
    regions,
    months,
    attention,
    unreported,
    moved,
    breakdowns=(),
    flow=None,
    claims=None,
    **_more,
) -> Export:
    """Takes the context of the page; rows are in its order."""
    ranking = [row for _status, inside in groups for row in inside]
    sheets = [
        ranking_sheet(ranking),
        headline(view, total, *moved_fields(moved)),
        *(compared_sheet(below.level, below.rows) for below in breakdowns),
        *regions_sheet(regions),
        money_sheet(months),
        *([attention_sheet(attention, unreported)] if attention else []),
        *([funds_sheet(flow)] if flow else []),
        *([claims_sheet(claims)] if claims else []),
    ]
    return export_of(request, view, _t("overview"), sheets)


def regions_sheet(regions) -> list[SheetSpec]:
    """None where the scheme has no regions."""
    title = _t("Totals by region")
    return [progress_sheet("regions", title, _("Region"), regions)] if regions else []


def ranking_sheet(rows: list[RankedRow]) -> SheetSpec:
    """The ranking, whose rows also colour the map."""
    return SheetSpec(
        name="ranking",
        title=_t("Rates by prefecture"),
        fields=[
            Field(_("recipient"), TEXT, lambda row: row.pace.group.label),
            Field(_("supporter"), NAME, lambda row: row.pace.group.supporters),
            Field(_("schedule status"), TEXT, lambda row: status_words(row.pace)),
            *measured(*RATES, of=lambda row: row.pace.progress),
            *gap_fields(of=lambda row: row.pace),
            *trend_fields(),
            *waiting_fields(of=lambda row: row.pace.progress),
            *report_fields(of=lambda row: row.pace.progress),
        ],
        records=lambda: rows,
    )


def trend_fields() -> list[Field]:
    def change(name: str):
        return lambda row: getattr(row.trend.fund_change, name, None)

    return [
        Field(_("change of the disbursement rate since last month end"), POINTS, change("rate")),
        Field(_("growth of the distance to time elapsed"), POINTS, change("distance")),
        *behind_fields(),
    ]


def moved_fields(moved: Movement | None) -> list[Field]:
    """What the whole moved since the end of last month; none where it is unknown."""
    if moved is None:
        return []
    return [
        Field(_("changes since"), DAY, lambda _pace: moved.day),
        Field(_("further started"), COUNT, lambda _pace: moved.started),
        Field(_("further completed"), COUNT, lambda _pace: moved.completed),
        Field(_("further disbursed"), YI, lambda _pace: moved.disbursed),
    ]


def funds_sheet(flow: dict) -> SheetSpec:
    """The rows of the flow of money and their total."""
    names = ("planned_aid", "arrived", "disbursed", "held_in_region", "outside_plan", "paid")
    total = flow["total"]
    return SheetSpec(
        name="funds",
        title=_t("Funds by recipient"),
        fields=[
            Field(_("recipient"), TEXT, lambda row: row.group.label),
            Field(_("supporter"), NAME, lambda row: row.group.supporters),
            money_of("planned_aid", lambda row: row.planned_aid, YI),
            money_of("arrived_in_region", lambda row: row.arrived, YI),
            money_of("disbursed", lambda row: row.disbursed, YI),
            money_of("held_in_region", lambda row: row.held_in_region, YI),
            Field(_("received by off-plan and cancelled projects"), YI, lambda r: r.outside_plan),
            money_of("paid", lambda row: row.paid, YI),
        ],
        records=lambda: flow["rows"],
        totals=lambda: [[_t("Total"), "", *(getattr(total, name) for name in names)]],
    )


def attention_sheet(attention: Attention, unreported: list[Pace]) -> SheetSpec:
    """The warnings that the page counts, and the rows of which nothing is reported."""
    return SheetSpec(
        name="attention",
        title=_t("Items needing attention"),
        fields=[
            Field(_("status"), TEXT, lambda line: line[0]),
            Field(_("warning rule"), TEXT, lambda line: line[1]),
            Field(_("what"), NAME, lambda line: line[2]),
            Field(_("since"), DAY, lambda line: line[3]),
            Field(_("money at stake"), WAN, lambda line: line[4]),
            Field(_("supporter"), TEXT, lambda line: line[5]),
            Field(_("new since last month"), TEXT, lambda line: line[6]),
            Field(_("provenance"), TEXT, lambda line: line[7]),
        ],
        records=lambda: _matters(attention, unreported),
    )


def _matters(attention: Attention, unreported: list[Pace]) -> Iterator[tuple]:
    for line in attention.lines:
        w = line.warning
        level, rule = str(w.level.label), f"{w.rule.code} {w.rule.label}"
        new = _t("yes") if line.is_new else ""
        about = w.subject
        yield (
            level,
            rule,
            about.label,
            w.since,
            w.stake,
            about.supporter,
            new,
            about.provenance,
        )
    for s in unreported:
        aid = s.progress.planned_aid
        yield _t("not reported"), "", s.group.label, "", aid, s.group.supporters, "", ""


def claims_sheet(claims: dict) -> SheetSpec:
    """Verified figures, and beside them the figures with unverified claims."""
    return SheetSpec(
        name="claims",
        title=_t("Including reports awaiting review"),
        fields=[
            Field(_("prefecture"), TEXT, lambda row: row.verified.group.label),
            Field(_("reports awaiting review"), COUNT, lambda row: row.count),
            *(field for name in CLAIMED for field in _both(name)),
        ],
        records=lambda: claims["rows"],
        totals=lambda: [_total(claims["total"])],
        notes=[
            _t(
                "Verified → including reports awaiting review, as of %(day)s; the second figure "
                "has not been verified."
            )
            % {"day": claims["on"]}
        ],
    )


def _both(name: str) -> list[Field]:
    measure = MEASURES[name]
    claimed = _("%(measure)s, including unverified")
    return [
        Field(measure.label, RATE, lambda row: row.verified.rate(name).value, measure.definition),
        Field(
            str(claimed) % {"measure": measure.label},
            RATE,
            lambda row: row.claimed.rate(name).value,
        ),
    ]


def _total(row) -> list:
    rates = [part.rate(name).value for name in CLAIMED for part in (row.verified, row.claimed)]
    return [_t("Total"), row.count, *rates]
