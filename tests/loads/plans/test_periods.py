"""建设起止年限: one column that says when a project starts and finishes."""

from datetime import date

import pytest
from django.utils.translation import override

from projects.models import Project
from tests.cast.loading import HEAD, ONE, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    return World()


@pytest.mark.parametrize("header", ["建设起止年限", "起止年限", "建设年限", "建设工期", "起止时间"])
@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2011.3-2012.6", date(2011, 3, 1), date(2012, 6, 30)),
        ("2011年5月—10月", date(2011, 5, 1), date(2011, 10, 31)),
        ("2011-2012", date(2011, 1, 1), date(2012, 12, 31)),
        ("2011年", date(2011, 1, 1), date(2011, 12, 31)),
        ("待定", None, None),
        ("", None, None),
    ],
)
def test_a_period_becomes_start_and_finish(world, header, period, first, last):
    world.load(world.file(f"{ONE},{period}", head=f"{HEAD},{header}"))

    project = Project.objects.get()
    assert (project.planned_start_on, project.planned_finish_on) == (first, last)


@pytest.mark.parametrize("period", ["12个月", "2011年5月", "2012-2011", "2011.13-2012.1"])
def test_what_is_no_period_is_a_problem(world, period):
    preview = world.preview(world.file(f"{ONE},{period}", head=f"{HEAD},建设起止年限"))[1]

    (problem,) = preview.problems
    assert (problem.cell, problem.expected) == ("G2", "A period, e.g. 2011.3-2012.6.")


def test_a_start_beside_the_period_says_the_same(world):
    head = f"{HEAD},建设起止年限,计划开工"

    preview = world.preview(world.file(f"{ONE},2011.3-2011.6,2011.4", head=head))[1]

    (problem,) = preview.problems
    assert problem.cell == "G2"
    world.load(world.file(f"{ONE},2011.3-2011.6,2011.3", head=head))
