"""What spans rows is refused with a sentence: programmes, classes, projects, stops, tranches."""

from datetime import date

import pytest
from django.db import models
from django.db.models import ProtectedError

from projects.models import FACT_DATES, PLANNED, Project, StatusReport, Suspension
from tests import make
from tests.tools.refusing import refused

pytestmark = pytest.mark.django_db
MARCH, MAY = date(2011, 3, 1), date(2011, 5, 1)


def test_a_project_is_in_a_class_of_its_programmes_list():
    row = make.project()

    row.category = make.category(make.category_scheme("classes-of-2010"))

    with refused("the programme's class list"):
        row.full_clean()


def test_a_project_may_be_unclassified_or_in_a_class():
    make.project(category=None).full_clean()
    make.project(category=make.category()).full_clean()


def test_a_programme_without_a_list_has_no_classes():
    plan = make.programme("plan", category_scheme=None)

    with refused("the programme's class list"):
        make.project(plan, category=make.category()).full_clean()


def test_a_reserve_line_holds_no_projects():
    row = make.project()

    row.category = make.category(is_reserve=True)

    with refused("cannot contain projects"):
        row.full_clean()


def test_a_class_with_projects_becomes_no_reserve_line():
    row = make.category()
    make.project(category=row)

    row.is_reserve = True

    with refused("it cannot move to another list"):
        row.full_clean()


def test_a_class_with_projects_stays_in_its_list():
    row = make.category()
    make.project(category=row)

    row.scheme = make.category_scheme("classes-of-2010")

    with refused("it cannot move to another list"):
        row.full_clean()


def test_a_class_without_projects_may_become_a_reserve_line():
    row = make.category()
    make.project(category=make.category())

    row.is_reserve = True

    row.full_clean()


def test_a_project_is_under_a_pairing_of_its_programmes_scheme():
    row = make.project()

    row.lead_pairing = make.pairing(scheme=make.scheme("unions"))

    with refused("the programme's own scheme"):
        row.full_clean()


def test_a_programme_with_projects_stays_in_its_scheme():
    plan = make.project().programme

    plan.scheme = make.scheme("unions")

    with refused("under pairings of another scheme"):
        plan.full_clean()


def test_a_programme_keeps_its_class_list_while_projects_are_in_its_classes():
    plan = make.programme()
    make.project(plan)
    make.project(plan, category=make.category())

    plan.category_scheme = make.category_scheme("classes-of-2010")

    with refused("in classes of another list"):
        plan.full_clean()


def test_a_programme_with_unclassified_projects_may_change_its_class_list():
    plan = make.project(category=None).programme

    plan.category_scheme = make.category_scheme("classes-of-2010")

    plan.full_clean()


def test_a_code_is_never_changed():
    row = make.project(code="HT-2011-014")

    row.code = "HT-2011-015"

    with refused("code cannot be changed"):
        row.full_clean()


def test_a_project_without_transfers_may_move():
    row = make.project()
    next_plan = make.programme("2012-plan")

    row.programme, row.lead_pairing = next_plan, make.pairing()

    row.full_clean()


def test_a_project_with_transfers_keeps_its_programme():
    row = make.transfer().project

    row.programme = make.programme("2012-plan")

    with refused("its programme and supporter cannot be changed"):
        row.full_clean()


def test_a_project_with_transfers_keeps_its_supporter():
    row = make.transfer().project

    row.lead_pairing = make.pairing()

    with refused("its programme and supporter cannot be changed"):
        row.full_clean()


def test_a_project_with_transfers_may_move_to_another_recipient_of_its_supporter():
    row = make.transfer().project

    row.lead_pairing = make.pairing(supporter=row.lead_pairing.supporter)

    row.full_clean()


def test_a_project_without_a_lead_pairing_is_refused_and_no_error():
    row = make.transfer().project

    row.lead_pairing = None

    with refused() as raised:
        row.full_clean()
    assert set(raised.value.message_dict) == {"lead_pairing"}


def test_a_project_with_transfers_cannot_be_deleted():
    row = make.transfer().project

    with pytest.raises(ProtectedError):
        row.delete()
    with pytest.raises(ProtectedError):
        Project.objects.all().delete()


def test_a_project_without_transfers_is_deleted_with_its_tranches_and_stops():
    row = make.project()
    make.tranche(row)
    make.suspension(row)

    row.delete()

    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2011, 2, 1), MARCH),
        (MAY, None),
        (date(2011, 1, 1), None),
        (date(2011, 4, 1), date(2011, 4, 2)),
    ],
)
def test_stops_do_not_overlap(starts_on, ends_on):
    first = make.suspension(starts_on=MARCH, ends_on=MAY)
    row = Suspension(project=first.project, starts_on=starts_on, ends_on=ends_on, reason="funds")

    with refused("overlaps another one"):
        row.full_clean()


def test_nothing_follows_a_stop_that_has_not_ended():
    first = make.suspension(starts_on=MARCH, ends_on=None)

    with refused("overlaps"):
        Suspension(project=first.project, starts_on=MAY, reason="funds").full_clean()


def test_stops_may_follow_each_other_and_concern_several_projects():
    first = make.suspension(starts_on=MARCH, ends_on=MAY)

    Suspension(project=first.project, starts_on=date(2011, 5, 2), reason="funds").full_clean()
    Suspension(project=make.project(), starts_on=MARCH, reason="funds").full_clean()


def test_a_tranche_with_transfers_stays_with_its_project():
    row = make.tranche()
    make.transfer(row.project, tranche=row)

    row.project = make.project()

    with refused("it cannot move to another project"):
        row.full_clean()


@pytest.mark.parametrize(
    ("curve", "match"),
    [
        ([0.5, 1], "Enter 3 cumulative shares"),
        ([], "Enter 3 cumulative shares"),
        ("0.1 0.5 1", "Enter 3 cumulative shares"),
        ([0.1, 0.5, 1.1], "never decrease"),
        ([-0.1, 0.5, 1], "never decrease"),
        ([0.5, 0.4, 1], "never decrease"),
        ([0.1, "0.5", 1], "never decrease"),
    ],
)
def test_a_target_curve_has_a_share_for_each_month_and_never_falls(curve, match):
    quarter = make.programme("q2", starts_on=date(2011, 4, 1), ends_on=date(2011, 6, 30))

    quarter.target_curve = curve

    with refused(match):
        quarter.full_clean()


def test_a_target_curve_that_rises_to_one_is_fine():
    quarter = make.programme("q2", starts_on=date(2011, 4, 1), ends_on=date(2011, 6, 30))

    quarter.target_curve = [0, 0.5, 1]

    quarter.full_clean()


def test_every_day_on_a_project_is_either_planned_or_a_fact():
    days = {f.name for f in Project._meta.concrete_fields if type(f) is models.DateField}

    assert days == {*FACT_DATES, "approved_on", "planned_start_on", "planned_finish_on"}
    assert days - set(FACT_DATES) <= set(PLANNED)
    assert not set(FACT_DATES) & set(PLANNED)


def test_a_claim_makes_every_fact_of_a_project():
    claimed = {f.name for f in StatusReport._meta.concrete_fields}

    assert set(FACT_DATES) <= claimed
    assert "approved_on" not in claimed
