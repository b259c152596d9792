"""What a leader is asked to look at: warnings by rule with counts that open their list."""

import pytest
from django.utils.translation import override

from reports.thresholds import WarningTest
from tests import make
from tests.tools.reading import Page, reader, words

pytestmark = pytest.mark.django_db
PAGE = "/overview/?as_of=2011-06-30"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def project_with(money, *, plan=100, total=None):
    project = make.project(planned_aid=plan, total_investment=total)
    make.transfer(project, money)
    return project


def test_each_rule_is_counted_once_and_its_count_opens_its_list(client):
    make.warning_rule(WarningTest.ABOVE_PLAN, 1, 30, code="W17", name_en="More money than planned")
    make.warning_rule(
        WarningTest.ABOVE_TOTAL, 1, 30, code="W18", name_en="More money than total investment"
    )
    project_with(100, total=100)
    project_with(101, total=101)
    project_with(202, total=101)

    answer = reader(client).get(PAGE)

    links = {" ".join("".join(text).split()): href for href, text in Page(answer).links}
    of_plan = links["More money than planned: 2"].replace("&amp;", "&")
    assert of_plan.startswith("/follow-up/warnings/?")
    assert {"rule=W17", "kind=project", "as_of=2011-06-30"} <= set(of_plan.split("?")[1].split("&"))
    assert "level=red" in links["red 1"]
    assert "More money than total investment: 1" in links
    assert "3 warnings" in words(answer)


def test_a_project_within_its_plan_calls_for_nothing(client):
    make.warning_rule(WarningTest.ABOVE_PLAN, 1, 30)
    project_with(100)

    assert "Nothing needs attention" in words(reader(client).get(PAGE))


@pytest.mark.parametrize("number", [1, 3])
def test_queries_grow_with_the_rules_and_not_with_the_warnings(
    client, django_assert_max_num_queries, number
):
    for test in WarningTest:
        make.warning_rule(test, 1, 30)
    for _n in range(number):
        project_with(202, total=101)
    person = reader(client)

    with django_assert_max_num_queries(70):
        assert person.get(PAGE).status_code == 200
