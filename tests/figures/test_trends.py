"""Better or worse than a month ago, and for how many months in a row behind time elapsed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import hypothesis
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import strategies as st

from projects.figures.groupings import Group
from projects.figures.progress import Progress, progress, progress_by
from projects.figures.report_shares import ReportShare, report_shares, report_shares_by_month
from projects.figures.viewpoint import Viewpoint
from projects.models import Project
from reports.figures.delays import Delays, delays_of_pairings
from reports.figures.pace import Pace, ShortfallParts, shortfall, shortfall_parts
from reports.figures.trends import RateChange, Stand, Trend, months_behind, trends_by
from tests import make

JUNE, JULY = date(2011, 6, 30), date(2011, 7, 31)
APRIL, MAY = date(2011, 4, 30), date(2011, 5, 31)

gaps = st.none() | st.decimals(min_value=-1, max_value=1, places=2)


def row(disbursed=0, *, started=0, on=JUNE, aid=1000, planned=10, **fields):
    return Progress(
        Group((1,), "和田地区"),
        on,
        planned=planned,
        started=started,
        planned_aid=Decimal(aid),
        disbursed=Decimal(disbursed),
        **fields,
    )


def stand(disbursed, elapsed, *, on=JUNE, has_reports=True, **fields):
    return Stand(Pace(row(disbursed, on=on, **fields), elapsed), has_reports)


def test_a_shortfall_is_the_plan_by_time_elapsed_less_what_is_disbursed_exact_to_the_fen():
    printed_as_a_third = row("333.33", aid=1000)

    assert shortfall(printed_as_a_third, 0.5) == Decimal("166.67")
    assert shortfall(row("500.01"), 0.5) == Decimal("-0.01")
    assert shortfall(row(500), 0.5) == 0


def test_there_is_no_shortfall_without_a_plan_or_without_a_report():
    silent = row(1, reports=ReportShare(date(2011, 7, 1), 0, 4))

    assert shortfall(row(1, aid=0), 0.5) is None
    assert Pace(row(1, aid=0), 0.5).shortfall is None
    assert Pace(silent, 0.5).shortfall is None
    assert Pace(row(1), 0.5).shortfall == 499


def test_a_rate_may_rise_while_the_distance_grows():
    trend = Trend(stand(200, 0.5), [stand(150, 0.4, on=MAY), stand(200, 0.5)])

    assert trend.fund_change == RateChange(Decimal("0.05"), Decimal("0.05"))
    assert (trend.fund_change.grew, trend.fund_change.shrank) == (True, False)


def test_a_row_that_caught_up_came_closer_by_what_it_lacked_and_one_ahead_moved_nowhere():
    caught_up = Trend(stand(900, 0.5), [stand(380, 0.4, on=MAY)])
    ahead = Trend(stand(900, 0.5), [stand(900, 0.4, on=MAY)])

    assert caught_up.fund_change.distance == Decimal("-0.02")
    assert ahead.fund_change.distance == 0


@pytest.mark.parametrize(
    "before",
    [
        [],
        [stand(100, 0.3, on=APRIL)],
        [stand(100, 0.4, on=MAY, has_reports=False)],
        [stand(100, 0.4, on=MAY, aid=0)],
    ],
)
def test_nothing_is_said_of_a_change_over_a_month_that_nobody_told(before):
    assert Trend(stand(200, 0.5), before).fund_change is None
    assert Trend(stand(200, 0.5, has_reports=False), [stand(1, 0.4, on=MAY)]).fund_change is None


@hypothesis.given(before=st.lists(gaps), after=st.lists(gaps), now=gaps)
def test_a_month_that_was_not_told_neither_breaks_nor_extends_a_run(before, after, now):
    whole = [*before, None, *after]

    assert months_behind(whole, now=now) == months_behind([*before, *after], now=now)


@hypothesis.given(run=st.integers(0, 20), before=st.lists(gaps), now=gaps)
def test_a_run_counts_every_month_end_behind_up_to_the_last_that_was_not(run, before, now):
    behind, on_time = Decimal("-0.01"), Decimal(0)
    is_over = now is not None and now >= 0

    assert months_behind([*before, on_time, *[behind] * run], now=now) == (0 if is_over else run)


@hypothesis.given(months=st.lists(gaps), now=gaps)
def test_one_more_month_behind_adds_one_to_the_run_and_one_on_time_ends_it(months, now):
    run = months_behind(months, now=Decimal(-1)) or 0

    assert months_behind([*months, Decimal(-1)], now=Decimal(-1)) == run + 1
    assert months_behind([*months, Decimal(0)], now=now) == 0


def test_a_run_is_unknown_where_no_month_was_told():
    assert months_behind([], now=Decimal(-1)) is None
    assert months_behind([None, None], now=None) is None


def seen(plan, on, user=None, scope="local"):
    return Viewpoint(plan, on, scope, None, user or make.auditor(), on)


@pytest.fixture
def lagging(db):
    """A row that has received a tenth of its plan since January; the year reported through June."""
    plan = make.programme()
    county = make.county()
    unit_row = make.reporting_row(county.reported_under)
    pairing = make.pairing(recipient=county)
    make.reporting_unit(unit_row, supporter=pairing.supporter)
    project = make.project(lead_pairing=pairing, planned_aid=1000)
    make.transfer(project, amount=100, on=date(2011, 1, 5))
    return plan, project


def test_loaded_months_count_as_reported(lagging):
    plan, _project = lagging

    (trend,) = trends_by("prefecture", seen(plan, JUNE)).rows

    # January ends at 8.5 % of the year, when a tenth had come.
    assert (trend.fund_months, trend.start_months) == (5, 6)
    assert trend.fund_change.rate == 0
    assert trend.fund_change.distance == pytest.approx(Decimal(30) / 365)


def test_a_month_without_reports_is_skipped_and_has_no_change(lagging):
    plan, project = lagging
    make.reporting_month(month=date(2011, 7, 1))

    (silent,) = trends_by("prefecture", seen(plan, JULY)).rows
    make.status_report(project, plan.months.get(month=date(2011, 7, 1)), state="verified")
    (with_report,) = trends_by("prefecture", seen(plan, JULY)).rows

    assert (silent.fund_months, silent.fund_change, silent.pace.shortfall) == (5, None, None)
    assert with_report.fund_months == 6
    assert with_report.fund_change.grew


def test_a_month_that_was_never_opened_is_not_told(lagging):
    plan, _project = lagging

    (trend,) = trends_by("prefecture", seen(plan, JULY)).rows

    assert (trend.fund_months, trend.fund_change) == (5, None)


def test_a_day_within_a_month_compares_with_the_end_of_the_month_before(lagging):
    plan, _project = lagging

    (trend,) = trends_by("prefecture", seen(plan, date(2011, 6, 10))).rows

    assert trend.before.on == MAY
    assert trend.fund_months == 4


@pytest.mark.parametrize("name", ["prefecture", "unit", "pairing"])
def test_trends_are_the_same_figures_as_progress_and_add_up_to_it(lagging, name):
    plan, project = lagging
    make.transfer(project, amount=50, on=date(2011, 6, 5))
    make.project(planned_aid=70)
    view = seen(plan, JUNE)

    trends = trends_by(name, view)

    by_group = progress_by(name, view.projects, plan, scope="local", on=JUNE, user=view.user)
    assert [(t.group, t.pace.progress.disbursed) for t in trends.rows] == [
        (p.group, p.disbursed) for p in by_group
    ]
    whole = progress(view.projects, on=JUNE)
    assert trends.total.pace.progress.planned_aid == whole.planned_aid == 1070
    assert trends.total.pace.progress.disbursed == whole.disbursed == 150


@pytest.fixture
def reader_of_a_part(lagging):
    """A leader of two pairings of one row, beside a third that they do not see."""
    _plan, project = lagging
    lead = project.lead_pairing
    sister = make.county(reported_under=lead.recipient.reported_under)
    make.project(planned_aid=500, lead_pairing=make.pairing(supporter=lead.supporter))
    second = make.project(
        planned_aid=70, lead_pairing=make.pairing(supporter=lead.supporter, recipient=sister)
    )
    make.transfer(second, amount=50, on=date(2011, 6, 5))
    make.project(planned_aid=30, lead_pairing=make.pairing(recipient=sister))
    return make.member(organisation=lead.supporter)


@pytest.mark.parametrize("name", ["prefecture", "supporter", "unit", "pairing", "category"])
def test_a_reader_of_a_part_reads_the_sums_of_each_grouping(lagging, reader_of_a_part, name):
    plan, _project = lagging
    view = seen(plan, JUNE, user=reader_of_a_part)
    assert view.is_partial

    rows = trends_by(name, view).rows

    assert [replace(row.pace.progress, reports=None) for row in rows] == progress_by(
        name, view.projects, plan, scope="local", on=JUNE, user=view.user
    )


def test_the_movements_of_pairings_answer_for_rows_and_units_without_a_further_query(
    lagging, reader_of_a_part
):
    plan, _project = lagging
    for user in (reader_of_a_part, None):
        view = seen(plan, JUNE, user=user)

        sums = {name: sums_asked(lambda n=name, v=view: trends_by(n, v)) for name in GROUPED}

        assert sums == {"prefecture": 2, "unit": 0, "pairing": 0}


GROUPED = ("prefecture", "unit", "pairing")


def sums_asked(read) -> int:
    """How many queries add projects or money up by group."""
    with CaptureQueriesContext(connection) as queries:
        read()
    return sum("SUM(" in query["sql"] for query in queries.captured_queries)


def test_all_rows_together_are_told_of_a_month_where_any_of_them_is(lagging):
    plan, project = lagging
    july = make.reporting_month()
    make.pairing(recipient=make.county())
    make.project(started_on=MAY)

    silent = trends_by("pairing", seen(plan, JULY))
    make.status_report(project, july, state="verified")
    with_report = trends_by("pairing", seen(plan, JULY))

    assert silent.total.fund_change is None
    assert silent.total.pace.shortfall is None
    assert with_report.total.fund_change is not None
    assert [row.fund_change is not None for row in with_report.rows].count(True) == 1


def test_a_shortfall_in_all_says_what_rows_ahead_and_rows_without_reports_make_of_it():
    silent = row(0, aid=100, reports=ReportShare(date(2011, 7, 1), 0, 4))
    paces = [Pace(each, 0.5) for each in (row(100), row(800), silent, row(aid=0))]

    assert shortfall_parts(paces) == ShortfallParts(Decimal(400), Decimal(300), Decimal(50))


@pytest.mark.parametrize("count", [1, 3])
def test_trends_take_as_many_queries_for_one_row_as_for_three(
    lagging, count, django_assert_num_queries
):
    plan, _project = lagging
    july = make.reporting_month(month=date(2011, 7, 1))
    for _n in range(count):
        make.status_report(make.project(), july, state="verified")
    view = seen(plan, JULY)

    with django_assert_num_queries(9):
        trends_by("pairing", view)


@pytest.mark.django_db
def test_the_shares_of_each_month_are_those_of_its_last_day():
    plan, county = make.programme(), make.county()
    july, august = make.reporting_month(), make.reporting_month(month=date(2011, 8, 1))
    first, second = (make.project(recipient=county) for _n in range(2))
    make.project(recipient=county, handed_over_on=JULY)
    make.project(cancelled_on=JUNE)
    make.status_report(first, july, state="verified")
    make.status_report(first, july, state="submitted")
    make.status_report(second, august, state="submitted")
    projects = Project.objects.all()

    by_month = report_shares_by_month("prefecture", projects, plan, on=date(2011, 8, 31))

    for month, on in ((july, JULY), (august, date(2011, 8, 31))):
        key = (county.reported_under_id,)
        (here,) = by_month[month.month].beside([key])
        (expected,) = report_shares("prefecture", projects, plan, on=on).beside([key])
        assert (here.words_of_month, here.state) == (expected.words_of_month, expected.state)
        total = report_shares("prefecture", projects, plan, on=on).total
        assert by_month[month.month].total.words == total.words


@pytest.mark.django_db
def test_delays_are_the_rows_that_the_lists_of_projects_show():
    pairing = make.pairing()
    make.project(lead_pairing=pairing, planned_aid=100, planned_start_on=MAY)
    make.project(lead_pairing=pairing, planned_aid=300, planned_start_on=JUNE)
    make.project(lead_pairing=pairing, planned_start_on=MAY, started_on=JUNE)
    stopped = make.project(lead_pairing=pairing, planned_aid=200, started_on=MAY)
    make.suspension(stopped, starts_on=JUNE)
    make.project(planned_aid=5, planned_start_on=MAY)
    projects = Project.objects.all()

    delays = delays_of_pairings(projects, on=JUNE).coarser("pairing")
    here, rest = delays.beside([(pairing.pk,), ()])

    assert here == Delays(1, Decimal(100), 1, Decimal(200))
    assert rest == Delays(1, Decimal(5), 0, Decimal(0))
    assert delays.total.overdue == projects.overdue_to_start(on=JUNE).count() == 2
