"""A task quotes the figure that its issuer saw, and shows it beside the figure of today."""

from datetime import date

import pytest
from django.utils import timezone
from django.utils.translation import override

from pairings.models import Role
from reports.followup.tasks.quotations import quotation, quotation_of, value_now
from reports.thresholds import WarningTest
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def late():
    """A project that should have started on the 1st of May of 2011, and the rule of it."""
    make.warning_rule(WarningTest.START_OVERDUE, 1, 92, code="W2")
    return make.project(planned_start_on=date(2011, 5, 1))


def named(project, **fields) -> dict:
    return {
        "kind": "project",
        "ref": project.code,
        "rule": "W2",
        "programme": project.programme.code,
        "scope": "local",
        "as_of": "2011-06-30",
        **fields,
    }


def test_the_figure_of_the_address_is_computed_for_the_task(late):
    figure = quotation(make.administrator(), named(late))

    assert (figure.words, figure.quoted_level) == ("60 days", "yellow")


@pytest.mark.parametrize(
    "fields", [{"as_of": "2011-04-30"}, {"rule": "W9"}, {"ref": "NONE"}, {"as_of": "yesterday"}]
)
def test_an_address_that_names_no_warning_gives_no_figure(late, fields):
    assert quotation(make.administrator(), named(late, **fields)) is None


def test_who_does_not_see_the_project_gets_no_figure(late):
    assert quotation(make.member(Role.LEADER), named(late)) is None


def test_the_figure_when_issued_stays_and_the_figure_now_moves(late):
    figure = quotation(make.administrator(), named(late))
    quoted = {name: getattr(figure, name) for name in type(figure).__dataclass_fields__}
    task = make.task(project=late, **quoted)
    type(late.programme).objects.update(reported_through=date(2011, 8, 31))
    task.refresh_from_db()

    assert quotation_of(task).words == "60 days"
    now = value_now(task, today=TODAY())
    assert (now.words, now.quoted_level, now.as_of) == ("122 days", "red", date(2011, 8, 31))


def test_a_warning_that_ended_is_said_to_be_over(late):
    figure = quotation(make.administrator(), named(late))
    quoted = {name: getattr(figure, name) for name in type(figure).__dataclass_fields__}
    task = make.task(project=late, **quoted)
    type(late).objects.update(started_on=date(2011, 6, 20))
    task.refresh_from_db()

    assert value_now(task, today=TODAY()).words == "no longer in force"


def test_a_task_without_a_figure_has_none_now():
    assert value_now(make.task(), today=TODAY()) is None
