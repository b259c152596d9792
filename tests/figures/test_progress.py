"""What each figure counts on a day, and that groups add up to the total."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.utils.translation import override

from aidtrack.values import formats
from projects.figures.events import events_by_month
from projects.figures.groupings import GROUPINGS, outside
from projects.figures.last_change import last_changed
from projects.figures.plan_curve import plan_curve, plan_curves_by
from projects.figures.progress import (
    Progress,
    add,
    programme_projects,
    progress,
    progress_by,
    progress_by_month,
    progress_by_on_days,
    progress_on_days,
)
from projects.figures.totals import list_totals
from projects.models import Project
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
ONE_DAY = timedelta(days=1)
NEW_YEAR, MAY, D = date(2011, 1, 1), date(2011, 5, 1), date(2011, 6, 30)
SUMS = [name for name in Progress.__dataclass_fields__ if name not in ("group", "on")]


def figures(on=D):
    return progress(Project.objects.all(), on=on)


def by(name, scope="local", on=D):
    projects = programme_projects(make.programme(), scope=scope)
    return progress_by(name, projects, make.programme(), scope=scope, on=on, user=None)


def labels(rows):
    return [row.group.label for row in rows]


def place(ref, name, *supporters, **fields):
    """A reporting row with its supporters; the county that its projects are in."""
    row = make.reporting_row(make.prefecture(ref, short_name=name), **fields)
    for supporter in supporters:
        make.reporting_unit(row, supporter)
    return make.county(reported_under=row.prefecture)


@pytest.fixture
def beijing():
    return make.supporter("110000", short_name="北京")


@pytest.fixture
def jiangsu():
    return make.supporter("320000", short_name="江苏")


@pytest.fixture
def rows(beijing, jiangsu):
    """Two reporting rows, the one with the higher code first: a county of each."""
    hotan = place("653200", "和田地区", beijing, jiangsu, position=1, position_in_table_1=2)
    kizilsu = place("653000", "克州", jiangsu, position=2, position_in_table_1=1)
    return hotan, kizilsu


def test_off_plan_projects_are_not_planned():
    make.project(planned_aid=300, started_on=MAY, completed_on=MAY)
    make.project(planned_aid=70, is_off_plan=True, started_on=MAY, completed_on=MAY)

    total = figures()

    assert (total.planned, total.started, total.completed, total.off_plan) == (1, 1, 1, 1)
    assert (total.planned_aid, total.off_plan_aid) == (300, 70)


def test_a_project_counts_from_its_programmes_first_day():
    make.project()
    make.project(is_off_plan=True)

    before, first = figures(NEW_YEAR - ONE_DAY), figures(NEW_YEAR)

    assert (before.planned, before.off_plan, before.planned_aid) == (0, 0, 0)
    assert (first.planned, first.off_plan, first.planned_aid) == (1, 1, 1000)


def test_a_cancelled_project_is_planned_until_the_day_before():
    make.project(started_on=MAY, cancelled_on=D)

    before, after = figures(D - ONE_DAY), figures(D)

    assert (before.planned, before.started, before.cancelled) == (1, 1, 0)
    assert (after.planned, after.started, after.cancelled) == (0, 0, 1)


def test_a_cancelled_off_plan_project_counts_as_cancelled_only():
    make.project(is_off_plan=True, cancelled_on=D)

    before, after = figures(D - ONE_DAY), figures(D)

    assert (before.off_plan, before.cancelled) == (1, 0)
    assert (after.off_plan, after.cancelled) == (0, 1)


def test_a_start_counts_on_its_day():
    make.project(started_on=D)

    assert figures(D - ONE_DAY).started == 0
    assert figures(D).started == 1
    assert figures(date(2030, 1, 1)).started == 1


def test_a_completion_counts_on_its_day():
    make.project(started_on=MAY, completed_on=D, planned_aid=300, total_investment=500)
    make.project(started_on=MAY, completed_on=None)

    before, after = figures(D - ONE_DAY), figures(D)

    assert (before.completed, before.completed_aid, before.completed_investment) == (0, 0, 0)
    assert (after.completed, after.completed_aid, after.completed_investment) == (1, 300, 500)


def test_only_money_at_the_project_is_disbursed():
    project = make.project()
    make.transfer(project, amount=100)
    make.transfer(project, amount=20, level="paid")
    make.in_region(project.programme, amount=3)

    assert figures().disbursed == 100


def test_money_counts_on_its_day():
    make.transfer(amount=100, on=D)

    assert figures(D - ONE_DAY).disbursed == 0
    assert figures(D).disbursed == 100


def test_money_of_projects_outside_the_plan_is_kept_apart():
    make.transfer(make.project(), amount=100)
    make.transfer(make.project(is_off_plan=True, planned_aid=70), amount=20)
    make.transfer(make.project(cancelled_on=D, planned_aid=8), amount=3)

    total = figures()

    assert (total.disbursed, total.off_plan_disbursed, total.cancelled_disbursed) == (100, 20, 3)
    assert (total.planned_aid, total.off_plan_aid, total.cancelled_aid) == (1000, 70, 8)


def test_a_reversal_takes_money_back_from_its_day():
    wrong = make.transfer(amount=Decimal("99.99"), on=MAY)
    make.transfer(wrong.project, -wrong.amount, D, reverses=wrong)

    assert figures(D - ONE_DAY).disbursed == Decimal("99.99")
    assert figures(D).disbursed == 0


def test_money_that_nobody_accepted_is_in_no_figure():
    make.transfer(amount=100, accepted=False)

    assert figures().disbursed == 0


def test_fen_are_added_exactly():
    for _n in range(3):
        make.transfer(make.project(planned_aid=Decimal("0.10")), amount=Decimal("0.10"))

    assert (figures().planned_aid, figures().disbursed) == (Decimal("0.30"), Decimal("0.30"))


def test_money_counts_once_and_under_the_lead_pairing(rows, beijing, jiangsu):
    lead = make.pairing(supporter=beijing, recipient=rows[0])
    partner = make.pairing(supporter=jiangsu, recipient=rows[0])
    project = make.project(lead_pairing=lead)
    project.partner_pairings.add(partner)
    make.transfer(project, amount=100)

    by_ref = {row.group.label: row for row in by("pairing")}

    assert (by_ref[lead.ref].planned, by_ref[lead.ref].disbursed) == (1, 100)
    assert (by_ref[partner.ref].planned, by_ref[partner.ref].disbursed) == (0, 0)
    assert [row.disbursed for row in by("supporter")] == [100, 0]
    assert figures().disbursed == 100


def test_a_rate_over_nothing_is_unknown():
    make.project(is_off_plan=True)

    total = figures()

    for rate in (total.start_rate, total.completion_rate, total.disbursement_rate):
        assert (rate.value, rate.denominator) == (None, 0)
        assert (formats.percent(rate.value), formats.rate(rate)) == ("—", "—")


def test_a_rate_over_something_may_be_zero():
    make.project()

    total = figures()

    assert total.start_rate.value == total.disbursement_rate.value == 0
    assert formats.rate(total.start_rate) == "0.0% (0/1)"


def test_a_rate_travels_with_its_counts():
    make.project(started_on=MAY)
    make.project(started_on=MAY)
    make.project()

    rate = figures().start_rate

    assert (rate.numerator, rate.denominator, rate.measure.name) == (2, 3, "start_rate")
    assert formats.rate(rate) == "66.7% (2/3)"


def test_a_rate_may_pass_100_percent():
    make.transfer(make.project(planned_aid=100), amount=150)

    assert figures().disbursement_rate.value == Decimal("1.5")
    assert formats.percent(figures().disbursement_rate.value) == "150.0"


def test_rows_on_both_sides_of_a_project_do_not_multiply_its_sums(rows, beijing):
    project = make.project(supporter=beijing, recipient=rows[0], planned_aid=1000, started_on=MAY)
    tranches = [make.tranche(project, amount=300) for _n in range(3)]
    for n in range(4):
        make.transfer(project, amount=100, tranche=tranches[n % 3])
    make.suspension(project, starts_on=MAY, ends_on=MAY)
    make.suspension(project, starts_on=D)
    project.partner_pairings.add(make.pairing(), make.pairing())

    totals = [figures(), by("prefecture")[0], add(None, by("delivery_mode"))]
    listed = list_totals(Project.objects.for_list(on=D), on=D)

    for total in totals:
        assert (total.planned, total.started) == (1, 1)
        assert (total.planned_aid, total.disbursed) == (1000, 400)
    assert (listed.projects, listed.planned_aid, listed.disbursed) == (1, 1000, 400)


def test_a_list_that_joins_many_rows_counts_each_project_once():
    project = make.project(planned_aid=1000)
    for _n in range(3):
        make.transfer(project, amount=100)

    joined = Project.objects.filter(transfers__amount=100)
    total = progress(joined, on=D)

    assert joined.count() == 3
    assert (total.planned, total.planned_aid, total.disbursed) == (1, 1000, 300)


def test_rows_come_in_the_order_of_the_tables_and_not_of_codes(rows):
    prefectures = by("prefecture")

    assert labels(prefectures) == ["和田地区", "克州"]
    assert [row.group.supporters for row in prefectures] == ["北京、江苏", "江苏"]
    assert [row.group.params for row in prefectures] == [
        {"recipient": "653200"},
        {"recipient": "653000"},
    ]


def test_units_come_in_the_order_of_rows_and_supporters(rows):
    assert labels(by("unit")) == ["北京→和田地区", "江苏→和田地区", "江苏→克州"]
    assert labels(by("supporter")) == ["北京", "江苏"]


def test_a_group_without_projects_appears_with_unknown_rates(rows, beijing):
    make.project(supporter=beijing, recipient=rows[0])

    empty = by("prefecture")[1]

    assert (empty.group.label, empty.planned, empty.planned_aid) == ("克州", 0, 0)
    assert formats.rate(empty.start_rate) == "—"


def test_classes_come_in_the_order_of_the_list_and_unclassified_last():
    housing = make.category(name="房屋建设", position=2)
    make.category(name="水利", position=1)
    make.project(category=housing)
    make.project(category=None)

    with override("en"):
        classes = by("category")

    assert labels(classes) == ["水利", "房屋建设", "unclassified"]
    assert [row.planned for row in classes] == [0, 1, 1]


def test_projects_outside_every_group_come_last_as_other(rows, beijing):
    make.project(supporter=beijing, recipient=rows[0], planned_aid=100)
    make.project(planned_aid=20, started_on=MAY)
    make.project(planned_aid=3)

    with override("en"):
        groups = by("prefecture")

    assert labels(groups) == ["和田地区", "克州", "other"]
    assert (groups[2].planned, groups[2].started, groups[2].planned_aid) == (2, 1, 23)
    assert groups[2].group.params == {"outside": "prefecture"}


def test_a_row_without_a_unit_is_a_row_as_soon_as_it_has_projects(rows, beijing):
    make.project(supporter=beijing, recipient=rows[0])
    prefecture = make.prefecture("652300", name="昌吉州", short_name="昌吉州")
    make.reporting_row(prefecture)
    assert labels(by("prefecture")) == ["和田地区", "克州"]
    project = make.project(recipient=make.county(reported_under=prefecture), planned_aid=7)
    other = make.project(planned_aid=20)

    with override("en"):
        groups = by("prefecture")

    assert labels(groups) == ["和田地区", "克州", "昌吉州", "other"]
    assert (groups[2].planned_aid, groups[2].group.params) == (7, {"recipient": "652300"})
    left = outside("prefecture", Project.objects.all(), project.programme, scope="all", user=None)
    assert [*left] == [other]


def test_there_is_no_other_row_where_every_project_has_its_group(rows, beijing):
    make.project(supporter=beijing, recipient=rows[0])

    assert len(by("prefecture")) == 2
    assert len(by("delivery_mode")) == 3


def test_population_follows_the_scope_of_the_recipient(rows, beijing):
    division = make.organisation("XPCC-14", kind="xpcc_division", scope="xpcc")
    make.project(supporter=beijing, recipient=rows[0])
    make.project(supporter=beijing, recipient=division)

    assert [len(by("pairing", scope)) for scope in ("local", "xpcc", "all")] == [1, 1, 2]
    assert [by("supporter", scope)[0].planned for scope in ("local", "xpcc", "all")] == [1, 1, 2]
    assert [row.planned for row in by("prefecture", "all")] == [1, 0, 1]


@pytest.mark.parametrize("name", GROUPINGS)
def test_groups_add_up_to_the_total(name, rows, beijing, jiangsu):
    for aid, supporter, recipient, fields in (
        (100, beijing, rows[0], {"started_on": MAY, "completed_on": D}),
        (200, jiangsu, rows[1], {"delivery_mode": "cheque"}),
        (400, jiangsu, rows[0], {"category": make.category(), "is_off_plan": True}),
        (800, None, None, {"cancelled_on": D, "delivery_mode": "co_built"}),
    ):
        project = make.project(
            planned_aid=aid,
            supporter=supporter,
            recipient=recipient,
            total_investment=aid,
            **fields,
        )
        make.transfer(project, amount=aid + 1)

    total, groups = figures(), add(None, by(name))

    assert {n: getattr(groups, n) for n in SUMS} == {n: getattr(total, n) for n in SUMS}
    assert (total.planned_aid, total.off_plan_aid, total.cancelled_aid) == (300, 400, 800)


def test_the_plan_curve_is_the_tranches_and_the_rest_at_the_programmes_end():
    plan = make.programme()
    project = make.project(planned_aid=1000)
    make.tranche(project, amount=300, planned_on=MAY)
    make.tranche(project, amount=200, planned_on=D)
    make.project(planned_aid=50)
    days = [MAY - ONE_DAY, MAY, D, plan.ends_on - ONE_DAY, plan.ends_on, plan.ends_on + ONE_DAY]

    curve = plan_curve(Project.objects.all(), plan, days, on=D)

    assert curve == [0, 300, 500, 500, 1050, 1050]


def test_the_plan_curve_is_of_the_projects_in_the_plan_on_the_day():
    for fields in ({"is_off_plan": True}, {"cancelled_on": D}):
        make.tranche(make.project(**fields), amount=1000, planned_on=MAY)

    later = plan_curve(Project.objects.all(), make.programme(), [D], on=D)
    before = plan_curve(Project.objects.all(), make.programme(), [D], on=D - ONE_DAY)

    assert (later, before) == ([0], [1000])


def test_a_past_month_of_the_plan_curve_keeps_projects_cancelled_since():
    project = make.project(planned_aid=1000, cancelled_on=D)
    make.tranche(project, amount=1000, planned_on=MAY)
    make.transfer(project, amount=400, on=MAY)
    days = [MAY, D - ONE_DAY, D, D + ONE_DAY]

    curve = plan_curve(Project.objects.all(), make.programme(), days, on=D)
    disbursed = [row.disbursed for row in progress_on_days(Project.objects.all(), days)]

    assert curve == [1000, 1000, 0, 0]
    assert disbursed == [400, 400, 0, 0]


def test_without_tranches_the_plan_is_unknown_before_the_programme_ends():
    plan, project = make.programme(), make.project(planned_aid=50, delivery_mode="turnkey")
    other = make.project(delivery_mode="cheque", planned_aid=7)
    make.tranche(other, amount=7, planned_on=MAY)
    days, projects = [D, plan.ends_on], Project.objects.exclude(pk=other.pk)

    by_mode = plan_curves_by("delivery_mode", Project.objects.all(), plan, days, on=D)

    assert plan_curve(projects, plan, days, on=D) == [None, 50]
    assert plan_curve(Project.objects.none(), plan, days, on=D) == [0, 0]
    assert plan_curve(Project.objects.all(), plan, days, on=D) == [7, 57]
    assert by_mode == {(project.delivery_mode,): [None, 50], ("cheque",): [7, 7]}


def test_months_are_cumulative_and_the_last_ends_on_the_day():
    make.transfer(make.project(started_on=date(2011, 2, 28), completed_on=MAY), amount=100, on=MAY)
    make.project(started_on=date(2011, 5, 15))

    months = progress_by_month(Project.objects.all(), make.programme(), on=date(2011, 5, 15))

    assert labels(months) == ["2011-01", "2011-02", "2011-03", "2011-04", "2011-05"]
    assert months[-1].on == date(2011, 5, 15)
    assert [row.started for row in months] == [0, 1, 1, 1, 2]
    assert [row.completed for row in months] == [0, 0, 0, 0, 1]
    assert [row.disbursed for row in months] == [0, 0, 0, 0, 100]
    assert {row.planned for row in months} == {2}


def test_there_are_no_months_before_the_programme():
    assert progress_by_month(Project.objects.all(), make.programme(), on=date(2010, 6, 30)) == []


def test_a_report_long_after_the_programme_has_all_its_months():
    """More months than a database takes columns for in one query."""
    plan = make.programme(reported_through=date(2099, 12, 31))
    project = make.project(plan, started_on=D)
    make.transfer(project, amount=100, on=D)
    make.tranche(project, amount=300, planned_on=MAY)

    months = progress_by_month(Project.objects.all(), plan, on=plan.reported_through)
    curve = plan_curve(Project.objects.all(), plan, [row.on for row in months], on=D)
    by_mode = plan_curves_by(
        "delivery_mode", Project.objects.all(), plan, [row.on for row in months], on=D
    )

    assert len(months) == 89 * 12
    assert [row.started for row in months] == [0] * 5 + [1] * 1063
    assert sum(row.disbursed for row in months) == 106300
    assert curve == [0] * 4 + [300] * 7 + [1000] * 1057
    assert list(by_mode.values()) == [curve]


def test_a_day_long_after_the_programme_follows_its_last_month():
    make.project(started_on=D)

    *months, last = progress_by_month(Project.objects.all(), make.programme(), on=date.max)

    assert labels(months) == [f"2011-{month:02}" for month in range(1, 13)]
    assert (last.on, last.group.label, last.started) == (date.max, "9999-12", 1)


def test_groups_on_several_days_are_the_groups_on_each_day(rows, beijing):
    make.project(supporter=beijing, recipient=rows[0], started_on=MAY)
    make.project(started_on=D)
    make.transfer(make.project(is_off_plan=True, started_on=MAY), on=MAY)
    make.project(cancelled_on=MAY)
    days = [NEW_YEAR, MAY, D]

    plan = make.programme()
    groups = progress_by_on_days(
        "prefecture", Project.objects.all(), plan, "local", days, user=None
    )
    totals = progress_on_days(Project.objects.all(), days)

    assert [list(day) for day in zip(*groups, strict=True)] == [
        by("prefecture", on=day) for day in days
    ]
    assert totals == [figures(day) for day in days]


def test_events_are_told_by_the_month_they_happened_in():
    make.project(started_on=date(2011, 3, 31), completed_on=date(2011, 5, 1))
    make.project(started_on=date(2011, 3, 1), completed_on=D + ONE_DAY)
    make.project(started_on=MAY, is_off_plan=True)
    make.project(started_on=MAY, cancelled_on=D)

    months = events_by_month(Project.objects.all(), on=D)

    assert [(row.label, row.started, row.completed) for row in months] == [
        ("2011-03", 2, 0),
        ("2011-04", 0, 0),
        ("2011-05", 0, 1),
        ("2011-06", 0, 0),
    ]


def test_without_an_event_there_is_no_month():
    make.project(started_on=D + ONE_DAY)

    assert events_by_month(Project.objects.all(), on=D) == []


def test_totals_of_a_list_hold_all_its_rows():
    make.transfer(make.project(planned_aid=100), amount=10, on=D)
    make.transfer(make.project(planned_aid=20, is_off_plan=True), amount=5, on=D + ONE_DAY)
    make.transfer(make.project(planned_aid=3, cancelled_on=MAY), amount=1, on=MAY)

    totals = list_totals(Project.objects.order_by("name"), on=D)
    none = list_totals(Project.objects.none(), on=D)

    assert (totals.projects, totals.planned_aid, totals.disbursed) == (3, 123, 11)
    assert (none.projects, none.planned_aid, none.disbursed) == (0, 0, 0)


def changed_at(plan):
    return last_changed(plan, plan.projects.all(), plan.transfers.all())


def test_a_programme_last_changed_when_a_row_of_it_was_written():
    plan = make.programme()
    assert changed_at(plan) is None

    project = make.project(plan)
    assert changed_at(plan) == project.updated_at

    row = make.transfer(project)
    make.project(make.programme("2010-pilot"))
    assert changed_at(plan) == row.recorded_at


def test_all_that_figures_come_from_moves_the_last_change():
    plan, project = make.programme(), make.project()
    transfer = make.transfer(project)
    written = [
        lambda: make.status_report(project).saved_at,
        lambda: make.confirmation(transfer).stated_at,
        lambda: entry_about(make.tranche(project)),
        lambda: entry_about(make.suspension(project)),
    ]

    for write in written:
        before = changed_at(plan)
        moment = write()
        assert before < moment == changed_at(plan)


def entry_about(row):
    return LogEntry.objects.get_for_object(row).latest("timestamp").timestamp


@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_answer_whatever_the_number_of_rows(count, rows, django_assert_num_queries):
    for _n in range(count):
        project = make.project(recipient=rows[0])
        make.transfer(project)
        make.tranche(project)
    projects, plan = programme_projects(make.programme(), scope="local"), make.programme()

    with django_assert_num_queries(2):
        progress(projects, on=D)
    with django_assert_num_queries(2):
        progress_by_month(projects, plan, on=D)
    with django_assert_num_queries(2):
        plan_curve(projects, plan, [MAY, D], on=D)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", GROUPINGS)
def test_groups_take_two_queries_and_their_list(name, count, rows, django_assert_num_queries):
    for _n in range(count):
        make.transfer(make.project(recipient=rows[0], category=make.category()))
    projects, plan = programme_projects(make.programme(), scope="local"), make.programme()

    with django_assert_num_queries(2 if name == "delivery_mode" else 3):
        groups = progress_by(name, projects, plan, scope="local", on=D, user=None)

    assert sum(row.planned for row in groups) == count
