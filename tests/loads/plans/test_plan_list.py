"""A plan list as offices have it: loaded with three questions at most, and nothing to do again."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from projects.models import Project, Tranche
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import accept, preview
from tests import make

pytestmark = pytest.mark.django_db
COUNTIES = {"和田市": ("HTS", 10), "墨玉县": ("MY", 12), "皮山县": ("PS", 8)}
WORKS = ["卫生院", "文化站", "自来水厂", "敬老院", "农贸市场", "青少年宫", "牧民定居点", "育苗基地"]
WORKS += ["污水处理厂", "客运站", "职业学校", "就业培训中心"]


@pytest.fixture
def office():
    """An administrator, a numbered programme, and 北京 paired with three counties."""
    make.programme(code_pattern="HT-2011-001")
    beijing = make.supporter("BJ", name="北京市", short_name="北京")
    hotan = make.prefecture("HT", name="和田地区")
    for name, (ref, _rows) in COUNTIES.items():
        county = make.county(ref, reported_under=hotan, name=name)
        make.pairing(supporter=beijing, recipient=county)
    return make.administrator("admin")


def plan_list() -> bytes:
    """Thirty projects by county, with sections, subtotals and the batches beside their sum."""
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
    for numeral, (county, (_ref, rows)) in zip("一二三", COUNTIES.items(), strict=True):
        page.write(at, 0, f"{numeral}、{county}")
        for work in WORKS[:rows]:
            at, serial = at + 1, serial + 1
            cells = [serial, f"{county}{work}", county, 800, 500, 300, 200, "2011.3-2012.6"]
            page.write_row(at, 0, cells)
        page.write_row(at + 1, 1, ["合计", None, 800 * rows, 500 * rows, 300 * rows, 200 * rows])
        at += 2
    page.write(at, 0, "填表人：某某")


def test_a_plan_list_without_codes_is_loaded_and_nothing_to_do_again(office):
    content, choices = plan_list(), {"programme": "2011-plan"}

    file_preview = preview(PROJECTS, content, "计划.xlsx", user=office, choices=choices)[1]

    assert file_preview.problems == []
    asked = [question.code for question in file_preview.questions]
    assert asked == ["header:备注", "missing:delivery_mode"]
    choices |= {"headers": {"备注": ""}, "answers": {"missing:delivery_mode": "turnkey"}}
    load, file_preview = preview(PROJECTS, content, "计划.xlsx", user=office, choices=choices)
    assert file_preview.is_sound
    assert {total.verdict for total in file_preview.plan.sums} <= {"", "matches"}
    accept(PROJECTS, load, user=office)

    assert Project.objects.count() == 30
    first, last = Project.objects.order_by("code").first(), Project.objects.get(code="HT-2011-030")
    assert (first.name, first.lead_pairing.recipient.ref) == ("和田市卫生院", "HTS")
    assert (last.name, last.planned_aid) == ("皮山县育苗基地", 5_000_000)
    assert (last.planned_start_on, last.planned_finish_on) == (date(2011, 3, 1), date(2012, 6, 30))
    assert Tranche.objects.count() == 60
    assert last.untranched() == 0
    again = preview(PROJECTS, content, "计划.xlsx", user=office, choices=choices)[1]
    assert again.is_nothing
    del choices["answers"]
    again = preview(PROJECTS, content, "计划.xlsx", user=office, choices=choices)[1]
    assert again.is_nothing
