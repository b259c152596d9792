"""How much of a month is reported: which month a day belongs to, and of which projects."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from projects.figures.report_shares import ReportShare, report_shares
from projects.models import Project
from tests import make

pytestmark = pytest.mark.django_db

JULY, AUGUST = date(2011, 7, 1), date(2011, 8, 1)
END_OF_JUNE, END_OF_JULY = date(2011, 6, 30), date(2011, 7, 31)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def share(on, **filters):
    projects = Project.objects.filter(**filters)
    return report_shares("delivery_mode", projects, make.programme(), on=on).total


def closed(month, through_before):
    return make.reporting_month(
        month=month,
        closed_at=datetime(2011, month.month + 1, 6, tzinfo=UTC),
        through_before=through_before,
    )


def reported(n, *, due, month, recipient=None):
    """Projects of one recipient, the first ``n`` of them with a verified report."""
    recipient = recipient or make.county()
    projects = [make.project(recipient=recipient) for _n in range(due)]
    for project in projects[:n]:
        make.status_report(project, month, state="verified")
    return projects


@pytest.mark.parametrize(
    ("n", "state", "is_thin", "words"),
    [
        (0, "unreported", False, "0 of 44 reported"),
        (1, "partly", True, "1 of 44 reported"),
        (29, "partly", True, "29 of 44 reported"),
        (30, "partly", False, "30 of 44 reported"),
        (44, "reported", False, "44 of 44 reported"),
    ],
)
def test_a_share_is_flagged_below_two_thirds_and_has_a_state(n, state, is_thin, words):
    part = ReportShare(JULY, n, 44)

    assert (part.state, part.is_thin, part.words) == (state, is_thin, words)
    assert part.words_of_month == f"2011-07: {words}"


def test_only_verified_reports_of_projects_due_in_the_month_count_once():
    july = make.reporting_month()
    first, *_rest = reported(2, due=3, month=july)
    make.status_report(first, july, state="verified")
    make.status_report(first, july, state="submitted")
    make.status_report(make.project(), july, state="submitted")
    make.status_report(make.project(cancelled_on=END_OF_JUNE), july, state="verified")
    make.project(handed_over_on=END_OF_JUNE)
    make.project(cancelled_on=JULY)

    assert share(END_OF_JULY).words == "2 of 5 reported"


@pytest.mark.parametrize("on", [JULY, date(2011, 7, 15), END_OF_JULY])
def test_a_day_within_a_month_belongs_to_that_month(on):
    reported(1, due=2, month=make.reporting_month())

    assert share(on).words_of_month == "2011-07: 1 of 2 reported"


def test_a_day_after_the_last_round_belongs_to_the_last_round():
    reported(1, due=2, month=make.reporting_month())

    assert share(date(2011, 9, 10)).words_of_month == "2011-07: 1 of 2 reported"


def test_what_a_programme_arrived_with_is_loaded():
    make.project()
    make.programme().follow_loading()
    assert share(END_OF_JUNE).words == "loaded"

    make.reporting_month()
    assert share(END_OF_JUNE).state == "loaded"

    plan = make.programme()
    make.reporting_month(month=AUGUST)
    plan.months.filter(month=JULY).update(
        closed_at=datetime(2011, 8, 6, tzinfo=UTC), through_before=END_OF_JUNE
    )
    plan.reported_through = END_OF_JULY
    plan.save()
    assert share(date(2011, 5, 10)).state == "loaded"
    assert share(END_OF_JULY).words_of_month == "2011-07: 0 of 1 reported"


def test_nothing_is_said_of_a_day_neither_loaded_nor_within_a_round():
    make.project()
    make.programme().follow_loading()

    assert share(END_OF_JULY) == ReportShare(known_through=END_OF_JUNE)
    assert share(END_OF_JULY).words == ""


def test_nothing_was_loaded_of_a_programme_that_arrived_without_reports():
    make.programme(reported_through=None)
    reported(1, due=1, month=closed(JULY, None))
    make.programme().months.update(through_before=None)

    assert share(END_OF_JUNE).words == ""
    assert share(END_OF_JULY).words == "1 of 1 reported"


def test_figures_are_known_through_the_last_verified_report_else_the_load():
    spoke, silent = make.county(), make.county()
    make.programme().follow_loading()
    july = closed(JULY, END_OF_JUNE)
    reported(1, due=1, month=july, recipient=spoke)
    reported(0, due=1, month=july, recipient=silent)
    make.reporting_month(month=AUGUST)

    days = [
        share(date(2011, 8, 31), lead_pairing__recipient=county).known_through
        for county in (spoke, silent)
    ]

    assert days == [END_OF_JULY, END_OF_JUNE]


def test_groups_are_counted_in_two_queries_and_the_rest_together(django_assert_num_queries):
    july = make.reporting_month()
    listed, other, further = (make.prefecture() for _n in range(3))
    for prefecture, n in [(listed, 1), (other, 0), (further, 2)]:
        county = make.county(reported_under=prefecture)
        reported(n, due=2, month=july, recipient=county)
    programme = make.programme()

    with django_assert_num_queries(2):
        shares = report_shares("prefecture", Project.objects.all(), programme, on=END_OF_JULY)

    assert [s.words for s in shares.beside([(listed.pk,), ()])] == [
        "1 of 2 reported",
        "2 of 4 reported",
    ]
    assert shares.total.words == "3 of 6 reported"
    assert shares.beside([(0,)])[0].words == ""


def test_the_words_are_those_of_the_offices():
    with override("zh-hans"):
        assert ReportShare(JULY, 30, 44).words_of_month == "2011-07：已报30/44"
        assert ReportShare(is_loaded=True).words_of_month == "期初载入"
        assert ReportShare(JULY, 0, 44).state_words == "未报"
