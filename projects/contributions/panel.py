"""The panel 其他援助: what was given by a day, line by line, in numbers and as printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t, pgettext

from aidtrack.values import formats
from aidtrack.values.intervals import Interval, printed
from projects.contributions.given import given_line, quantities_and_parts
from projects.contributions.measures import WHY_NO_SUM
from projects.contributions.periods import period_words
from projects.models import Contribution, CountingUnit, Quantity

Timing = Contribution.Timing
# So many contributions of a form and counting unit are named; of more only their sum.
NAMED = 8
ROW, SUM, PART = "row", "sum", "part"


@dataclass(frozen=True)
class AidLine:
    """One quantity, the sum of several, or a part of the line above it.

    ``given`` and ``under_way`` None: they print as a dash, and ``why`` says why. The address of
    each opens exactly the rows that it counts; empty where it counts none.
    """

    kind: str
    title: str
    counting_unit: CountingUnit
    planned: Interval | None
    given: Interval | None
    under_way: Interval | None
    printed: str
    period: str
    why: str
    given_address: str
    under_way_address: str
    quantities: list[Quantity]
    # Of a part, of its whole: a fraction of 1.
    share: Interval | None = None

    @property
    def is_stock(self) -> bool:
        return all(row.contribution.is_stock for row in self.quantities)

    @property
    def forms(self) -> str:
        """The forms of what it is made of, in words."""
        codes = {row.contribution.form for row in self.quantities}
        labels = [str(form.label) for form in Contribution.Form if form.value in codes]
        return formats.listed(labels)


@dataclass(frozen=True)
class AidGroup:
    """The lines of one form; or, under an empty ``form``, the sums over several forms."""

    form: str
    lines: list[AidLine]

    @property
    def label(self) -> str:
        return str(Contribution.Form(self.form).label) if self.form else _t("Total")


@dataclass(frozen=True)
class AidPanel:
    """What was given by ``on`` of some contributions, sums over forms first.

    ``address`` lists exactly them. Columns that are empty throughout are left out.
    """

    on: date
    groups: list[AidGroup]
    quantities: list[Quantity]
    address: str

    @property
    def lines(self) -> list[AidLine]:
        return [line for group in self.groups for line in group.lines]

    @property
    def contributions(self) -> list[Contribution]:
        """Those behind the lines, each once."""
        return list({row.contribution_id: row.contribution for row in self.quantities}.values())

    @property
    def has_planned(self) -> bool:
        return any(line.planned is not None for line in self.lines)

    @property
    def has_under_way(self) -> bool:
        return any(counts_some(line.under_way) for line in self.lines)

    @property
    def columns(self) -> int:
        """How many the table has."""
        return 5 + self.has_planned + self.has_under_way

    @property
    def left_out(self) -> str:
        """Which columns are left out, and why."""
        if not self.has_planned and not self.has_under_way:
            return _t("Nothing was planned in numbers and nothing is under way: no such columns.")
        if not self.has_planned:
            return _t("Nothing was planned in numbers: no such column.")
        return "" if self.has_under_way else _t("Nothing is under way: no such column.")

    @property
    def sources(self) -> str:
        sources = {row.source: None for row in self.contributions if row.source}
        return formats.listed(list(sources)) if sources else ""

    @property
    def is_illustrative(self) -> bool:
        return any(row.is_illustrative for row in self.contributions)


def list_address(params: dict, *, counted: str = "yes", **more) -> str:
    """The list of the contributions that count, narrowed by the parameters."""
    query = params | more | {"counted": counted}
    return f"{reverse('contributions:list')}?{urlencode(query)}"


def own_address(contribution: Contribution, params: dict) -> str:
    """The page of one, as of the day of the panel."""
    return f"{contribution.get_absolute_url()}?{urlencode({'as_of': params['as_of']})}"


def aid_panel(contributions, *, on: date, params: dict) -> AidPanel:
    """``contributions`` is a QuerySet; ``params`` list exactly these. Two queries.

    What begins after the day is left out unless it was planned in numbers.
    """
    params = params | {"as_of": f"{on}"}
    rows, parts = quantities_and_parts(contributions, on=on)
    rows = [row for row in rows if row.contribution.timing != Timing.AHEAD or row.planned]
    forms = [form for form in Contribution.Form.values if any(of_form(rows, form))]
    groups = [AidGroup(form, form_lines(of_form(rows, form), parts, params)) for form in forms]
    sums = sums_over_forms(rows, params)
    groups = [*([AidGroup("", sums)] if sums else []), *groups]
    return AidPanel(on, groups, rows, list_address(params))


def of_form(rows: Iterable[Quantity], form: str) -> list[Quantity]:
    return [row for row in rows if row.contribution.form == form]


def by_unit(rows: Iterable[Quantity]) -> dict[CountingUnit, list[Quantity]]:
    grouped: dict[CountingUnit, list[Quantity]] = {}
    for row in rows:
        grouped.setdefault(row.counting_unit, []).append(row)
    return grouped


def sums_over_forms(rows: list[Quantity], params: dict) -> list[AidLine]:
    """What adds and was given in several forms: 培训 and 互访 are both counted in 人次."""
    flows = [row for row in rows if row.counting_unit.adds and not row.contribution.is_stock]
    groups = by_unit(flows)
    return [
        sum_line(unit, of_unit, params)
        for unit, of_unit in groups.items()
        if len({row.contribution.form for row in of_unit}) > 1
    ]


def form_lines(rows: list[Quantity], parts: list[Quantity], params: dict) -> list[AidLine]:
    """A line a quantity with its parts, and where several share a counting unit their sum."""
    lines = []
    for unit, of_unit in by_unit(rows).items():
        if len(of_unit) <= NAMED:
            for row in of_unit:
                lines += [row_line(row, params), *part_lines(row, parts, params)]
        if len(of_unit) > 1:
            lines.append(sum_line(unit, of_unit, params))
    return lines


def row_line(row: Quantity, params: dict) -> AidLine:
    contribution = row.contribution
    counted = given_line("", row.counting_unit, [row])
    is_undated = contribution.timing == Timing.UNDATED
    is_given = not is_undated and not contribution.is_stock
    address = own_address(contribution, params)
    return AidLine(
        ROW,
        contribution.title,
        row.counting_unit,
        planned=exactly(counted.planned),
        given=counted.done if is_given else None,
        under_way=None if is_undated else counted.under_way,
        printed=row.printed,
        period=period_words(contribution) or pgettext("contribution", "no date"),
        why=why_not_given(row),
        given_address=address if counts_some(counted.done) else "",
        under_way_address=address if counts_some(counted.under_way) else "",
        quantities=[row],
    )


def counts_some(number: Interval | None) -> bool:
    return number is not None and number.high != 0


def exactly(planned: Decimal | None) -> Interval | None:
    return None if planned is None else Interval.exactly(planned)


def why_not_given(row: Quantity) -> str:
    """Why a quantity counts as given on no day, or not yet; empty where it does."""
    unit, number = row.counting_unit.name, printed(row.done)
    if row.contribution.timing == Timing.UNDATED:
        return _t("%(number)s %(unit)s; no dates are known, so it counts on no day") % {
            "number": number,
            "unit": unit,
        }
    if row.contribution.is_stock:
        return _t("counted on each day in post, not after it")
    return ""


def part_lines(whole: Quantity, parts: list[Quantity], params: dict) -> list[AidLine]:
    own = [
        part
        for part in parts
        if part.contribution.part_of_id == whole.contribution_id
        and part.counting_unit == whole.counting_unit
    ]
    return [part_line(part, whole, params) for part in own]


def part_line(part: Quantity, whole: Quantity, params: dict) -> AidLine:
    line = row_line(part, params)
    share = part.done.over(whole.done) if part.done and whole.done else None
    fraction = f"{part.done} ÷ {whole.done}"
    why = pgettext("clauses", ", ").join([share_text(share), fraction]) if share else ""
    return AidLine(**{**vars(line), "kind": PART, "share": share, "why": why})


def share_text(share: Interval) -> str:
    """16.1%, or 15.9–16.3%."""
    if share.is_exact:
        return formats.percentage(share.low)
    return f"{formats.percent(share.low)}–{formats.percentage(share.high)}"


def sum_line(unit: CountingUnit, rows: list[Quantity], params: dict) -> AidLine:
    """The sum of several; a dash where they do not add."""
    counted = given_line("", unit, rows)
    forms = {row.contribution.form for row in rows}
    narrowed = {"form": forms.pop()} if len(forms) == 1 else {"counted": "flows"}
    rows_of_sum = partial(list_address, params, **narrowed, unit=unit.code)
    return AidLine(
        SUM,
        "",
        unit,
        planned=exactly(counted.planned),
        given=None if counted.is_stock else counted.done,
        under_way=counted.under_way,
        printed="",
        period="",
        why=why_of_sum(counted),
        given_address=rows_of_sum(timing=Timing.DONE.value) if counts_some(counted.done) else "",
        under_way_address=(
            rows_of_sum(timing=Timing.UNDER_WAY.value) if counts_some(counted.under_way) else ""
        ),
        quantities=rows,
    )


def why_of_sum(counted) -> str:
    """What was added; or why it was not."""
    if counted.is_stock:
        return _t("counted on each day in post, not after it")
    if counted.done is None or counted.under_way is None:
        return str(WHY_NO_SUM)
    numbers = [row.done for row in counted.quantities if is_done(row)]
    return " + ".join(map(str, numbers)) if 1 < len(numbers) <= NAMED else ""


def is_done(row: Quantity) -> bool:
    return bool(row.done) and row.contribution.timing == Timing.DONE
