"""Any table, in any layout that a person would call the same table, is read back equal."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import hypothesis
from hypothesis import HealthCheck, settings, strategies as st
from xlsxwriter import Workbook

from aidtrack.spreadsheets.reading.process import read_book
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.layouts import find_tables

COLUMNS = (
    Column("code", ("项目编码",), "code", required=True, filled=True),
    Column("name", ("项目名称",), "text", required=True),
    Column("supporters", ("支援方",), "names"),
    Column("before", ("形象进度上期",), "share"),
    Column("progress", ("形象进度本期",), "share"),
    Column("planned", ("计划资金",), "amount", required=True),
    Column("started_on", ("开工日期",), "day"),
    Column("month", ("报告月份",), "month"),
    Column("nature", ("建设性质",), "choice", choices={"新建": "new", "续建": "continuing"}),
)
LABELS = {column.name: column.labels[0] for column in COLUMNS}
WIDE = str.maketrans("0123456789,.-%", "０１２３４５６７８９，．－％")
UNITS = {"": 1, "元": 1, "万元": 10_000, "亿元": 100_000_000}
HANZI = "小学医院道路安居富民工程二期和田喀什库车英吉沙"

words = st.text(HANZI, min_size=1, max_size=8)
days = st.dates(date(1990, 1, 1), date(2030, 12, 31))
shares = st.decimals(0, 100, places=1)
# In yuan; written in a unit it has at most ten digits behind the point, fifteen in all.
amounts = st.integers(0, 10**13).map(lambda fen: Decimal(fen).scaleb(-2))
records = st.fixed_dictionaries(
    {
        "code": st.from_regex(r"HT-20[01][0-9]-[0-9]{3}", fullmatch=True),
        "name": words,
        "supporters": st.none() | st.lists(words, min_size=1, max_size=3, unique=True).map(tuple),
        "before": st.none() | shares,
        "progress": st.none() | shares,
        "planned": st.none() | amounts,
        "started_on": st.none() | days,
        "month": st.none() | days.map(lambda day: day.replace(day=1)),
        "nature": st.none() | st.sampled_from(["new", "continuing"]),
    }
)
layouts = st.fixed_dictionaries(
    {
        "order": st.permutations(list(LABELS)),
        "unit": st.sampled_from(list(UNITS)),
        "unit_in_header": st.booleans(),
        "titles": st.integers(0, 2),
        "two_rows": st.booleans(),
        "serial": st.booleans(),
        "numbered": st.booleans(),
        "blank_after": st.sets(st.integers(0, 5)),
        "again_after": st.sets(st.integers(0, 5)),
        "totals": st.sets(st.sampled_from(["first", "last"])),
        "note": st.booleans(),
        "wide": st.booleans(),
        "thousands": st.booleans(),
        "day": st.sampled_from(
            ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", None]
        ),
        "month": st.sampled_from(["%Y-%m", "%Y/%m", "%Y.%m", "%Y年%m月", "%Y%m", None]),
        "share": st.sampled_from(["%", "", None]),
        "between": st.sampled_from("、,，;；/\n"),
        "file": st.sampled_from(["xlsx", "utf-8", "utf-8-sig", "gb18030"]),
        "merged": st.booleans(),
    }
)


class Written:
    """A table in a layout: rows of cells, those to be merged, and the file that holds them."""

    def __init__(self, table: list[dict], layout: dict):
        self.table, self.layout = table, layout
        # A text is all that a CSV has; in a workbook numbers and dates may be cells of their own.
        self.is_text = layout["file"] != "xlsx"
        self.rows: list[list] = []
        self.merges: list[tuple] = []
        self.order = layout["order"]
        if layout["two_rows"]:
            self.order = [name for name in self.order if name not in ("before", "progress")]
            self.order += ["before", "progress"]
        self.write()

    def write(self):
        layout = self.layout
        left = ["序号"] if layout["serial"] else []
        width = len(left) + len(self.order)
        self.rows += [[f"对口支援项目表{number}"] for number in range(layout["titles"])]
        if layout["unit"] and not layout["unit_in_header"]:
            self.rows.append([None] * (width - 1) + [f"单位：{layout['unit']}"])
        header = self.header(left)
        self.rows += header
        if layout["numbered"]:
            self.rows.append(list(range(1, width + 1)))
        total = self.total_row(left)
        if "first" in layout["totals"]:
            self.rows.append(total)
        for number, record in enumerate(self.table):
            serial = [number + 1] if left else []
            self.rows.append([*serial, *(self.cell(name, record[name]) for name in self.order)])
            if number in layout["blank_after"]:
                self.rows.append([])
            if number in layout["again_after"]:
                self.rows += header
        if "last" in layout["totals"]:
            self.rows.append(total)
        if layout["note"]:
            self.rows += [["注：以上为初步数"], ["填表人：张三", None, "审核人：李四"]]

    def header(self, left: list) -> list[list]:
        unit = self.layout["unit"] if self.layout["unit_in_header"] else ""
        labels = LABELS | ({"planned": f"计划资金（{unit}）"} if unit else {})
        upper = [*left, *(labels[name] for name in self.order)]
        if not self.layout["two_rows"]:
            return [upper]
        top = len(self.rows)
        upper[-2:] = ["形象进度(%)", None]
        lower = [None] * (len(upper) - 2) + ["上期", "本期"]
        self.merges += [(top, c, top + 1, c) for c in range(len(upper) - 2)]
        self.merges.append((top, len(upper) - 2, top, len(upper) - 1))
        return [upper, lower]

    def total_row(self, left: list) -> list:
        """The word stands in the first cell, unless the sum itself does."""
        total = sum((record["planned"] or 0 for record in self.table), Decimal(0))
        row = [None] * len(left) + [
            self.amount(total) if n == "planned" else None for n in self.order
        ]
        row[0 if row[0] is None else 1] = "合 计"
        return row

    def cell(self, name: str, value):
        if value is None:
            return None
        if name == "planned":
            return self.amount(value)
        if name in ("before", "progress"):
            return self.share(value)
        if name == "started_on":
            return self.day(value, self.layout["day"])
        if name == "month":
            return self.day(value, self.layout["month"])
        if name == "supporters":
            return self.layout["between"].join(value)
        return {"new": "新建", "continuing": "续 建"}.get(value, value)

    def amount(self, yuan: Decimal):
        number = yuan / UNITS[self.layout["unit"]]
        if not self.is_text and not self.layout["thousands"]:
            return float(number)
        return self.width(f"{number:,f}" if self.layout["thousands"] else f"{number:f}")

    def share(self, percent: Decimal):
        style = self.layout["share"]
        if style is None:
            return f"{percent}%" if self.is_text else ("percent", float(percent / 100))
        return self.width(f"{percent}{style}")

    def day(self, day: date, style: str | None):
        if style is None:
            return day.isoformat() if self.is_text else day
        return self.width(day.strftime(style))

    def width(self, text: str) -> str:
        return text.translate(WIDE) if self.layout["wide"] else text

    def content(self) -> bytes:
        return self.csv() if self.is_text else self.xlsx()

    def csv(self) -> bytes:
        text = StringIO()
        csv.writer(text).writerows(self.rows)
        return text.getvalue().encode(self.layout["file"])

    def xlsx(self) -> bytes:
        file = BytesIO()
        with Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
            sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0.0%"})
            for number, row in enumerate(self.rows):
                for column, value in enumerate(row):
                    if isinstance(value, tuple):
                        sheet.write_number(number, column, value[1], percent)
                    elif isinstance(value, str):
                        sheet.write_string(number, column, value)
                    elif value is not None:
                        sheet.write(number, column, value)
            for top, left, bottom, right in self.merges if self.layout["merged"] else ():
                sheet.merge_range(top, left, bottom, right, self.rows[top][left])
        return file.getvalue()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@hypothesis.given(table=st.lists(records, min_size=1, max_size=6), layout=layouts)
def test_a_table_is_read_back_from_any_layout(table, layout):
    written = Written(table, layout)

    (table_read,) = find_tables(read_book(written.content(), "table"), COLUMNS)

    assert table_read.all_problems() == []
    assert [record.values for record in table_read.records] == table
    assert (table_read.unknown, table_read.missing) == ([], [])
    sums = {record.values["planned"] for record in table_read.totals}
    assert sums <= {sum((record["planned"] or 0 for record in table), Decimal(0))}
