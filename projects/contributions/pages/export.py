"""The list of contributions and the page of one as files: a line for each quantity."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import CODE, COUNT, DAY, NAME, NUMBER, TEXT
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.formats import listed
from aidtrack.web.downloads import Export
from pairings.models import Pairing
from projects.contributions.measures import MEASURES, WHY_NO_SUM
from projects.contributions.pages.tables import ContributionTable
from projects.contributions.pages.totals import ContributionTotals
from projects.contributions.periods import period_words
from projects.figures.export import about, filter_words, of_model, of_table
from projects.models import Contribution, Quantity

Line = tuple[Contribution, Quantity | None]


def quantity_lines(contributions: Iterable[Contribution]) -> Iterator[Line]:
    """A line for each quantity; one for a contribution without any."""
    for contribution in contributions:
        for quantity in list(contribution.quantities.all()) or [None]:
            yield contribution, quantity


def fields() -> list[Field]:
    """Those of the page, and what stands behind its words."""
    return [
        _of_row("ref", CODE, lambda row: row.ref),
        Field(of_table(ContributionTable, "title"), NAME, lambda line: line[0].title),
        _of_row("scheme", TEXT, lambda row: row.scheme.label),
        _of_row("pairing", NAME, lambda row: pairing_words(row.pairing)),
        _of_row("form", TEXT, lambda row: row.get_form_display()),
        _of_row("direction", TEXT, lambda row: row.get_direction_display()),
        _of_quantity("planned", NUMBER, lambda quantity: quantity.planned),
        _of_quantity("low", NUMBER, lambda quantity: quantity.low),
        _of_quantity("high", NUMBER, lambda quantity: quantity.high),
        _of_quantity("counting_unit", TEXT, lambda quantity: quantity.counting_unit.name),
        _of_quantity("of_whom", TEXT, lambda quantity: quantity.get_of_whom_display()),
        _of_quantity("printed", NAME, lambda quantity: quantity.printed),
        Field(of_table(ContributionTable, "period"), TEXT, lambda line: period_words(line[0])),
        _of_row("starts_on", DAY, lambda row: row.starts_on),
        _of_row("ends_on", DAY, lambda row: row.ends_on),
        Field(_("progress"), TEXT, lambda line: str(_timing(line[0]).label)),
        _of_row("state", TEXT, lambda row: row.get_state_display()),
        _of_row("part_of", CODE, lambda row: row.part_of.ref if row.part_of else ""),
        _of_row("provenance", TEXT, lambda row: row.get_provenance_display()),
        _of_row("source", NAME, lambda row: row.source),
    ]


def _timing(row: Contribution) -> Contribution.Timing:
    return Contribution.Timing(row.timing)


def _of_row(name: str, kind, read) -> Field:
    return Field(of_model(Contribution, name), kind, lambda line: read(line[0]))


def _of_quantity(name: str, kind, read) -> Field:
    """None where the contribution has no quantity: unknown."""
    return Field(
        of_model(Quantity, name), kind, lambda line: None if line[1] is None else read(line[1])
    )


def pairing_words(pairing: Pairing | None) -> str:
    return _t("the scheme as a whole") if pairing is None else pairing.label


def contribution_list(request, narrowed, contributions, totals: ContributionTotals) -> Export:
    """``contributions`` are in the order of the page; ``totals`` are those at its foot."""
    rows = SheetSpec(
        name="contributions",
        title=_t("Other aid"),
        fields=fields(),
        records=lambda: quantity_lines(contributions),
        notes=[_t("as of %(day)s") % {"day": narrowed.on}],
    )
    sheets = [rows, total_sheet(totals)]
    facts = [(_t("As of"), f"{narrowed.on}"), *filter_words(narrowed.form)]
    words = (_t("other aid"), narrowed.on)
    return Export(words, [*sheets, about(request, sheets, lambda: facts)])


def total_sheet(totals: ContributionTotals) -> SheetSpec:
    given, under_way = MEASURES["given"], MEASURES["under_way"]
    return SheetSpec(
        name="totals",
        title=_t("Totals"),
        fields=[
            Field(_("counting unit"), TEXT, _unit_words),
            Field(_("planned"), NUMBER, lambda line: line.planned),
            Field(f"{given.label} {_t('at least')}", NUMBER, lambda line: line.done.low),
            Field(f"{given.label} {_t('at most')}", NUMBER, lambda line: line.done.high),
            Field(under_way.label, TEXT, lambda line: str(line.under_way)),
            Field(pgettext_lazy("file", "rows"), COUNT, lambda line: line.rows),
        ],
        records=lambda: totals.adding,
        notes=[no_sum_words(totals)] if totals.names_without_sum else [],
    )


def _unit_words(line) -> str:
    """People in post are under way, as long as they are."""
    name = line.counting_unit.name
    return f"{name} ({MEASURES['in_post'].label})" if line.is_stock else name


def no_sum_words(totals: ContributionTotals) -> str:
    """Of which units there is no sum, and why."""
    names = listed(totals.names_without_sum)
    return _t("%(units)s: —. %(why)s") % {"units": names, "why": WHY_NO_SUM}


def contribution_month(request, month, contributions) -> Export:
    """Those that end or run in a reporting month, in the order of the page."""
    sheet = SheetSpec(
        name="contributions",
        title=_t("Other aid of the month"),
        fields=fields(),
        records=lambda: quantity_lines(contributions),
        notes=[_t("as of %(day)s") % {"day": month.ends_on}],
    )
    facts = [(_t("Programme"), month.programme.label), (_t("Month"), month.label)]
    words = (_t("other aid"), month.programme.code, month.label)
    return Export(words, [sheet, about(request, [sheet], lambda: facts)])


def contribution_page(request, contribution: Contribution, related, *, on) -> Export:
    """The contribution with its parts, its whole and what it replaces."""
    sheet = SheetSpec(
        name="contribution",
        title=contribution.ref,
        fields=fields(),
        records=lambda: quantity_lines([contribution, *related]),
        notes=[_t("as of %(day)s") % {"day": on}],
    )
    facts = [(_t("As of"), f"{on}"), (_t("Source"), contribution.source)]
    return Export((contribution.ref, on), [sheet, about(request, [sheet], lambda: facts)])
