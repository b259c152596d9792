"""A plan list as offices make them: no codes, a heading of two rows, batches beside their sum."""

from io import BytesIO

import xlsxwriter

# Thirty projects, by county.
COUNTIES = {"和田市": 10, "墨玉县": 12, "洛浦县": 8}
WORKS = ["卫生院", "文化站", "自来水厂", "面粉厂", "农贸市场", "青少年宫", "牧民定居点", "育苗基地"]
WORKS += ["污水处理厂", "客运站", "职业学校", "敬老院"]


def plan_list() -> bytes:
    """Projects by county, with sections, subtotals and the batches beside their sum."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("计划表")
        page.merge_range(0, 0, 0, 8, "2011年北京市对口支援和田地区项目计划表")
        page.write(1, 8, "单位：万元")
        upper = ["序号", "项目名称", "受援县市", "总投资", "援疆资金", None, None]
        upper += ["建设起止年限", "备注"]
        for column, header in enumerate(upper):
            if column not in (4, 5, 6):
                page.merge_range(2, column, 3, column, header)
        page.merge_range(2, 4, 2, 6, "援疆资金")
        page.write_row(3, 4, ["小计", "第一批（2011年3月）", "第二批（2011年9月）"])
        _write_counties(page)
    return out.getvalue()


def _write_counties(page):
    at, serial = 4, 0
    for numeral, (county, rows) in zip("一二三", COUNTIES.items(), strict=True):
        page.write(at, 0, f"{numeral}、{county}")
        for work in WORKS[:rows]:
            at, serial = at + 1, serial + 1
            cells = [serial, f"{county}{work}", county, 800, 500, 300, 200, "2011.3-2012.6"]
            page.write_row(at, 0, cells)
        page.write_row(at + 1, 1, ["合计", None, 800 * rows, 500 * rows, 300 * rows, 200 * rows])
        at += 2
    page.write(at, 0, "填表人：某某")
