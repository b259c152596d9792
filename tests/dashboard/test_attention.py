"""What a leader is asked to look at: warnings by rule with counts that open their list."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
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


def lines_of_all_pages(client, address) -> int:
    """How many warnings a list of one rule prints, page after page."""
    first = client.get(address).context["paged"]
    pages = [client.get(f"{address}&page={n}").context["paged"] for n in first.paginator.page_range]
    return sum(len(page.object_list) for page in pages)


def test_every_count_opens_as_many_lines_as_it_says(client):
    make.warning_rule(WarningTest.ABOVE_PLAN, 1, 30, code="W17", name_en="More than planned")
    make.warning_rule(WarningTest.START_OVERDUE, 1, 29, code="W2", name_en="Start overdue")
    for _n in range(101):
        make.project(planned_start_on=date(2011, 6, 10))
    for day in (1, 2):
        make.project(planned_start_on=date(2011, 5, day))
    project_with(202)
    person = reader(client)

    page = person.get(PAGE)

    counts = page.context["attention"].counts
    assert [(c.rule.code, c.count, c.red, c.yellow, c.new) for c in counts] == [
        ("W17", 1, 1, 0, 0),
        ("W2", 103, 2, 101, 101),
    ]
    printed = {href.replace("&amp;", "&") for href, _text in Page(page).links}
    for c in counts:
        opened = {
            c.address: c.count,
            c.red_address: c.red,
            c.yellow_address: c.yellow,
            c.new_address: c.new,
        }
        for address, number in opened.items():
            assert (address in printed) == bool(number)
            if number:
                assert lines_of_all_pages(person, address) == number


def test_what_is_waived_is_counted_apart(client):
    make.warning_rule(WarningTest.ABOVE_PLAN, 1, 30, name_en="More than planned")
    waived, _other = project_with(202), project_with(202)
    until = timezone.localdate() + timedelta(days=9)
    make.response(
        waived, test=WarningTest.ABOVE_PLAN, kind="waived", level="red", text="已核", until=until
    )
    person = reader(client)

    page = person.get(PAGE)

    text = words(page)
    assert "1 warning, 0 new" in text
    assert "More than planned: 1" in text
    links = {" ".join("".join(text).split()): href for href, text in Page(page).links}
    groups = person.get(links["1 waived"].replace("&amp;", "&")).context["groups"]
    subjects = [line.warning.subject.ref for group in groups for line in group.lines]
    assert subjects == [waived.code]


def test_an_illustrative_project_is_marked_so(client):
    make.warning_rule(WarningTest.ABOVE_PLAN, 1, 30)
    pairing = make.pairing(recipient=make.county(reported_under=make.prefecture()))
    project = make.project(lead_pairing=pairing, planned_aid=100, provenance="illustrative")
    make.transfer(project, 202)

    page = reader(client).get(f"/projects/{project.code}/?as_of=2011-06-30")

    panel = page.content.decode().split('class="attention"')[1].split("</ul>")[0]
    assert "illustrative" in panel


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


def test_a_row_of_the_ranking_names_who_is_on_it_or_leads_to_a_new_task(client):
    prefectures = [make.prefecture(), make.prefecture()]
    make.warning_rule(WarningTest.MONEY_PACE, 10, 30, code="W1")
    for prefecture in prefectures:
        project = make.project(recipient=make.county(reported_under=prefecture))
        row = make.reporting_row(prefecture)
        make.reporting_unit(row, project.lead_pairing.supporter)
    asked, unasked = prefectures
    task = make.task(row=asked.reporting_row, responsible=asked)
    client.force_login(make.administrator("issuer"))
    client.cookies["django_language"] = "en"

    page = client.get(PAGE)

    ranking = page.content.decode().split('class="ranking')[1].split("</table>")[0]
    assert f"/follow-up/tasks/{task.number}/" in ranking
    assert f"/follow-up/tasks/new/?kind=row&amp;ref={unasked.ref}&amp;rule=W1" in ranking
    assert f"new/?kind=row&amp;ref={asked.ref}" not in ranking
    assert "/follow-up/tasks/new/" not in reader(client).get(PAGE).content.decode()
