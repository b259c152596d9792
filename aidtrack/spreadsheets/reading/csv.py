"""Reads a CSV file: its encoding and its separator are told from what it holds."""

import csv
import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from aidtrack.spreadsheets.guard.formulas import unguarded
from aidtrack.spreadsheets.guard.limits import FileRefused, Limits
from aidtrack.spreadsheets.reading.books import Broken, ReadSheet, Value, marks_of

SEPARATORS = ",\t;"
# Rows from which the separator is guessed: titles may stand above the header.
LOOKED_AT = 30
NOT_WRITTEN = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
# A line break inside a cell, as Word and FileMaker write it, and the end of a printed page.
SPACES = str.maketrans("\x0b\x0c", "  ")
# Excel's way to keep the zeros of ="00123".
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
ERROR_TEXTS = {
    *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"),
    *("#SPILL!", "#CALC!", "#GETTING_DATA"),
}


def decoded(content: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, or in GB18030; never a guess that takes any byte."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _decoded(content, "utf-16")
    if b"\0" in content:
        raise FileRefused("binary")
    if content.startswith(BOM_UTF8):
        return _decoded(content, "utf-8-sig")
    try:
        return _decoded(content, "utf-8")
    except FileRefused as refused:
        if refused.code == "binary":
            raise
        text = _decoded(content, "gb18030")
    # GB18030 decodes almost anything; characters that nobody has assigned give it away.
    if any(unicodedata.category(character) == "Cn" for character in set(text)):
        raise FileRefused("undecodable")
    return text


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused("undecodable") from None
    if NOT_WRITTEN.search(text):
        raise FileRefused("binary")
    return text.translate(SPACES) if "\x0b" in text or "\x0c" in text else text


def separator_of(text: str) -> str:
    """The separator by which one of the first rows has the most cells."""
    start = list(islice(StringIO(text, newline=""), LOOKED_AT))

    def widest(separator: str) -> int:
        try:
            return max((len(row) for row in csv.reader(start, delimiter=separator)), default=0)
        except csv.Error:
            return 0

    return max(SEPARATORS, key=widest)


def read_csv(content: bytes, limits: Limits) -> ReadSheet:
    """One sheet without a name."""
    sheet = ReadSheet("", [])
    for number, row in enumerate(_rows(content, limits)):
        sheet.rows.append(row)
        sheet.marks += [(number, column, text) for column, text in marks_of(row)]
    return sheet


def _rows(content: bytes, limits: Limits) -> Iterator[list[Value]]:
    text = decoded(content)
    csv.field_size_limit(limits.text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            if reader.line_num > limits.rows or len(row) > limits.columns:
                raise FileRefused("extent", rows=limits.rows, columns=limits.columns)
            if cells > limits.cells:
                raise FileRefused("cells", limit=limits.cells)
            yield [_value(cell) for cell in row]
    except csv.Error:
        raise FileRefused("quotes", line=reader.line_num) from None


def _value(cell: str) -> Value:
    if not cell:
        return None
    if cell[0] == "#" and cell in ERROR_TEXTS:
        return Broken(cell)
    if cell[0] == "=" and (guarded_text := KEPT_AS_TEXT.fullmatch(cell)):
        return guarded_text[1]
    return unguarded(cell)
