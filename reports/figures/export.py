"""Tables that several pages of figures share: rates of rows, money by month."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.writing.kinds import COUNT, DAY, NAME, POINTS, RATE, TEXT, YI
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from projects.figures.export import measured, report_fields, waiting_fields
from projects.figures.progress import Progress
from projects.measures import MEASURES
from reports.figures.curves import MoneyMonth, money_falls
from reports.figures.pace import BEHIND_BOTH, BEHIND_ONE, ON_TRACK, UNREPORTED, Pace

RATES = (
    "planned",
    "started",
    "start_rate",
    "completed",
    "completion_rate",
    "planned_aid",
    "disbursed",
    "disbursement_rate",
)
STATUS_WORDS = {
    BEHIND_BOTH: _("behind on both rates"),
    BEHIND_ONE: _("behind on one rate"),
    ON_TRACK: _("on schedule"),
    UNREPORTED: _("not reported"),
}


def headline(view, pace: Pace, *more: Field) -> SheetSpec:
    """The headline as one row: rates, their parts, what lies outside the plan, and ``more``."""
    elapsed = MEASURES["time_elapsed"]
    return SheetSpec(
        name="headline",
        title=_t("Headline rates"),
        fields=[
            *measured(*RATES, of=lambda s: s.progress),
            Field(elapsed.label, RATE, lambda s: s.elapsed, elapsed.definition),
            *gap_fields(),
            *measured("off_plan", "cancelled", of=lambda s: s.progress),
            Field(_("off-plan funds"), YI, lambda s: s.progress.off_plan_aid),
            Field(_("cancelled funds"), YI, lambda s: s.progress.cancelled_aid),
            *more,
            *waiting_fields(of=lambda s: s.progress),
            *report_fields(of=lambda s: s.progress),
        ],
        records=lambda: [pace],
    )


def gap_fields(of=lambda row: row) -> list[Field]:
    """How far a row lies from time elapsed, read from its pace."""
    return [
        Field(_("start rate minus time elapsed"), POINTS, lambda row: of(row).start_gap),
        Field(_("disbursement rate minus time elapsed"), POINTS, lambda row: of(row).fund_gap),
        shortfall_field(of),
    ]


def shortfall_field(of=lambda row: row) -> Field:
    shortfall = MEASURES["shortfall"]
    return Field(shortfall.label, YI, lambda row: of(row).shortfall, shortfall.definition)


def behind_fields() -> list[Field]:
    """For how many months in a row it has been behind, read from the trend of a row."""
    return [
        Field(_("months in a row behind with money"), COUNT, lambda row: row.trend.fund_months),
        Field(_("months in a row behind with starts"), COUNT, lambda row: row.trend.start_months),
    ]


def status_words(pace: Pace) -> str:
    return str(STATUS_WORDS.get(pace.status, _("unknown")))


def progress_sheet(
    name: str, title: str, label: str, rows: Sequence[Progress], *, supporters: bool = False
) -> SheetSpec:
    """Rows of progress under the ``label`` of what they stand for; what waits beside each and how
    much is reported of it where that was asked for.
    """
    waiting = waiting_fields() if any(row.waiting for row in rows) else []
    reports = report_fields() if any(row.reports for row in rows) else []
    beside = [*waiting, *reports]
    who = [Field(_("supporter"), NAME, lambda row: row.group.supporters)] if supporters else []
    return SheetSpec(
        name=name,
        title=title,
        fields=[Field(label, TEXT, lambda row: row.group.label), *who, *measured(*RATES), *beside],
        records=lambda: rows,
    )


def money_sheet(months: Iterable[MoneyMonth]) -> SheetSpec:
    """The money curve."""
    rate = MEASURES["disbursement_rate"]
    return SheetSpec(
        name="months",
        title=_t("Disbursement by month"),
        fields=[
            Field(_("At the end of"), DAY, lambda month: month.day),
            Field(_("planned by tranches, cumulative"), YI, lambda month: month.planned),
            Field(_("disbursed, cumulative"), YI, _disbursed),
            Field(
                rate.label,
                RATE,
                lambda m: m.progress and m.progress.disbursement_rate.value,
                rate.definition,
            ),
        ],
        records=lambda: months,
        notes=money_falls(months),
        is_landscape=False,
    )


def _disbursed(month: MoneyMonth):
    """An amount; words for a month without reports; None for a month to come."""
    return _t("not reported") if month.is_unreported else month.disbursed


def event_sheet(events) -> SheetSpec:
    """Starts and completions by the month in which each happened."""
    return SheetSpec(
        name="events",
        title=_t("Starts and completions by month"),
        fields=[
            Field(_("Month"), TEXT, lambda month: month.label),
            Field(_("started"), COUNT, lambda month: month.started),
            Field(_("completed"), COUNT, lambda month: month.completed),
        ],
        records=lambda: events,
        is_landscape=False,
    )
