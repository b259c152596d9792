"""Files that ask: one about projects with most kinds of questions, one about a month."""

from io import BytesIO

import xlsxwriter

from tests.tools.sheets import csv_file

HEADINGS = ["项目名称", "支援方", "受援方", "计划资金", "体量"]
ROWS = [
    ["墨玉县敬老院", "北京", "墨玉县", 500, "三层"],
    ["墨玉县客运站", "北京", "墨玉县", 300, "二层"],
    ["墨玉县粮库", "北京", "墨玉县啊", 200, "一层"],
    ["墨玉县旧车站", "北京", "墨玉县", 100, "一层"],
]


def doubtful_projects() -> bytes:
    """Asks about: unit, heading, sheet, hidden row, cells beyond, mode, same project, name."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("计划表")
        for number, row in enumerate([HEADINGS, *ROWS]):
            page.write_row(number, 0, row)
        page.write(2, 6, "已核")
        page.set_row(len(ROWS), None, None, {"hidden": True})
        book.add_worksheet("附表").write_row(0, 0, ["编号", "受援方", "支援方", "计划资金(万元)"])
        book.get_worksheet_by_name("附表").write_row(1, 0, [1, "墨玉县", "北京", 2.5])
    return out.getvalue()


def doubtful_month() -> bytes:
    """Asks about: the month of its title, shares up to 1."""
    return csv_file(
        "2011年6月月报",
        "项目编号,项目名称,状态,形象进度,备注",
        "HT-2011-015,和田市维吾尔医医院综合楼,未开工,0.3,一",
        "HT-2011-016,和田市乡镇卫生院改扩建,在建,0.45,二",
        "HT-2011-017,和田市工业园区标准厂房,未开工,1,三",
    )
