"""Layouts that a person would call the same table, written by hand as sheets of values."""

from datetime import date
from decimal import Decimal

import pytest

from aidtrack.spreadsheets.reading.books import Book, Broken, Merge, Sheet
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.layouts import find_tables

COLUMNS = (
    Column("code", ("项目编码", "Code"), "code", required=True, filled=True),
    Column("name", ("项目名称", "Name"), "text", required=True, filled=True),
    Column("supporters", ("支援方",), "names"),
    Column("before", ("上期形象进度",), "share"),
    Column("progress", ("本期形象进度", "形象进度"), "share"),
    Column("planned", ("计划资金", "Planned funds"), "amount", required=True),
    Column("paid", ("到位资金",), "amount"),
    Column("started_on", ("开工日期",), "day"),
)
HEADER = ["项目编码", "项目名称", "支援方", "计划资金", "开工日期"]
ONE = ["HT-1", "第一小学", "浙江", 100, "2011-06-30"]
TWO = ["HT-2", "医院", "江苏", 250.5, None]
MONEY = [Decimal(100), Decimal("250.5")]


def table_of(rows, *, merges=(), mapped=None, columns=COLUMNS):
    sheet = Sheet("表", rows, list(merges))
    tables = find_tables(Book("x", "", [sheet]), columns, mapped=mapped or {})
    assert len(tables) == 1
    return tables[0]


def codes(table) -> list:
    return [record.values["code"] for record in table.records]


def planned(table) -> list:
    return [record.values["planned"] for record in table.records]


def test_a_table_in_the_first_row():
    table = table_of([HEADER, ONE, TWO])

    assert table.columns == {"code": 0, "name": 1, "supporters": 2, "planned": 3, "started_on": 4}
    assert table.records[0].values == {
        "code": "HT-1",
        "name": "第一小学",
        "supporters": ("浙江",),
        "planned": Decimal(100),
        "started_on": date(2011, 6, 30),
    }
    assert table.records[1].values["started_on"] is None
    assert table.records[1].raw["planned"] == 250.5
    assert table.cell(table.records[1], "planned") == "D3"
    assert (table.unknown, table.missing, table.all_problems()) == ([], [], [])


def test_titles_blank_rows_and_a_unit_line_may_stand_above():
    rows = [
        ["2011年对口支援项目计划表"],
        [],
        ["填报单位：阿克苏地区", None, None, "单位：万元"],
        HEADER,
        [],
        ONE,
        [None, None],
        TWO,
    ]

    table = table_of(rows)

    assert (table.header_row, table.unit) == (3, "万元")
    assert planned(table) == [Decimal(1_000_000), Decimal(2_505_000)]
    assert table.cell(table.records[0], "planned") == "D6"


def test_columns_may_stand_in_any_order_and_anywhere():
    rows = [[], [None, None, *reversed(HEADER)], [None, None, *reversed(ONE)]]

    table = table_of(rows)

    assert table.columns["code"] == 6
    assert codes(table) == ["HT-1"]


@pytest.mark.parametrize(
    ("header", "line", "factor"),
    [
        ("计划资金(万元)", None, 10_000),
        ("计划资金（亿元）", "单位：万元", 100_000_000),
        ("计划资金", "（单位：亿元）", 100_000_000),
        ("计划资金/元", "单位：万元", 1),
        ("计划资金", None, 1),
    ],
)
def test_the_unit_of_a_header_goes_before_that_of_the_line(header, line, factor):
    table = table_of([[line], ["项目编码", "项目名称", header], ["1", "a", 1]])

    assert planned(table) == [Decimal(factor)]


def test_two_units_above_a_table_are_asked_about():
    rows = [["单位：万元", "单位：亿元"], HEADER, ONE]

    assert "unit of each amount" in table_of(rows).problems[0].mend
    assert table_of([rows[0], [*HEADER[:3], "计划资金(元)"], ONE[:4]]).problems == []


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_header_of_two_rows(is_merged):
    rows = [
        ["项目编码", "项目名称", "形象进度(%)", None, "资金(万元)", None],
        [None, None, "上期", "本期", "计划", "到位"],
        ["HT-1", "小学", 10, 20.5, 100, 50],
    ]
    merges = [Merge(0, 0, 1, 0), Merge(0, 1, 1, 1), Merge(0, 2, 0, 3), Merge(0, 4, 0, 5)]

    table = table_of(rows, merges=merges if is_merged else [])

    assert table.records[0].values == {
        "code": "HT-1",
        "name": "小学",
        "before": Decimal(10),
        "progress": Decimal("20.5"),
        "planned": Decimal(1_000_000),
        "paid": Decimal(500_000),
    }
    assert [header.text for header in table.headers][2:4] == [
        "形象进度(%) 上期",
        "形象进度(%) 本期",
    ]
    assert (table.header_row, table.unknown) == (1, [])


def test_a_merged_title_above_is_no_part_of_the_header():
    rows = [["项目计划表", None, None, None, None], HEADER, ONE]

    table = table_of(rows, merges=[Merge(0, 0, 0, 4)])

    assert [header.text for header in table.headers] == HEADER


def test_a_heading_over_one_column_will_do_alone():
    rows = [
        ["项目编码", "项目名称", "计划资金", "其他"],
        [None, None, "(万元)", "甲方"],
        ["HT-1", "小学", 3, None],
    ]

    assert planned(table_of(rows)) == [Decimal(30_000)]


def test_a_row_that_numbers_the_columns_is_no_record():
    assert codes(table_of([HEADER, ["甲", "乙", "丙", 1, 2], ONE])) == ["HT-1"]
    assert codes(table_of([HEADER, [1, 2, 3, 4, 5], ONE])) == ["HT-1"]
    assert codes(table_of([HEADER, ["(1)", "(2)", "(3)", "(4)", "(5)"], ONE])) == ["HT-1"]


@pytest.mark.parametrize(
    "total",
    [
        ["合计", None, None, 350.5],
        ["合 计", None, None, 350.5],
        [None, "总　计", None, 350.5],
        [None, None, "小计", 350.5],
        ["共计：", None, None, 350.5],
        ["合计（2个项目）", None, None, 350.5],
        [None, "合计2个项目", None, 350.5],
        [None, "阿克苏地区小计", None, 350.5],
        ["Total", None, None, 350.5],
        ["SUBTOTAL", None, None, 350.5],
        ["Grand total", None, None, 350.5],
    ],
)
def test_totals_are_kept_apart(total):
    table = table_of([HEADER, ONE, TWO, total])

    assert planned(table) == MONEY
    assert [record.values["planned"] for record in table.totals] == [Decimal("350.5")]
    assert table.all_problems() == []


def test_a_total_may_stand_first_or_between_and_be_merged():
    rows = [HEADER, ["合计", None, None, 350.5], ONE, [None, "小计", None, 100], TWO]

    table = table_of(rows, merges=[Merge(1, 0, 1, 2), Merge(3, 1, 3, 2)])

    assert codes(table) == ["HT-1", "HT-2"]
    assert [record.row for record in table.totals] == [1, 3]
    assert table.totals[0].values["supporters"] is None


def test_a_project_whose_name_ends_like_a_total_is_a_project_by_its_code():
    table = table_of([HEADER, ["HT-1", "物价统计", "浙江", 1], ["HT-2", "工程总计", "浙江", 2]])

    assert codes(table) == ["HT-1", "HT-2"]


@pytest.mark.parametrize(
    "note",
    [
        ["注：以上为初步数"],
        ["备注: 不含兵团"],
        ["*注1、见附件"],
        ["填表人：张三", None, "审核人：李四", None, "填表日期：2011年7月1日"],
        ["资料来源：发展改革委"],
        ["制表：王五", "联系电话：0991-1234567"],
        ["第 1 页 共 3 页"],
        ["Note: without XPCC"],
        ["一、阿克苏地区"],
        ["（二）和田地区"],
    ],
)
def test_notes_signatures_and_headings_between_are_no_records(note):
    table = table_of([HEADER, ONE, note, TWO])

    assert codes(table) == ["HT-1", "HT-2"]
    assert table.all_problems() == []


def test_a_note_goes_on_below_itself():
    table = table_of([HEADER, ONE, ["注：1. 初步数；"], ["2. 另行通知。"], []])

    assert codes(table) == ["HT-1"]


def test_what_looks_like_a_note_but_fills_other_columns_is_a_record():
    table = table_of([HEADER, ["HT-1", "注：小学", "浙江", 1]])

    assert codes(table) == ["HT-1"]


def test_a_record_with_one_value_is_a_record_with_problems():
    table = table_of([HEADER, ["HT-1"]])

    assert codes(table) == ["HT-1"]
    assert [problem.cell for problem in table.all_problems()] == ["B2"]


def test_header_and_titles_that_come_again_on_each_page_are_skipped():
    rows = [["项目表"], [None, None, None, "单位：万元"], HEADER, ONE]
    rows = [*rows, ["项目表"], [None, None, None, "单位：万元"], HEADER, TWO]

    assert codes(table_of(rows)) == ["HT-1", "HT-2"]


def test_serial_numbers_are_nobody_s_business():
    rows = [["序号", *HEADER], [1, *ONE], [2, *TWO], [3], [4]]

    table = table_of(rows)

    assert codes(table) == ["HT-1", "HT-2"]
    assert table.unknown == []


def test_a_supporter_merged_over_rows_holds_for_each_of_them():
    rows = [HEADER, ONE, ["HT-2", "医院", None, 5], ["HT-3", "桥", None, 6]]

    table = table_of(rows, merges=[Merge(1, 2, 3, 2)])

    assert [record.values["supporters"] for record in table.records] == [("浙江",)] * 3
    assert table.all_problems() == []


def test_a_value_merged_over_columns_holds_for_each_of_them():
    columns = (*COLUMNS, Column("recipient", ("受援方",), "text"))
    rows = [["项目编码", "项目名称", "支援方", "受援方"], ["HT-1", "小学", "兵团", None]]

    table = table_of(rows, merges=[Merge(1, 2, 1, 3)], columns=columns)

    assert table.records[0].values["recipient"] == "兵团"


@pytest.mark.parametrize("merge", [Merge(1, 3, 2, 3), Merge(1, 2, 2, 3)])
def test_an_amount_merged_over_rows_is_not_counted_twice(merge):
    rows = [HEADER, ["HT-1", "小学", 7, 7, None], ["HT-2", "医院", None, None, None]]

    table = table_of(rows, merges=[merge])

    assert planned(table) == [None, None]
    problems = table.all_problems()
    assert [problem.cell for problem in problems] == ["D2", "D3"]
    assert all("unmerge" in problem.mend for problem in problems)


def test_an_amount_merged_over_two_amounts_is_asked_about():
    rows = [["项目编码", "项目名称", "计划资金", "到位资金"], ["HT-1", "小学", 7, None]]

    problems = table_of(rows, merges=[Merge(1, 2, 1, 3)]).all_problems()

    assert [problem.cell for problem in problems] == ["C2", "D2"]


def test_all_problems_are_told_at_once():
    rows = [
        HEADER,
        ["HT-1", None, "浙江", "1e5", "2011年6月"],
        ["HT-2", "医院", "浙江", Broken("#REF!"), "2011-02-30"],
    ]

    table = table_of(rows)

    assert [(problem.sheet, problem.cell, problem.value) for problem in table.all_problems()] == [
        ("表", "B2", ""),
        ("表", "D2", "1e5"),
        ("表", "E2", "2011年6月"),
        ("表", "D3", "#REF!"),
        ("表", "E3", "2011-02-30"),
    ]
    assert all(problem.expected and problem.mend for problem in table.all_problems())
    assert len(table.records) == 2


def test_a_column_that_is_missing_is_a_problem_of_the_sheet():
    table = table_of([["项目编码", "项目名称"], ["1", "a"]])

    assert [column.name for column in table.missing] == ["planned"]
    (problem,) = table.problems
    assert (problem.cell, problem.expected) == ("", "A column “Planned funds”.")


def test_a_column_that_an_open_heading_may_be_is_missing_and_no_problem():
    table = table_of([["项目编码", "项目名称", "投资"], ["1", "a", 2]])

    assert [column.name for column in table.missing] == ["planned"]
    assert [header.text for header in table.unknown] == ["投资"]
    assert table.problems == []


def test_a_header_that_a_person_has_mapped_is_known():
    rows = [["项目编码", "项目名称", "投资 总额（万元）", "处室"], ["1", "a", 2, "b"]]

    table = table_of(rows, mapped={"投资总额": "planned", "处室": ""})

    assert planned(table) == [Decimal(20_000)]
    assert (table.unknown, table.missing) == ([], [])


def test_two_columns_of_one_name_are_asked_about():
    (problem,) = table_of([[*HEADER, "计划资金"], [*ONE, 3]]).problems

    assert problem.cell == "F1"


def test_sheets_without_such_a_table_are_left_out():
    sheets = [
        Sheet("说明", [["项目名称", "按批复名称填写"], ["计划资金", "单位为万元"]]),
        Sheet("表", [HEADER, ONE]),
        Sheet("空", []),
        Sheet("续表", [["标题"], HEADER, TWO]),
    ]

    tables = find_tables(Book("x", "", sheets), COLUMNS)

    assert [(table.sheet, codes(table)) for table in tables] == [
        ("表", ["HT-1"]),
        ("续表", ["HT-2"]),
    ]


def test_a_sheet_with_a_single_known_header_is_given_to_be_mapped():
    table = table_of([["项目名称", "编号", "金额"], ["小学", "1", 2]])

    assert [header.text for header in table.unknown] == ["编号", "金额"]
    assert [column.name for column in table.missing] == ["code", "planned"]


def test_a_file_without_any_of_it_has_no_table():
    assert find_tables(Book("x", "", [Sheet("a", [["b", "c"], [1, 2]])]), COLUMNS) == []


NOTED = [*HEADER[:4], "备注"]


def asides(table) -> list[str]:
    return [part.where for part in table.unread if part.what == "aside"]


@pytest.mark.parametrize("word", ["合计", "小计", "注：见附件", "填表人：张三", "一、和田市", "计"])
@pytest.mark.parametrize("column", [1, 2, 4])
def test_a_row_with_a_code_is_a_record_whatever_its_other_cells_say(word, column):
    row = ["HT-1", "小学", "浙江", 1, None]
    row[column] = word

    table = table_of([NOTED, row, ["ＨＴ—2", *row[1:]], ["发改2号", *row[1:]]])

    assert (len(table.records), table.totals, table.unread) == (3, [], [])


def test_a_word_for_a_total_in_a_note_makes_no_total():
    table = table_of([["备注", *HEADER], ["合计", None, "小学", "浙江", 1, None]])

    assert [problem.cell for problem in table.all_problems()] == ["B2"]


@pytest.mark.parametrize("row", [["合计", None, None, 5], ["-", "合计", None, 5], ["一", "合计"]])
def test_a_total_stands_in_the_column_of_codes_or_beside_an_empty_one(row):
    table = table_of([HEADER, ONE, row])

    assert (codes(table), len(table.totals)) == (["HT-1"], 1)


@pytest.mark.parametrize("total", [["合计", None], [100, "合计"], ["1,100", None, "合计"]])
def test_a_word_for_a_total_may_stand_in_or_behind_a_first_column_of_numbers(total):
    table = table_of([HEADER[::-1][1:], [100, "浙江", "小学", "HT-1"], total])

    assert (codes(table), len(table.totals)) == (["HT-1"], 1)


def test_a_code_merged_over_rows_makes_each_of_them_a_record():
    rows = [HEADER, ONE, [None, "小计", "江苏", 5], ["合计", None, None, 5], [None, "总计"]]

    table = table_of(rows, merges=[Merge(1, 0, 2, 0), Merge(3, 0, 4, 0)])

    assert codes(table) == ["HT-1", "HT-1"]
    assert len(table.totals) == 2


def test_a_list_without_codes_has_its_totals_by_name():
    columns = (
        Column("name", ("机构名称",), "text", required=True),
        Column("n", ("数量",), "whole"),
    )
    rows = [["机构名称", "数量"], ["统计局", 1], ["和田市小计", 1], ["合计", 1]]

    table = table_of(rows, columns=columns)

    assert [record.values["name"] for record in table.records] == ["统计局"]
    assert len(table.totals) == 2


@pytest.mark.parametrize(
    "line",
    [
        ["填表人：某某", None, None, "审核人：某某", "填表日期：2011.7.5"],
        ["填表人：", "张三", "审核人：", "李四", "2011年7月5日"],
        ["填表人", "张三", "审核人", "李四"],
        ["单位负责人（签字）:", None, "分管领导：", None, "2011年7月5日"],
        [None, "联系电话：", 9032022222],
        ["联系电话：0903-0000000"],
        [None, None, None, "2011年7月5日"],
        [None, None, None, None, date(2011, 7, 5)],
        ["（盖章）"],
        [None, None, "和田地区援疆办（公章）"],
        ["2011年7月5日填"],
        ["以上数据截至2011年7月31日"],
        ["※含中央预算内投资"],
        [None, "其中：新建项目", None, 5],
        ["主管局长："],
        ["第1页 共3页"],
        ["续表"],
    ],
)
def test_signatures_of_several_cells_are_asides_and_listed(line):
    table = table_of([HEADER, ONE, line, TWO])

    assert (codes(table), table.all_problems()) == (["HT-1", "HT-2"], [])
    assert len(asides(table)) == 1


def test_asides_are_listed_by_their_first_cell():
    rows = [HEADER, ONE, ["注：1. 含跨年项目；"], ["    2. 资金为计划数。"], [], [None, "填表人："]]

    table = table_of(rows)

    assert asides(table) == ["表 A3", "表 A4", "表 B6"]


def test_a_line_beside_the_columns_of_the_table_is_listed():
    table = table_of(
        [["序号", *HEADER], [1, *ONE], [2], [None] * 6 + ["未经审定"], ["另附说明材料"]]
    )

    assert (codes(table), asides(table)) == (["HT-1"], ["表 G4", "表 A5"])


@pytest.mark.parametrize(
    "row", [[None, "某某：小学", "浙江", 1], [None, "小学：一期"], [None, "电话、网络", None, 1]]
)
def test_a_row_without_a_code_that_is_no_aside_is_a_record_with_a_problem(row):
    table = table_of([HEADER, ONE, row])

    assert (len(table.records), asides(table)) == (2, [])
    assert table.all_problems()


RECIPIENT = Column("recipient", ("受援方",), "text", by_section=True)


def recipients(rows, *, merges=(), columns=(*COLUMNS, RECIPIENT)) -> list:
    table = table_of(rows, merges=merges, columns=columns)
    assert table.all_problems() == []
    return [record.values.get("recipient") for record in table.records]


@pytest.mark.parametrize(
    "heading",
    [
        ["一", "和田市"],
        ["一、", "和田市", None, 350.5],
        [None, "一、和田市（1个）"],
        ["（一）和田市"],
        ["1、和田市"],
        ["和田市", None, None, 350.5],
        ["和田市（共12个项目）："],
        [None, "和田市", "2个"],
    ],
)
def test_a_heading_between_rows_is_the_recipient_of_the_rows_below_it(heading):
    rows = [HEADER, heading, ONE, TWO]

    assert recipients(rows) == ["和田市", "和田市"]


def test_a_heading_between_rows_holds_until_the_next_and_is_listed():
    rows = [HEADER, ONE, ["一", "和田市"], TWO, ["二、墨玉县"], ["HT-3", "桥", "浙江", 6]]

    table = table_of(rows, columns=(*COLUMNS, RECIPIENT))

    assert [r.values.get("recipient") for r in table.records] == [None, "和田市", "墨玉县"]
    assert [r.section for r in table.records] == ["", "和田市", "二、墨玉县"]
    assert asides(table) == ["表 A3", "表 A5"]


def test_a_county_merged_over_the_row_fills_only_empty_cells():
    header = [*HEADER, "受援方"]
    rows = [header, ["和田市"], ONE, [*TWO, "墨玉县"], ["洛浦县"], ["HT-3", "桥", "浙江", 6]]

    merges = [Merge(1, 0, 1, 5), Merge(4, 0, 4, 5)]

    assert recipients(rows, merges=merges) == ["和田市", "墨玉县", "洛浦县"]


def test_headings_that_name_no_place_leave_the_outer_place_and_end_one_of_their_level():
    rows = [HEADER, ["一、和田市"], ["（一）教育类"], ONE, ["二、地直项目"], TWO]
    cells = [HEADER, ["一", "和田市"], ["（一）", "教育类"], ONE, ["二", "地直项目"], TWO]

    assert recipients(rows) == ["和田市", None]
    assert recipients(cells) == ["和田市", None]


def test_below_the_total_of_another_place_a_heading_no_longer_holds():
    rows = [HEADER, ["和田市"], ONE, ["墨玉县小计", None, None, 250.5], TWO]

    assert recipients(rows) == ["和田市", None]


def test_a_heading_with_the_sums_of_its_rows_is_a_total():
    table = table_of([HEADER, ["一", "和田市", None, 100], ONE])

    assert [total.values["planned"] for total in table.totals] == [100]
    assert asides(table) == []


def test_without_a_column_for_places_a_heading_is_only_kept_with_the_rows():
    table = table_of([HEADER, ["一、和田市"], ONE])

    assert "recipient" not in table.records[0].values
    assert table.records[0].section == "一、和田市"


def test_a_supporter_merged_over_rows_makes_no_heading_of_the_rest():
    columns = (
        Column("supporter", ("支援方",), "names", required=True, filled=True),
        Column("recipient", ("受援方",), "names", required=True, filled=True),
    )
    rows = [["支援方", "受援方"], ["北京", "和田市"], [None, "墨玉县"]]

    table = table_of(rows, merges=[Merge(1, 0, 2, 0)], columns=columns)

    assert [record.values["recipient"] for record in table.records] == [("和田市",), ("墨玉县",)]


IN_WAN = ["单位：万元"]
A_MILLION = [Decimal(1_000_000), Decimal("250.5")]


def note_texts(table) -> list[str]:
    return [note.expected for note in table.notes]


@pytest.mark.parametrize(
    "between",
    [
        [["续表  单位：元"]],
        [["续表", None, None, None, "单位：元"]],
        [[None] * 7 + ["单位：元"]],
        [["续表"], [None, None, None, "（元）"], HEADER],
        [[*HEADER[:3], "计划资金（元）", "开工日期"]],
        [["单位：元"], HEADER, [1, 2, 3, 4, 5]],
    ],
)
def test_a_line_or_heading_between_rows_changes_the_unit_from_there_on(between):
    table = table_of([IN_WAN, HEADER, ONE, *between, TWO])

    assert (planned(table), table.all_problems()) == (A_MILLION, [])
    row = 4 + len(between)
    assert note_texts(table) == [f"From row {row} on, “计划资金” is in 元."]


def test_the_first_unit_may_come_back():
    rows = [
        IN_WAN,
        HEADER,
        ONE,
        ["续表 单位：元"],
        HEADER,
        TWO,
        IN_WAN,
        HEADER,
        ["HT-3", "桥", "", 6],
    ]

    table = table_of(rows)

    assert planned(table) == [*A_MILLION, Decimal(60_000)]
    assert len(table.notes) == 2


def test_a_unit_in_a_heading_goes_before_the_line_between_rows():
    head = ["项目编码", "项目名称", "计划资金（万元）", "到位资金"]

    table = table_of([["单位：元"], head, ["1", "a", 1, 1], ["单位：千元"], ["2", "b", 1, 1]])

    assert planned(table) == [10_000, 10_000]
    assert [record.values["paid"] for record in table.records] == [1, 1000]


@pytest.mark.parametrize("has_line", [True, False])
def test_a_heading_that_comes_again_without_its_unit_has_that_of_the_line_above_it(has_line):
    head = [*HEADER[:3], "计划资金（万元）", "开工日期"]
    line = [["续表 单位：元"]] if has_line else []

    table = table_of([head, ONE, *line, HEADER, TWO])

    assert planned(table) == (A_MILLION if has_line else [1_000_000, 2_505_000])


def test_headings_of_two_rows_may_come_again_in_another_unit():
    upper = ["项目编码", "项目名称", "资金(万元)", None, "支援方"]
    lower = [None, None, "计划", "到位", None]
    again = ["项目编码", "项目名称", "资金(元)", None, "支援方"]
    merges = [Merge(0, c, 1, c) for c in (0, 1, 4)] + [Merge(0, 2, 0, 3)]

    table = table_of(
        [upper, lower, ["1", "a", 1, 2], again, lower, ["2", "b", 1, 2]], merges=merges
    )

    assert planned(table) == [10_000, 1]
    assert [record.values["paid"] for record in table.records] == [20_000, 2]


def test_the_same_unit_again_is_no_change():
    table = table_of([["项目表"], IN_WAN, HEADER, ONE, ["项目表"], IN_WAN, HEADER, TWO])

    assert (codes(table), table.notes, table.unread) == (["HT-1", "HT-2"], [], [])


def test_a_unit_below_the_heading_is_that_of_the_table():
    table = table_of([HEADER, IN_WAN, ONE])

    assert (planned(table), table.notes) == ([1_000_000], [])


def test_amounts_above_the_first_line_with_a_unit_have_none():
    table = table_of([HEADER, ONE, IN_WAN, TWO])

    assert (table.doubts.unitless["planned"].rows, table.doubts.unitless["planned"].total) == (
        1,
        100,
    )
    assert planned(table) == [100, 2_505_000]


@pytest.mark.parametrize("county", ["元阳县", "元谋县发改委"])
def test_an_office_whose_name_begins_like_a_unit_states_none(county):
    table = table_of([IN_WAN, HEADER, ONE, [f"填报单位：{county}"], TWO])

    assert (planned(table), table.notes) == ([1_000_000, 2_505_000], [])


def test_two_units_in_a_line_between_rows_are_asked_about():
    (problem,) = table_of([IN_WAN, HEADER, ONE, ["单位：元、单位：亿元"], TWO]).problems

    assert (problem.cell, problem.value) == ("A4", "元, 亿元")


def test_the_heading_of_another_such_table_below_the_first_is_a_problem():
    head = ["项目名称", "项目编码", "计划资金", "支援方"]

    table = table_of([HEADER, ONE, [], head, ["医院", "HT-9", 5, "浙江"], HEADER, TWO])

    (problem,) = table.all_problems()
    assert (problem.cell, problem.value) == ("A4", "项目名称")
    assert codes(table) == ["HT-1", "HT-2"]


def test_a_table_of_something_else_below_the_first_is_listed():
    table = table_of([HEADER, ONE, [], ["序号", "姓名", "电话"], [1, "某某", "0903"], HEADER, TWO])

    assert (codes(table), table.all_problems()) == (["HT-1", "HT-2"], [])
    assert asides(table) == ["表 A4", "表 A5"]


def test_a_heading_may_stand_in_the_column_of_numbers():
    rows = [["序号", *HEADER, "受援方"], ["和田市"], [1, *ONE], ["墨玉县"], [1, *TWO]]

    assert recipients(rows, merges=[Merge(1, 0, 1, 6)]) == ["和田市", "墨玉县"]


@pytest.mark.parametrize(("name", "place"), [("和田市", "和田市"), ("7月", None), ("汇总", None)])
def test_a_sheet_called_like_a_place_is_about_it_where_no_column_says_more(name, place):
    sheets = [Sheet(name, [HEADER, ONE]), Sheet(name, [[*HEADER, "受援方"], TWO])]

    tables = find_tables(Book("x", "", sheets), (*COLUMNS, RECIPIENT))

    assert [table.records[0].values.get("recipient") for table in tables] == [place, None]
