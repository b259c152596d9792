"""Tables 1 to 3 in the official layout: live cells, the printed value beside each that has one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.dateformat import format as written
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.values.dates import month_end
from aidtrack.values.formats import count, is_chinese, listed, money, percent, yi
from pairings.access.reach import Reach, reach
from pairings.models import Organisation, Pairing, ReportingRow, Scheme
from projects.figures.groupings import Group
from projects.figures.progress import (
    Progress,
    Rate,
    progress,
    progress_by,
    with_reports,
    with_waiting,
)
from projects.figures.report_shares import ReportShare
from projects.figures.viewpoint import Viewpoint
from projects.figures.waiting import WaitingMoney
from reports.models import PublishedFigure, PublishedTable
from reports.published.reconciliation import Check, check_live


@dataclass(frozen=True)
class OfficialColumn:
    """A column of an official table; ``counted`` lists the projects behind a count or an amount."""

    measure: str
    label: str
    group: str = ""
    counted: str = ""
    is_amount: bool = False


@dataclass(frozen=True)
class Layout:
    """What a printed table looks like: its number, columns and unit line."""

    number: int
    published: str
    columns: tuple[OfficialColumn, ...]
    unit: str

    @property
    def code(self) -> str:
        return f"table-{self.number}"

    @property
    def has_money(self) -> bool:
        return any(column.measure == "disbursed" for column in self.columns)


LAYOUTS = {
    2: Layout(
        2,
        "table-2",
        (
            OfficialColumn("planned", _("pilot projects"), counted="planned"),
            OfficialColumn("completed", _("completed projects"), counted="completed"),
            OfficialColumn("completion_rate", _("completion rate (%)")),
        ),
        _("Unit: projects, %"),
    ),
    3: Layout(
        3,
        "table-3",
        (
            OfficialColumn("planned", _("planned projects"), _("projects"), "planned"),
            OfficialColumn("started", _("started projects"), _("projects"), "started"),
            OfficialColumn("start_rate", _("start rate (%)"), _("projects")),
            OfficialColumn(
                "planned_aid", _("planned funds"), _("funds"), "planned", is_amount=True
            ),
            OfficialColumn(
                "disbursed", _("disbursed funds"), _("funds"), "planned", is_amount=True
            ),
            OfficialColumn("disbursement_rate", _("disbursement rate (%)"), _("funds")),
        ),
        _("Unit: projects, 100 million yuan, %"),
    ),
}


@dataclass(frozen=True)
class OfficialCell:
    """A live figure as printed on the page, and the published one of the same cell, if any."""

    column: OfficialColumn
    text: str
    params: dict | None
    check: Check | None = None
    # What ``text`` prints, unrounded: a count, yuan, or a rate.
    value: int | Decimal | Rate | None = None


@dataclass(frozen=True)
class OfficialLine:
    group: Group
    cells: list[OfficialCell]
    reports: ReportShare | None = None
    # Beside money that is disbursed; None in a table without any.
    waiting: WaitingMoney | None = None


def official_lines(view: Viewpoint, layout: Layout, table: PublishedTable) -> list[OfficialLine]:
    """The rows of table 2 or 3 and its total, live as of the viewpoint's day.

    A printed value stands beside a cell only on the day and for the population it was printed for,
    and for a reader who sees every project that the cell counts.
    """
    rows = progress_by(
        "prefecture",
        view.projects,
        view.programme,
        scope=view.scope,
        on=view.on,
        user=view.user,
    )
    rows = with_reports(rows, view.row_reports)
    total = replace(progress(view.projects, on=view.on), reports=view.reports)
    if layout.has_money:
        rows = with_waiting(rows, view.row_waiting)
        total = replace(total, waiting=view.row_waiting.total)
    printed = {}
    if view.on == table.as_of:
        printed = {(f.row_ref, f.measure): f for f in table.figures.all() if f.scope == view.scope}
    reached = reach(view.user)
    lines = [
        _line(row, row.group.params, layout, printed if _is_whole(row, reached) else {})
        for row in rows
    ]
    beside_total = printed if printed and not view.is_partial else {}
    return [*lines, _line(total, {}, layout, beside_total)]


def _is_whole(row: Progress, reached: Reach) -> bool:
    """Whether the reader sees every project of a prefecture's row."""
    return bool(row.group.key) and reached.sees_all_of(row.group.key[0])


def _line(row: Progress, params: dict, layout: Layout, printed: dict) -> OfficialLine:
    ref = PublishedFigure.TOTAL if params == {} else params.get("recipient")
    return OfficialLine(
        row.group,
        [
            _cell(row, params, column, printed.get((ref, column.measure)))
            for column in layout.columns
        ],
        row.reports,
        row.waiting,
    )


def reports_note(lines: list[OfficialLine]) -> str:
    """Which rows of the table are reported for the month in part or not at all; else empty."""
    clauses = [
        _t("%(name)s %(words)s") % {"name": line.group.label, "words": line.reports.words}
        for line in lines
        if line.reports.has_gaps
    ]
    if not clauses:
        return ""
    values = {"month": lines[0].reports.month_label, "rows": listed(clauses)}
    return _t("Not reported, or not completely, for %(month)s: %(rows)s.") % values


def waiting_note(lines: list[OfficialLine], total: OfficialLine) -> str:
    """What the rows of the table leave out because it waits to be confirmed; else empty."""
    if not total.waiting or not total.waiting.words:
        return ""
    parts = [(line.group.label, line.waiting.amount) for line in lines if line.waiting.transfers]
    amounts = [f"{label} {money(amount)}" for label, amount in parts]
    values = {"rows": listed(amounts), "total": money(total.waiting.amount)}
    return _t("Waiting to be confirmed, not counted: %(rows)s; total %(total)s.") % values


def _cell(row: Progress, params: dict, column: OfficialColumn, figure) -> OfficialCell:
    value = getattr(row, column.measure)
    if isinstance(value, Rate):
        text, link = percent(value.value), None
    else:
        text = yi(value) if column.is_amount else count(value)
        link = params | {"counted": column.counted}
    return OfficialCell(column, text, link, figure and check_live(figure, row), value)


def official_title(view: Viewpoint, table: PublishedTable) -> str:
    """The title as printed on its own day and population; else in the same words for another."""
    if view.on == table.as_of and view.scope == "local":
        return table.label
    population = {
        "local": _t("excluding the XPCC"),
        "xpcc": _t("XPCC only"),
        "all": _t("including the XPCC"),
    }
    values = {
        "programme": view.programme.label,
        "population": population[view.scope],
        "year": view.on.year,
        "month": view.on.month if is_chinese() else written(view.on, "F"),
    }
    if view.on == month_end(view.on) and view.on.year == view.programme.starts_on.year:
        return _t("%(programme)s, January to %(month)s %(year)s (%(population)s)") % values
    return _t("%(programme)s (%(population)s)") % values


@dataclass(frozen=True)
class PairingLine:
    """A supporter within a prefecture, with the recipients it is paired with on the day."""

    supporter: Organisation
    pairings: list[Pairing]


@dataclass(frozen=True)
class PairingBlock:
    row: ReportingRow
    lines: list[PairingLine]


def table_1(scheme: Scheme, pairings: Iterable[Pairing], user) -> list[PairingBlock]:
    """Table 1: its own order of prefectures, supporters and recipients."""
    rows = scheme.rows.visible_to(user).select_related("prefecture")
    rows = rows.order_by("position_in_table_1")
    lines: dict[int, dict[Organisation, list[Pairing]]] = {row.prefecture_id: {} for row in rows}
    for pairing in pairings:
        under = pairing.recipient.row_organisation_id
        lines.setdefault(under, {}).setdefault(pairing.supporter, []).append(pairing)
    return [
        PairingBlock(row, [PairingLine(*line) for line in lines[row.prefecture_id].items()])
        for row in rows
        if lines[row.prefecture_id]
    ]


def default_table_1_day(scheme: Scheme, user) -> date:
    """The last day that any programme of the scheme reports on; before that its first day."""
    days = scheme.programmes.visible_to(user).exclude(reported_through=None)
    latest = days.order_by("-reported_through").values_list("reported_through", flat=True).first()
    return latest or scheme.starts_on
