"""Reads an XLSX workbook that was vetted: values by calamine, the rest by overlays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from posixpath import join, normpath, split
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from aidtrack.spreadsheets.guard.archives import Archive
from aidtrack.spreadsheets.guard.limits import FileRefused, Limits
from aidtrack.spreadsheets.reading.books import ReadSheet
from aidtrack.spreadsheets.reading.formats import telling_formats
from aidtrack.spreadsheets.reading.hiding import Hidden, active_filters
from aidtrack.spreadsheets.reading.overlays import Cell, NumberStyles, Overlay, overlay_of

SHARED_TEXTS = "xl/sharedstrings.xml"
# Built-in formats 0% and 0.00%; in others a percent sign counts unless it is quoted or escaped.
PERCENT_IDS = {"9", "10"}
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')


@dataclass
class Parts:
    """What the workbook says about its sheets: {name: part}, and how numbers are shown."""

    sheets: dict[str, str]
    styles: NumberStyles
    recalculated: bool


def read_xlsx(archive: Archive, limits: Limits) -> Iterator[ReadSheet]:
    parts = _parts(archive)
    overlays = {}
    for name, part in parts.sheets.items():
        overlays[name] = overlay_of(
            archive.xml(part),
            styles=parts.styles,
            recalculated=parts.recalculated,
            limits=limits,
        )
        _add_filters_of_tables(archive, part, overlays[name].hidden)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(archive.content))
        for sheet in workbook.sheets_metadata:
            if sheet.typ == SheetTypeEnum.MacroSheet:
                raise FileRefused("macros")
            if sheet.typ == SheetTypeEnum.WorkSheet:
                read_sheet = _read_sheet(workbook, sheet.name, overlays, limits)
                read_sheet.facts["hidden"] = sheet.visible != SheetVisibleEnum.Visible
                yield read_sheet
    except (CalamineError, OSError, ValueError):
        raise FileRefused("damaged") from None


def _parts(archive: Archive) -> Parts:
    part = _workbook_part(archive)
    folder, name = split(part)
    workbook = archive.tree(part)
    relations = archive.tree(f"{folder}/_rels/{name}.rels")
    if SHARED_TEXTS in archive.parts:
        # Only looked at: calamine reads them, from this part.
        archive.xml(SHARED_TEXTS)
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    sheets = {}
    for sheet in _elements(workbook, "sheet"):
        part = targets.get(_by_local_name(sheet.attrib, "id"), "")
        # A sheet of a diagram alone has no cells.
        if part and "chartsheets/" not in part:
            sheets[sheet.get("name", "")] = normpath(join(folder, part)).lstrip("/").lower()
    again = any(
        item.get("fullCalcOnLoad") in ("1", "true") for item in _elements(workbook, "calcPr")
    )
    return Parts(sheets, _styles(archive), again)


def _add_filters_of_tables(archive: Archive, part: str, hidden: Hidden):
    """A range that was made a table has its filter in a part of its own."""
    folder, name = split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if not hidden.rows or relations not in archive.parts:
        return
    for item in archive.tree(relations):
        table = normpath(join(folder, item.get("Target", ""))).lstrip("/").lower()
        if item.get("Type", "").endswith("/table") and table in archive.parts:
            for range_ in active_filters(archive.xml(table)):
                hidden.add_filter(range_)


def _workbook_part(archive: Archive) -> str:
    """The part that the package itself names, as calamine looks it up."""
    for item in archive.tree("_rels/.rels"):
        if item.get("Type", "").endswith("/officeDocument"):
            return normpath(item.get("Target", "")).lstrip("/").lower()
    raise FileRefused("damaged")


def _styles(archive: Archive) -> NumberStyles:
    """The cell styles whose number format says more than General does."""
    if "xl/styles.xml" not in archive.parts:
        return NumberStyles()
    tree = archive.tree("xl/styles.xml")
    formats = {
        form.get("numFmtId", ""): form.get("formatCode", "") for form in _elements(tree, "numFmt")
    }
    is_percent = {number for number, form in formats.items() if "%" in QUOTED.sub("", form)}
    cells = next(iter(_elements(tree, "cellXfs")), ())
    numbers = [style.get("numFmtId", "") for style in cells]
    percent = {str(n) for n, number in enumerate(numbers) if number in PERCENT_IDS | is_percent}
    return NumberStyles(percent, dict(telling_formats(formats, numbers)))


def _elements(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Elements by their local name: the strict form of the format has other namespaces."""
    return [item for item in tree.iter() if item.tag.rpartition("}")[2] == name]


def _by_local_name(attributes: dict[str, str], name: str) -> str:
    values = [value for key, value in attributes.items() if key.endswith("}" + name)]
    return values[0] if values else ""


def _read_sheet(workbook, name: str, overlays: dict[str, Overlay], limits: Limits) -> ReadSheet:
    if name not in overlays:
        raise FileRefused("damaged")
    sheet = workbook.get_sheet_by_name(name)
    merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    if len(merges) > limits.merges:
        raise FileRefused("merges")
    left = [None] * sheet.start[1] if sheet.start else []
    # Rows come from the first of the sheet, cells from the first that has content anywhere.
    rows = (left + row for row in sheet.iter_rows()) if left else sheet.iter_rows()
    overlay = overlays[name]
    if overlay.days:
        rows = _with_days(rows, overlay.days)
    facts = {**overlay.hidden.facts(), "formats": overlay.formats}
    return ReadSheet(name, rows, merges, overlay.marks, facts)


def _with_days(rows: Iterator[list], days: list[Cell]) -> Iterator[list]:
    """calamine gives a day that is stored as a text as that text."""
    columns: dict[int, list[int]] = {}
    for row, column in days:
        columns.setdefault(row, []).append(column)
    for number, row in enumerate(rows):
        for column in columns.get(number, ()):
            if column < len(row):
                row[column] = _day(row[column])
        yield row


def _day(text):
    """The day, with its time where it has one; the clock is that which the file was written by."""
    try:
        instant = datetime.fromisoformat(text).replace(tzinfo=None)
    except (ValueError, TypeError):
        return text
    return instant if instant.time() != time() else instant.date()
