"""An empty table to fill in and load: headings with notes, cells that offer their choices."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from aidtrack.spreadsheets.writing.cells import CellStyles, spelled
from aidtrack.spreadsheets.writing.filling import FieldToFill, has_room, rule_of, write_notes
from aidtrack.spreadsheets.writing.sheets import Page, SheetSpec

# Rows whose cells offer their choices; more can be filled in.
ROWS = 2_000


def _nothing() -> Iterable:
    return ()


@dataclass(frozen=True)
class BlankSheet(SheetSpec):
    """``fields`` are entries; no cell is locked."""

    fields: Sequence[FieldToFill]
    records: Callable[[], Iterable] = _nothing
    is_streamed: bool = False

    def write(self, page: Page):
        title, *notes = self.above
        page.line(title, bold=True, font_size=14)
        for note in notes:
            page.line(note, font_color="#555555")
        page.header(self.fields)
        write_notes(page, self.fields, page.row - 1)
        for column, entry in enumerate(self.fields):
            look = CellStyles(page.styles, entry.kind)
            page.sheet.set_column(column, column, entry.kind.width, look.values)
            if rule := rule_of(entry, xl_rowcol_to_cell(page.row, column)):
                page.sheet.data_validation(page.row, column, page.row + ROWS, column, rule)


@dataclass(frozen=True)
class Lists(SheetSpec):
    """A hidden sheet of the choices that have no room elsewhere: a column for each list."""

    fields: Sequence[FieldToFill] = ()
    records: Callable[[], Iterable] = _nothing
    is_streamed: bool = False

    def write(self, page: Page):
        for column, entry in enumerate(self.fields):
            for row, choice in enumerate(entry.choices):
                page.sheet.write_string(row, column, spelled(choice))
        page.sheet.hide()


def with_lists(sheets: Sequence[BlankSheet], title: str) -> list[SheetSpec]:
    """The sheets, and one of that title for the lists of choices that are too long for a rule."""
    long_lists: dict[tuple[str, ...], FieldToFill] = {}

    def placed(entry: FieldToFill) -> FieldToFill:
        if has_room(entry.choices):
            return entry
        choices = tuple(entry.choices)
        long_lists.setdefault(choices, entry)
        column = xl_col_to_name([*long_lists].index(choices))
        cells = f"='{title}'!${column}$1:${column}${len(choices)}"
        return replace(entry, choices_at=cells)

    placed_sheets = [
        replace(sheet, fields=[placed(entry) for entry in sheet.fields]) for sheet in sheets
    ]
    if not long_lists:
        return placed_sheets
    return [*placed_sheets, Lists("lists", title, [*long_lists.values()])]
