"""A month's reports to read: the list, its filter and file, one report with its versions."""

from datetime import date

import pytest

from projects.models import StatusReport
from projects.month.due import due_row
from projects.month.rounds import close_month
from tests import make
from tests.cast.office import MONTH, WAN, Office, as_
from tests.exports.files import lines
from tests.tools.reading import Page, reader, words

pytestmark = pytest.mark.django_db
REPORTS = f"{MONTH}reports/"


def corrected():
    """An office whose verified July was corrected after the close."""
    office = Office(name="双语幼儿园")
    office.whole_round()
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    make.exemption(office.month, office.recorder, [office.project], until=date(2099, 1, 1))
    office.month.refresh_from_db()
    office.whole_round(started_on=date(2011, 7, 20), note="日期有误")
    return office


def two_offices():
    first, second = Office(name="双语幼儿园"), make.project(name="安居工程")
    first.enter()
    make.status_report(second, first.month, state="verified")
    return first, second


def test_the_month_leads_to_its_reports(client):
    office = Office()

    assert f'href="{REPORTS}"' in as_(client, office.administrator).get(MONTH).content.decode()


@pytest.mark.parametrize(
    ("query", "is_first", "is_second"),
    [
        ("", True, True),
        ("state=draft", True, False),
        ("state=verified", False, True),
        ("office={office}", True, False),
        ("county={county}", True, False),
        ("q=安居", False, True),
        ("closed=after", False, False),
    ],
)
def test_the_list_and_its_file_are_narrowed(client, query, is_first, is_second):
    office, _project = two_offices()
    county = office.project.lead_pairing.recipient
    query = query.format(office=office.prefecture.ref, county=county.ref)
    person = reader(client)

    listed = f"{Page(person.get(f'{REPORTS}?{query}')).lines()}"
    file = f"{lines(person, f'{REPORTS}?{query}')}"

    assert ("双语幼儿园" in listed, "安居工程" in listed) == (is_first, is_second)
    assert ("双语幼儿园" in file, "安居工程" in file) == (is_first, is_second)


def test_each_reads_what_they_may_see(client):
    office, project = two_offices()

    page = words(as_(client, office.recorder).get(REPORTS))

    assert "双语幼儿园" in page
    assert project.name not in page
    assert project.lead_pairing.recipient.name not in page


@pytest.mark.parametrize("query", ["state=x", "office=NONE", "x=1", "page=9"])
def test_a_wrong_address_shows_nothing(client, query):
    two_offices()

    assert reader(client).get(f"{REPORTS}?{query}").status_code == 400


def test_what_was_entered_after_the_close(client):
    corrected()

    listed = Page(reader(client).get(f"{REPORTS}?closed=after")).lines()[1:]

    assert len(listed) == 1
    assert "correction" in listed[0][1]


def test_a_report_names_values_changes_reviewer_and_versions(client):
    office = corrected()
    first, second = StatusReport.objects.order_by("pk")
    person = reader(client)

    page = words(person.get(second.get_absolute_url()))

    assert "2011-07-20" in page
    assert "Start date from 2011-07-05 → to 2011-07-20" in page
    assert "日期有误" in page
    assert office.reviewer.username in page
    assert (
        f'href="{first.get_absolute_url()}"'
        in person.get(second.get_absolute_url()).content.decode()
    )


def test_the_first_version_is_not_compared_with_its_correction(client):
    corrected()
    first = StatusReport.objects.order_by("pk").first()

    page = words(reader(client).get(first.get_absolute_url()))

    assert "2011-07-20 → to 2011-07-05" not in page
    assert "Physical progress (%) from 0 → to 20" in page


def test_a_report_names_its_question_and_the_answer(client):
    office = Office()
    report = office.enter(physical_progress=100).report
    (question,) = due_row(office.month, office.project, office.recorder).questions
    StatusReport.objects.update(answers={question.code: question.value})

    page = words(reader(client).get(report.get_absolute_url()))

    assert question.code == "completion"
    assert "100%" in page
    assert "The recorder was asked" in page


def test_a_report_shows_its_evidence(client):
    report = make.status_report(month=make.reporting_month())
    file = make.evidence(report=report, original_name="验收单.pdf")

    assert file.get_absolute_url() in reader(client).get(report.get_absolute_url()).content.decode()


def test_a_report_of_another_month_is_not_found(client):
    office = corrected()
    other = make.reporting_month(office.project.programme, month=date(2011, 8, 1))
    report = StatusReport.objects.first()

    address = f"{other.get_absolute_url()}reports/{report.pk}/"

    assert reader(client).get(address).status_code == 404


def test_a_project_page_leads_to_its_reports(client):
    corrected()
    report = StatusReport.objects.first()

    page = reader(client).get(report.project.get_absolute_url()).content.decode()

    assert f'href="{report.get_absolute_url()}"' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_one_report_and_for_three(
    client, django_assert_num_queries, rows
):
    month = make.reporting_month()
    for _n in range(rows):
        make.status_report(month=month, disbursed_to_date=WAN)
    person = reader(client)
    person.get(REPORTS)

    with django_assert_num_queries(8):
        assert len(Page(person.get(REPORTS)).lines()) == rows + 1
