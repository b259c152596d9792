"""Reads an exported file as a person would see it in a spreadsheet program."""

import csv
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl

from aidtrack.values.formats import round_half_up
from tests.tools.reading import reader


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def book(client, address: str):
    """The workbook of a page."""
    joined = "&" if "?" in address else "?"
    return openpyxl.load_workbook(BytesIO(body(client.get(f"{address}{joined}format=xlsx"))))


def lines(client, address: str, **parameters) -> list[list[str]]:
    """The lines of a page's CSV file."""
    joined = "&" if "?" in address else "?"
    more = "".join(f"&{name}={value}" for name, value in parameters.items())
    text = body(client.get(f"{address}{joined}format=csv{more}")).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline="")))


def displayed_text(cell) -> str:
    """A cell as it is displayed in its number format."""
    value, form = cell.value, cell.number_format
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if "hh" in form else f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return f"{value}"
    if isinstance(value, int | float):
        return in_format(Decimal(f"{value:.15g}"), form)
    return value or ""


def in_format(value: Decimal, form: str) -> str:
    if form == "General":
        return f"{value}"
    decimals = len(form.rstrip("%").partition(".")[2])
    if form.endswith("%"):
        value = value * 100
    rounded = round_half_up(value, decimals)
    return f"{rounded:,}" if "," in form else f"{rounded}"


def rows(sheet) -> list[list[str]]:
    """What a sheet shows, row by row."""
    return [[displayed_text(cell) for cell in row] for row in sheet.iter_rows()]


def table(sheet, first: str) -> list[dict[str, object]]:
    """The rows under the header that begins with ``first``, by heading, as values."""
    every = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(every) if row[0] == first)
    return [dict(zip(every[head], row, strict=True)) for row in every[head + 1 :]]


def words(sheet) -> str:
    return "\n".join(" | ".join(row) for row in rows(sheet))


__all__ = [
    "body",
    "book",
    "displayed_text",
    "in_format",
    "lines",
    "reader",
    "rows",
    "table",
    "words",
]
