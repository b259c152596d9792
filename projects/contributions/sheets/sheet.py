"""The year sheet of a scheme: its items in the order of the scheme's own list."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _t, pgettext

from pairings.access.reach import reach
from pairings.models import Pairing, Scheme
from projects.contributions.changes import (
    IndicatorChange,
    observed_changes,
    of_scheme,
    together,
)
from projects.contributions.given import GivenLine, given_line
from projects.contributions.indicators.lines import change_lines
from projects.contributions.panel import by_unit
from projects.contributions.sheets.lines import (
    SheetLine,
    change_line,
    contribution_lines,
    state_line,
    unknown_line,
)
from projects.contributions.sheets.years import counting
from projects.models import Category, CategoryScheme, Contribution, Indicator, Quantity

Timing = Contribution.Timing
# 对口支援工作统计表: two of its items are not, or not only, made of contributions.
FORM, ORGANISATION, CHANGES = "university-form", "organisation", "changes"
# Who takes part belongs to its first item.
OF_ORGANISATION = ("supporters", "recipients", "parties")


@dataclass(frozen=True)
class SheetItem:
    """An item with its lines; ``number`` 0: not one of the scheme's own list."""

    number: int
    label: str
    lines: list[SheetLine]

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.label}" if self.number else self.label


@dataclass(frozen=True)
class YearSheet:
    """What the reader sees of a scheme's year, known on ``on``.

    ``given`` is of what ended in the year, ``in_post`` of people in post on the day; ``apart`` had
    not ended, ``undated`` has no date and so belongs to no year.
    """

    scheme: Scheme
    year: int
    on: date
    title: str
    items: list[SheetItem]
    apart: list[SheetLine]
    undated: list[SheetLine]
    given: list[GivenLine]
    in_post: list[GivenLine]
    sources: list[str]
    is_partial: bool
    is_illustrative: bool

    @property
    def totals(self) -> list[GivenLine]:
        """Of counting units with several lines: one line is its own total."""
        return [line for line in self.given if line.rows > 1]

    @property
    def apart_label(self) -> str:
        return _t("Not ended by %(day)s, not counted as given") % {"day": self.on}

    @property
    def undated_label(self) -> str:
        return _t("Without dates, so of no year")

    @property
    def totals_in_post(self) -> list[GivenLine]:
        return [line for line in self.in_post if line.rows > 1]


def year_sheet(scheme: Scheme, *, year: int, today: date, user) -> YearSheet:
    """As of the end of the year, or today where that is earlier. Nine queries."""
    on = min(date(year, 12, 31), today)
    seen = counting(scheme, user=user).for_list(on=on).select_related("category")
    rows = list(seen.prefetch_related("quantities__counting_unit"))
    ended = [row for row in rows if has_ended_in(row, year, on=on)]
    apart = [row for row in rows if row not in ended and stands_apart(row, year)]
    undated = [row for row in rows if row.timing == Timing.UNDATED]
    categories = own_list(scheme)
    changes = observed_changes(of_scheme(scheme), on=on, user=user)
    special = special_lines(scheme, categories, changes, on=on, user=user)
    parts = (
        sheet_items(categories, ended, special),
        contribution_lines(apart, is_apart=True),
        contribution_lines(undated),
    )
    items, apart_lines, undated_lines, sources = with_sources(*parts)
    return YearSheet(
        scheme,
        year,
        on,
        title_of(categories),
        items,
        apart_lines,
        undated_lines,
        given=unit_lines(row for row in ended if not row.is_stock),
        in_post=unit_lines(row for row in apart if row.is_stock),
        sources=sources,
        is_partial=not reach(user).everything,
        is_illustrative=any(row.is_illustrative for row in rows)
        or any(line.is_illustrative for line in change_lines(changes)),
    )


def has_ended_in(row: Contribution, year: int, *, on: date) -> bool:
    """Whether it stands on the sheet of the year: each has one end, so it stands on one sheet."""
    return row.ends_on is not None and row.ends_on.year == year and row.ends_on <= on


def stands_apart(row: Contribution, year: int) -> bool:
    """Under way at the end, or still to begin in the year."""
    is_to_begin = row.timing == Timing.AHEAD and row.starts_on and row.starts_on.year == year
    return row.timing == Timing.UNDER_WAY or bool(is_to_begin)


def unit_lines(rows: Iterable[Contribution]) -> list[GivenLine]:
    """By counting unit, parts left out."""
    quantities = [q for row in rows if not row.part_of_id for q in row.quantities.all()]
    quantities.sort(key=_position)
    return [given_line("", unit, of_unit) for unit, of_unit in by_unit(quantities).items()]


def _position(quantity: Quantity) -> tuple:
    return quantity.counting_unit.position, quantity.counting_unit.code


def own_list(scheme: Scheme) -> list[Category]:
    """The items of the scheme's programmes for contributions; empty where there is no list."""
    lists = CategoryScheme.objects.filter(
        programmes__scheme=scheme, purpose=CategoryScheme.Purpose.CONTRIBUTION
    )
    categories = Category.objects.filter(scheme__in=lists.order_by().values("pk"))
    return list(categories.select_related("scheme").order_by("scheme__code", "position", "pk"))


def title_of(categories: list[Category]) -> str:
    if is_form(categories):
        return _t("Statistical form of paired university support")
    return _t("Year sheet of paired assistance")


def is_form(categories: list[Category]) -> bool:
    return any(category.scheme.code == FORM for category in categories)


def special_lines(scheme, categories, changes, *, on: date, user) -> dict[str, list[SheetLine]]:
    """Lines that are no contributions, by the code of the item; of other lists under CHANGES."""
    together_with = [*changes, *together(changes)]
    unknown = [unknown_line(row) for row in unobserved(scheme, changes, user=user)]
    if not is_form(categories):
        return {CHANGES: [*map(change_line, change_lines(together_with)), *unknown]}
    states = [change for change in changes if change.indicator.code in OF_ORGANISATION]
    changed = [row for row in together_with if row.indicator.code not in OF_ORGANISATION]
    return {
        ORGANISATION: [
            *(state_line(line) for line in change_lines(states)),
            pairings_line(scheme, on=on, user=user),
        ],
        CHANGES: [
            *(change_line(line) for line in change_lines(changed)),
            *unknown,
        ],
    }


def unobserved(scheme: Scheme, changes: list[IndicatorChange], *, user) -> list[Indicator]:
    """Indicators that the scheme asks for and of which nothing is known by the day."""
    observed = {change.indicator.code for change in changes}
    asked_for = Indicator.objects.visible_to(user).filter(schemes=scheme)
    return [row for row in asked_for.order_by("position", "code") if row.code not in observed]


def pairings_line(scheme: Scheme, *, on: date, user) -> SheetLine:
    """How many are registered and in force on the day."""
    pairings = Pairing.objects.visible_to(user).filter(scheme=scheme, starts_on__lte=on)
    in_force = pairings.filter(Q(ends_on=None) | Q(ends_on__gte=on)).count()
    return SheetLine(
        _t("pairings registered here"),
        pgettext("counting unit", "pairings"),
        f"{in_force:,}",
        period=f"{on}",
    )


def sheet_items(categories, ended, special: dict[str, list[SheetLine]]) -> list[SheetItem]:
    """The scheme's own items, empty ones too; then what has no place in them."""
    items, is_own = [], is_form(categories)
    for number, category in enumerate(categories, start=1):
        lines = special.get(category.code, []) if is_own else []
        own = [row for row in ended if row.category_id == category.pk]
        lines = [*lines, *contribution_lines(own)]
        items.append(SheetItem(number, category.label, lines or [nothing_line()]))
    listed = {category.pk for category in categories}
    others = contribution_lines(row for row in ended if row.category_id not in listed)
    if others:
        items.append(SheetItem(0, capfirst(_t("other")), others))
    if not is_own and special[CHANGES]:
        items.append(SheetItem(0, _t("What changed"), special[CHANGES]))
    return items


def nothing_line() -> SheetLine:
    return SheetLine(_t("nothing registered in this year"))


def with_sources(items: list[SheetItem], apart, undated):
    """The same with the sources numbered in the order in which they come, and their list."""
    numbers: dict[str, int] = {}

    def numbered(lines: list[SheetLine]) -> list[SheetLine]:
        return [
            replace(line, source_number=numbers.setdefault(line.source, len(numbers) + 1))
            if line.source
            else line
            for line in lines
        ]

    items = [replace(item, lines=numbered(item.lines)) for item in items]
    return items, numbered(apart), numbered(undated), list(numbers)
