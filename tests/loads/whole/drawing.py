"""Small workbooks drawn at random, and what each of their cells shows to whoever looks at it.

The reading here is worked out from the drawing alone, by none of the code that reads files.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from hypothesis import strategies as st
from openpyxl import Workbook

FACTORS = {"元": 1, "千元": 1000, "万元": 10_000, "百万元": 1_000_000}
# What the second row of a heading may say, and whether it leaves the meaning as it is.
SECOND_ROWS = {"": True, "已到位": False, "上年结转": False, "其中": False, "本月": False}
# Formats of days: what of the day each shows.
DAY_FORMATS = {
    "yyyy-mm-dd": "%Y-%m-%d",
    'yyyy"年"m"月"d"日"': "%Y-%m-%d",
    "yyyy-mm": "%Y-%m",
    'yyyy"年"m"月"': "%Y-%m",
    "yyyy": "%Y",
}

SHARE_FORMS = ("percent", "number", "text", "fraction")


@dataclass
class DrawnColumn:
    """Headings, and per row a value with its number format.

    ``displayed`` is what each row shows: a value as it is stored, or None where it cannot be told
    and has to be asked for.
    """

    name: str
    headings: tuple[str, str]
    cells: list[tuple[object, str]]
    displayed: list


@dataclass
class DrawnFile:
    columns: list[DrawnColumn]
    line: str = ""
    hidden_rows: set[int] = field(default_factory=set)
    # Rows beside whose code stands what is another project's.
    misnamed: set[int] = field(default_factory=set)

    @property
    def bytes(self) -> bytes:
        book = Workbook()
        sheet = book.active
        if self.line:
            sheet.append([self.line])
        has_second = any(column.headings[1] for column in self.columns)
        for at in range(1 + has_second):
            sheet.append([column.headings[at] or None for column in self.columns])
        top = sheet.max_row + 1
        for at, column in enumerate(self.columns, start=1):
            for row, (value, number_format) in enumerate(column.cells):
                cell = sheet.cell(top + row, at, value)
                cell.number_format = number_format
        for row in self.hidden_rows:
            sheet.row_dimensions[top + row].hidden = True
        out = BytesIO()
        book.save(out)
        return out.getvalue()


def plain_column(name: str, heading: str, values: list) -> DrawnColumn:
    return DrawnColumn(name, (heading, ""), [(value, "General") for value in values], list(values))


@st.composite
def amount_columns(draw, name: str, heading: str, line_unit: str, rows: int) -> DrawnColumn:
    """Numbers whose unit stands in the heading, in the line above, in their format, or nowhere."""
    heading_unit = draw(st.sampled_from(["", "", *FACTORS]))
    second = draw(st.sampled_from([*[""] * 12, *SECOND_ROWS]))
    numbers = draw(st.lists(st.integers(1, 90), min_size=rows, max_size=rows))
    units = draw(st.lists(st.sampled_from(["", "", *FACTORS]), min_size=rows, max_size=rows))
    if draw(st.booleans()):
        units = units[:1] * rows
    cells = [
        (n, f'0"{unit}"' if unit else "General") for n, unit in zip(numbers, units, strict=True)
    ]
    displayed = []
    for n, unit in zip(numbers, units, strict=True):
        unit = unit or heading_unit or line_unit
        is_clear = unit and SECOND_ROWS[second]
        displayed.append(Decimal(n) * FACTORS[unit] if is_clear else None)
    written_heading = f"{heading}（{heading_unit}）" if heading_unit else heading
    return DrawnColumn(name, (written_heading, second), cells, displayed)


@st.composite
def day_columns(draw, name: str, heading: str, rows: int, *, of_month: int | None) -> DrawnColumn:
    """Days in 2011 whose format may show the month or the year only.

    ``of_month``: the day by which a month alone is recorded; None where it must not be.
    """
    days = draw(
        st.lists(st.dates(date(2011, 7, 1), date(2011, 7, 28)), min_size=rows, max_size=rows)
    )
    usual = draw(st.sampled_from([*DAY_FORMATS, *list(DAY_FORMATS)[:2]]))
    formats = [draw(st.sampled_from([usual] * 6 + list(DAY_FORMATS)[:3])) for _row in days]
    cells = [(datetime(d.year, d.month, d.day), f) for d, f in zip(days, formats, strict=True)]
    displayed = []
    for day, number_format in zip(days, formats, strict=True):
        parts = DAY_FORMATS[number_format].count("%")
        of_part = {3: day, 2: of_month and day.replace(day=of_month), 1: None}
        displayed.append(of_part[parts])
    return DrawnColumn(name, (heading, ""), cells, displayed)


@st.composite
def share_columns(draw, name: str, heading: str, rows: int) -> DrawnColumn:
    """Shares as fractions with a percent format, as numbers of percent, as texts, as fractions."""
    usual = draw(st.sampled_from(SHARE_FORMS))
    forms = [draw(st.sampled_from([usual] * 4 + list(SHARE_FORMS))) for _row in range(rows)]
    percents = [draw(st.integers(2, 99)) for _row in range(rows)]
    # Beside a number above 1 all are in percent; mixed with percent signs, or alone, unclear.
    has_signs = "percent" in forms or "text" in forms
    is_clear = not has_signs and "number" in forms
    cells, displayed = [], []
    for form, percent in zip(forms, percents, strict=True):
        value, number_format = {
            "percent": (percent / 100, "0%"),
            "number": (percent, "General"),
            "text": (f"{percent}%", "General"),
            "fraction": (percent / 100, "General"),
        }[form]
        cells.append((value, number_format))
        fraction = Decimal(str(value)) if is_clear else None
        displayed.append(fraction if form == "fraction" else Decimal(percent))
    return DrawnColumn(name, (heading, ""), cells, displayed)


@st.composite
def files(draw, projects: dict[str, str], kind: str) -> DrawnFile:
    """A file of a kind about ``projects``, {code: name}; one or two of its names may be others'."""
    codes = draw(st.lists(st.sampled_from(sorted(projects)), min_size=2, max_size=4, unique=True))
    rows = len(codes)
    line_unit = draw(st.sampled_from(["", *FACTORS]))
    names = [projects[code] for code in codes]
    if draw(st.integers(0, 3)) == 0:
        names = [*names[1:], names[0]]
    misnamed = {at for at, code in enumerate(codes) if names[at] != projects[code]}
    columns = [
        plain_column("code", "项目编号", codes),
        plain_column("name", "项目名称", names),
        *draw(_columns_of(kind, line_unit, rows)),
    ]
    hidden = draw(st.sets(st.integers(0, rows - 1), max_size=1)) if draw(st.booleans()) else set()
    return DrawnFile(columns, f"单位：{line_unit}" if line_unit else "", hidden, misnamed)


@st.composite
def _columns_of(draw, kind: str, line_unit: str, rows: int) -> list[DrawnColumn]:
    if kind == "projects":
        return [
            draw(amount_columns("planned_aid", "计划资金", line_unit, rows)),
            draw(day_columns("planned_start_on", "计划开工时间", rows, of_month=1)),
        ]
    if kind == "status":
        return [
            draw(share_columns("physical_progress", "形象进度", rows)),
            draw(amount_columns("disbursed_to_date", "累计到位资金", line_unit, rows)),
        ]
    return [
        plain_column("level", "资金环节", ["at_project"] * rows),
        draw(day_columns("on", "拨付日期", rows, of_month=None)),
        draw(amount_columns("amount", "拨付金额", line_unit, rows)),
    ]
