"""Files to load, written as a test says their rows."""

import csv
from io import BytesIO, StringIO

import xlsxwriter


def csv_file(*rows) -> bytes:
    """Rows of cells, or of texts with commas in between, as a CSV file in UTF-8."""
    out = StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow(row.split(",") if isinstance(row, str) else row)
    return out.getvalue().encode()


def xlsx_file(**sheets) -> bytes:
    """Sheets by name, each a list of rows, as a workbook."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        for name, rows in sheets.items():
            page = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row.split(",") if isinstance(row, str) else row)
    return out.getvalue()
