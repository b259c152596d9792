"""Whatever lines stand between them, each row with a code is one record with its values."""

from decimal import Decimal

import hypothesis
from hypothesis import strategies as st

from aidtrack.spreadsheets.reading.books import Book, Merge, Sheet
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.layouts import find_tables

COLUMNS = (
    Column("code", ("项目编号",), "code", required=True, filled=True),
    Column("name", ("项目名称",), "text", required=True),
    Column("recipient", ("受援方",), "text", by_section=True),
    Column("planned", ("计划资金",), "amount", required=True),
    Column("remarks", ("备注",), "text"),
    Column("serial", ("序号",), "text"),
)
LABELS = {column.name: column.labels[0] for column in COLUMNS}
UNITS = {"元": 1, "千元": 1000, "万元": 10_000}
# Words that a row of its own would be told by.
WORDS = (
    *(
        "合计",
        "小计",
        "和田市小计",
        "总计：",
        "Total",
        "注：见附件",
        "填表人：张三",
        "审核人：",
        "（盖章）",
    ),
    *(
        "一、和田市",
        "（二）墨玉县",
        "和田市",
        "单位：元",
        "续表 单位：元",
        "第1页 共2页",
        "2011年7月5日",
    ),
    *("项目编号", "项目名称", "1. 说明", "统计局", "小学"),
)
PLACES = ("和田市", "墨玉县", "洛浦县", "皮山县")

codes = st.one_of(
    st.from_regex(r"[A-Z]{1,3}-20[01][0-9]-[0-9]{3}", fullmatch=True),
    st.from_regex(r"[1-9][0-9]{2,5}", fullmatch=True),
    st.from_regex(r"和发改〔201[0-9]〕[0-9]{1,3}号", fullmatch=True),
)
texts = st.none() | st.sampled_from(WORDS)
records = st.fixed_dictionaries(
    {
        "code": codes,
        "name": texts,
        "recipient": st.none() | st.sampled_from(PLACES),
        "planned": st.none() | st.integers(1, 10**6),
        "remarks": texts,
        "serial": st.none() | st.integers(1, 99).map(str),
    }
)
# Lines between the records: (what, its text or number).
lines = st.one_of(
    st.just(("blank", "")),
    st.tuples(
        st.just("aside"),
        st.sampled_from(
            (
                *("注：1. 含跨年项目；", "填表人：某某", "（盖章）", "第1页 共3页", "续表"),
                *("联系电话：0903-0000000", "单位负责人（签字）：", "备注：资金为计划数"),
            )
        ),
    ),
    st.tuples(st.just("signatures"), st.sampled_from(("填表日期：2011.7.5", "2011年7月5日"))),
    st.tuples(st.just("total"), st.sampled_from(("合计", "小 计", "总计", "Total"))),
    st.tuples(st.just("section"), st.sampled_from(PLACES)),
    st.tuples(st.just("merged"), st.sampled_from(PLACES)),
    st.tuples(st.just("unit"), st.sampled_from(tuple(UNITS))),
    st.just(("heading", "")),
)
layouts = st.tuples(
    st.permutations(list(LABELS)),
    st.sampled_from(tuple(UNITS)),
    st.lists(st.tuples(records, st.lists(lines, max_size=3)), min_size=1, max_size=6),
)


class Written:
    """A sheet, with what it says of each record: in the unit and under the county that hold."""

    def __init__(self, order: list[str], unit: str, rows: list):
        self.order = order
        self.rows: list[list] = [["项目表"], [f"单位：{unit}"], self.heading()]
        self.merges: list[Merge] = []
        self.unit, self.place = unit, None
        self.expected = []
        for record, between in rows:
            self.rows.append([record[name] for name in order])
            self.expected.append(self.meant(record))
            for what, text in between:
                self.line(what, text)

    def heading(self) -> list:
        return [LABELS[name] for name in self.order]

    def meant(self, record: dict) -> dict:
        planned = record["planned"]
        amount = None if planned is None else Decimal(planned * UNITS[self.unit])
        return record | {"planned": amount, "recipient": record["recipient"] or self.place}

    def line(self, what: str, text: str):
        row: list = [None] * len(self.order)
        if what == "blank":
            row = []
        elif what == "aside":
            row[0] = text
        elif what == "signatures":
            row[0], row[2], row[4] = "填表人：某某", "审核人：", text
        elif what == "total":
            row[self.order.index("name")], row[self.order.index("planned")] = text, 7
        elif what == "section":
            row[0], row[1], self.place = "一", text, text
        elif what == "merged":
            row[0], self.place = f"{text}（3个）", text
            self.merges.append(Merge(len(self.rows), 0, len(self.rows), len(row) - 1))
        elif what == "unit":
            row[1], self.unit = f"续表 单位：{text}", text
        else:
            row = self.heading()
        self.rows.append(row)


@hypothesis.settings(
    max_examples=80, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
@hypothesis.given(layouts)
def test_each_row_with_a_code_is_one_record_with_its_values(layout):
    written = Written(*layout)

    sheet = Sheet("表", written.rows, written.merges)
    (table,) = find_tables(Book("表", "", [sheet]), COLUMNS)

    assert table.all_problems() == []
    values = [{name: r.values[name] for name in LABELS} for r in table.records]
    assert values == written.expected
