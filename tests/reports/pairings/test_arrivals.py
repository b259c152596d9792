"""Money in the region and the plan that it is divided by are of one population and day."""

from datetime import date

import pytest
from django.contrib.auth import get_user

from aidtrack.values.formats import percentage, yi
from pairings.models import ReportingRow, ReportingUnit
from projects.figures.progress import progress
from projects.figures.viewpoint import viewpoint
from projects.models import Project, Transfer
from reports.pairings.arrivals import arrivals
from reports.pairings.subjects import find_subject
from tests import make
from tests.exports.files import book, words as words_of
from tests.tools.reading import Page, reader, words

ON = date(2011, 6, 30)
SCOPES = {"local": ["local"], "xpcc": ["xpcc"], "all": ["local", "xpcc"]}


@pytest.fixture(autouse=True)
def _database(drawn, db):
    """The fixtures and the drawn rows."""


def subjects() -> dict[str, tuple]:
    """The row and the supporter, or None, of every row and unit by the ref of its page."""
    units = ReportingUnit.objects.select_related("row__prefecture", "supporter")
    rows = ReportingRow.objects.select_related("prefecture")
    return {row.prefecture.ref: (row.prefecture, None) for row in rows} | {
        unit.ref: (unit.row.prefecture, unit.supporter) for unit in units
    }


def row_of(organisation):
    return organisation.reported_under or organisation


def is_inside(organisation, supporter, subject, scope) -> bool:
    row, giver = subject
    is_giver = giver is None or supporter == giver
    return is_giver and row_of(organisation) == row and organisation.scope in SCOPES[scope]


def money_in_the_region() -> list:
    transfers = Transfer.objects.filter(programme__code="2011-plan", level="in_region", on__lte=ON)
    return list(transfers.select_related("supporter", "receiver__reported_under"))


def projects_of_the_plan() -> list:
    projects = Project.objects.filter(programme__code="2011-plan", is_off_plan=False)
    related = ("lead_pairing__supporter", "lead_pairing__recipient__reported_under")
    return [
        project
        for project in projects.select_related(*related)
        if not (project.cancelled_on and project.cancelled_on <= ON)
    ]


def expected(subject, scope, transfers, projects) -> tuple:
    """Money arrived and planned aid by the end of ON, by plain loops over the rows."""
    arrived = sum(
        transfer.amount
        for transfer in transfers
        if is_inside(transfer.receiver, transfer.supporter, subject, scope)
    )
    planned = sum(
        project.planned_aid
        for project in projects
        if is_inside(project.lead_pairing.recipient, project.lead_pairing.supporter, subject, scope)
    )
    return arrived, planned


@pytest.fixture
def view(client, rf, scope):
    """What a page of the scope is of."""
    request = rf.get("/", {"scope": scope})
    request.user = get_user(reader(client))
    return viewpoint(request)


@pytest.mark.parametrize("scope", SCOPES)
def test_the_arrival_rate_is_of_the_pages_population(view, scope):
    rows = money_in_the_region(), projects_of_the_plan()

    for ref, subject in subjects().items():
        arrived_for = arrivals_of(view, ref)
        arrived, planned = expected(subject, scope, *rows)
        if arrived:
            assert (arrived_for.rate.numerator, arrived_for.rate.denominator) == (arrived, planned)
        else:
            assert arrived_for is None or arrived_for.rate is None, ref


@pytest.mark.parametrize("ref", ["653200", "110000-653200"])
@pytest.mark.parametrize("scope", SCOPES)
def test_the_page_prints_the_arrivals_of_its_viewpoint(client, scope, ref):
    context = reader(client).get(f"/pairings/{ref}/?scope={scope}").context

    assert context["view"].scope == scope
    assert context["arrivals"] == arrivals_of(context["view"], ref)
    subject = find_subject(ref, context["view"].user)
    figures = progress(subject.narrow(context["view"].projects), on=context["view"].on)
    for name in ("disbursed", "off_plan_disbursed", "cancelled_disbursed"):
        assert getattr(context["pace"].progress, name) == getattr(figures, name)


def arrivals_of(view, ref):
    subject = find_subject(ref, view.user)
    return arrivals(view, subject, progress(subject.narrow(view.projects), on=view.on))


def test_the_rates_that_money_for_the_xpcc_had_raised(client):
    reader(client)

    assert "regional arrival rate 61.2% " in words(client.get("/pairings/652200/"))
    assert "regional arrival rate 43.1% " in words(client.get("/pairings/140000-652300/"))


def rows_behind(client, answer, text, query):
    """The rows of the last list that a text leads to by a query."""
    links = Page(answer).links
    hrefs = [href for href, words in links if "".join(words) == text and query in (href or "")]
    return client.get(hrefs[-1]).context["filter"].rows()


@pytest.mark.parametrize("page", ["/pairings/653200/", "/pairings/XJ-110000-XPCC-14/"])
def test_the_arrival_rate_is_printed_with_the_rows_that_it_is_made_of(client, page):
    answer = reader(client).get(page)
    rate = answer.context["arrivals"].rate
    parts = [yi(rate.numerator), yi(rate.denominator)]
    sentence = f"regional arrival rate {percentage(rate.value)} {parts[0]} / {parts[1]} (100"
    transfers, projects = (
        rows_behind(client, answer, part, query).values_list(name, flat=True)
        for part, query, name in (
            (parts[0], "level=in_region", "amount"),
            (parts[1], "counted=planned", "planned_aid"),
        )
    )

    assert sentence in words(answer)
    assert sentence in words_of(book(client, page)["Balance by reporting unit"])
    assert (sum(transfers), sum(projects)) == (rate.numerator, rate.denominator)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_balance_divides_money_at_projects_as_the_headline_does(view, scope):
    for ref in subjects():
        subject = find_subject(ref, view.user)
        figures = progress(subject.narrow(view.projects), on=view.on)
        arrived = arrivals(view, subject, figures)
        if arrived and all(line.balance for line in arrived.lines):
            outside = figures.off_plan_disbursed + figures.cancelled_disbursed
            assert arrived.total.disbursed == figures.disbursed, ref
            assert arrived.total.outside_plan == outside, ref


def test_a_total_without_every_unit_says_so(client):
    row = ReportingRow.objects.get(prefecture__ref="653200")
    unit = make.reporting_unit(row)

    page = words(reader(client).get("/pairings/653200/"))

    assert f"{unit.supporter.label}→" in page
    assert "Total of units with money received in the region" in page
