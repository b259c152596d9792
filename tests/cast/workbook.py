"""The workbook of a month in the hands of somebody who fills it in."""

from io import BytesIO

import openpyxl

from aidtrack.spreadsheets.tables.layouts import normalised
from reports.loads.kinds.month.columns import COLUMNS


class Filled:
    """A workbook in the hands of somebody who fills it in."""

    def __init__(self, content: bytes):
        self.book = openpyxl.load_workbook(BytesIO(content))
        self.sheet = self.book.worksheets[0]
        code = next(column.labels for column in COLUMNS if column.name == "code")
        self.head = next(
            n
            for n in range(1, 10)
            if normalised(self.sheet.cell(n, 1).value) in map(normalised, code)
        )
        names_by_label = {normalised(label): c.name for c in COLUMNS for label in c.labels}
        self.columns = {
            names_by_label[normalised(self.sheet.cell(self.head, n).value)]: n
            for n in range(1, self.sheet.max_column + 1)
        }

    def cell(self, name: str, row: int = 1):
        return self.sheet.cell(self.head + row, self.columns[name])

    def write(self, row: int = 1, **values):
        for name, value in values.items():
            self.cell(name, row).value = value
        return self

    @property
    def content(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()
