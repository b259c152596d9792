"""A plan list as offices have it: loaded with three questions at most, and nothing to do again."""

from datetime import date

import pytest

from projects.models import Project, Tranche
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import accept, preview
from tests import make
from tests.cast.plan_list import COUNTIES, plan_list

pytestmark = pytest.mark.django_db
REFS = {"和田市": "HTS", "墨玉县": "MY", "洛浦县": "LP"}


@pytest.fixture
def office():
    """An administrator, a numbered programme, and 北京 paired with three counties."""
    make.programme(code_pattern="HT-2011-001")
    beijing = make.supporter("BJ", name="北京市", short_name="北京")
    hotan = make.prefecture("HT", name="和田地区")
    for name in COUNTIES:
        county = make.county(REFS[name], reported_under=hotan, name=name)
        make.pairing(supporter=beijing, recipient=county)
    return make.administrator("admin")


def test_a_plan_list_without_codes_is_loaded_and_nothing_to_do_again(office):
    content, choices = plan_list(), {"programme": "2011-plan"}

    file_preview = preview(PROJECTS, content, "计划.xlsx", user=office, choices=choices)[1]

    assert file_preview.problems == []
    asked = [question.code for question in file_preview.questions]
    assert asked == ["missing:delivery_mode"]
    assert ("column", "计划表 I “备注”") in {(u.what, u.where) for u in file_preview.unread}
    choices |= {"answers": {"missing:delivery_mode": "turnkey"}}
    load, file_preview = preview(PROJECTS, content, "计划.xlsx", user=office, choices=choices)
    assert file_preview.is_sound
    assert {total.verdict for total in file_preview.plan.sums} <= {"", "matches"}
    accept(PROJECTS, load, user=office)

    assert Project.objects.count() == 30
    first, last = Project.objects.order_by("code").first(), Project.objects.get(code="HT-2011-030")
    assert (first.name, first.lead_pairing.recipient.ref) == ("和田市卫生院", "HTS")
    assert (last.name, last.planned_aid) == ("洛浦县育苗基地", 5_000_000)
    assert (last.planned_start_on, last.planned_finish_on) == (date(2011, 3, 1), date(2012, 6, 30))
    assert Tranche.objects.count() == 60
    assert last.untranched() == 0
    again = preview(PROJECTS, content, "计划.xlsx", user=office, choices=choices)[1]
    assert again.is_nothing
    del choices["answers"]
    again = preview(PROJECTS, content, "计划.xlsx", user=office, choices=choices)[1]
    assert again.is_nothing
