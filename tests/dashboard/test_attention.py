"""What a leader is asked to look at: more money than plan, more than the total investment."""

import pytest
from django.utils.translation import override

from tests import make
from tests.tools.reading import Page, reader, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def project_with(money, *, plan=100, total=None):
    project = make.project(planned_aid=plan, total_investment=total)
    make.transfer(project, money)
    return project


def test_more_money_than_plan_or_than_total_investment_is_listed_with_its_rows(client):
    project_with(100, total=100)
    above_plan = project_with(101, total=101)
    above_both = project_with(102, total=101)
    person = reader(client)

    page = Page(person.get("/overview/?as_of=2011-06-30"))

    links = {"".join(text): href for href, text in page.links}
    rows = {
        "all 2 projects with more money than planned": {above_plan.code, above_both.code},
        "1 project with more money than total investment": {above_both.code},
    }
    for text, codes in rows.items():
        listed = words(person.get(links[text].replace("&amp;", "&")))
        assert {code for code in listed.split() if code.startswith("P-")} == codes
    text = words(person.get("/overview/?as_of=2011-06-30"))
    assert "CNY 102 disbursed, more than the total investment of CNY 101" in text
    assert "CNY 101 disbursed, more than the planned CNY 100" in text


def test_a_project_within_its_plan_calls_for_nothing(client):
    project_with(100)

    assert "Nothing needs attention" in words(reader(client).get("/overview/?as_of=2011-06-30"))
