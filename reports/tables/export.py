"""Tables 1 to 3 in their official layout, and what was published beside the live figures."""

from django.utils.translation import get_language, gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.writing.kinds import COUNT, NAME, PERCENT, TEXT, YI, ValueFormat
from aidtrack.spreadsheets.writing.official import OfficialSheet
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values import formats
from aidtrack.web.downloads import Export
from projects.figures.export import about, seen_from, warnings
from projects.figures.progress import Rate
from projects.measures import MEASURES
from reports.published.export import check_fields

RECIPIENTS = ValueFormat(width=84, is_text=True)


def table_title(number: int, title: str) -> str:
    return f"{_t('Table %(number)s') % {'number': number}}  {title}"


def progress_table(request, *, view, layout, table, title, lines, total, **notes) -> Export:
    """Table 2 or 3; takes the context of the page, with its notes on reports and waiting money."""
    checks = [cell.check for line in (*lines, total) for cell in line.cells if cell.check]
    sheets = [
        OfficialSheet(
            name=layout.code,
            title=table_title(layout.number, title),
            fields=official_fields(layout),
            records=lambda: lines,
            totals=lambda: [_values(total)],
            notes=[_as_of(view)],
            below=[*filter(None, notes.values()), *_below(view, table, checks)],
            unit=layout.unit,
            label_fields=2,
            is_landscape=False,
        )
    ]
    if checks:
        sheets.append(published_beside(checks))
    sources = about(request, sheets, lambda: [*seen_from(view), (_t("Citation"), table.citation)])
    return Export((view.programme.code, layout.code, view.on), [*sheets, sources])


def official_fields(layout) -> list[Field]:
    return [
        Field(_("Supporter"), NAME, lambda line: line.group.supporters),
        Field(_("Recipient"), TEXT, lambda line: line.group.label),
        *(_field(n, column) for n, column in enumerate(layout.columns)),
    ]


def _field(n: int, column) -> Field:
    kind = YI if column.is_amount else COUNT if column.counted else PERCENT
    definition = MEASURES[column.measure].definition
    return Field(
        column.label, kind, lambda line: _value(line.cells[n]), definition, str(column.group)
    )


def _value(cell):
    """The figure that the cell's text prints: a count, yuan, or a fraction."""
    return cell.value.value if isinstance(cell.value, Rate) else cell.value


def _values(total) -> list:
    return [_t("Total"), "", *map(_value, total.cells)]


def _as_of(view) -> str:
    """The line under the title, with the mark of illustrative rows."""
    words = [_t("as of %(day)s") % {"day": formats.day(view.on)}]
    if view.is_illustrative:
        words.append(_t("computed from illustrative projects"))
    if view.reports.words:
        words.append(view.reports.words_of_month)
    return f"({'; '.join(words)})"


def _below(view, table, checks) -> list[str]:
    """The notes under the table."""
    words = _t(
        "The published figures are as of %(day)s, excluding the XPCC, so they are not compared "
        "with this date and coverage."
    )
    compared = (
        _t("The next sheet compares these with the published figures.")
        if checks
        else words % {"day": formats.day(table.as_of)}
    )
    return [
        compared,
        *warnings(view)[1 if view.is_illustrative else 0 :],
        *sourced(table.notes, table.citation),
    ]


def sourced(notes: str, source: str) -> list[str]:
    return [text for text in (notes, f"{_t('Source:')} {source}") if text]


def published_beside(checks) -> SheetSpec:
    """The small figures of the page: each published one beside its live one."""
    return SheetSpec(
        name="published",
        title=_t("Compared with published figures"),
        fields=check_fields(_("From projects")),
        records=lambda: checks,
        is_streamed=False,
    )


def pairing_table(request, *, scheme, on, blocks, **_more) -> Export:
    """Table 1; a prefecture's title stands across the table over its supporters."""
    in_chinese = (get_language() or "").startswith("zh")
    title = _t("19 provinces and cities assisting Xinjiang: who supports whom")
    day = _t("as of %(day)s") % {"day": formats.day(on)}
    sheet = OfficialSheet(
        name="table-1",
        title=table_title(1, title),
        fields=[
            Field(_("reporting row"), TEXT, lambda pair: _block_title(pair[0].row, in_chinese)),
            Field(_("Supporter"), TEXT, lambda pair: pair[1].supporter.label),
            Field(_("Recipient"), RECIPIENTS, lambda pair: _recipients(pair[1], on, in_chinese)),
        ],
        records=lambda: [(block, line) for block in blocks for line in block.lines],
        notes=[f"({day})"],
        below=sourced("", scheme.source),
        is_banded=True,
        is_landscape=False,
    )
    facts = [(_t("Scheme"), scheme.label), (_t("As of"), f"{on}"), (_t("Source"), scheme.source)]
    return Export((_t("table-1"), on), [sheet, about(request, [sheet], lambda: facts)])


def _block_title(row, in_chinese: bool) -> str:
    return row.title_in_table_1 if in_chinese else row.prefecture.label


def _recipients(line, on, in_chinese: bool) -> str:
    """XPCC divisions as printed, others by the name of the day."""
    names = [
        pairing.printed_as
        if pairing.recipient.scope == "xpcc" and pairing.printed_as and in_chinese
        else pairing.recipient.name_on(on)
        for pairing in line.pairings
    ]
    return _t(", ").join(names)
