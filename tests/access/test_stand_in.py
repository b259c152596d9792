"""A query that is compiled for a stand-in answers for each person what their own would."""

from datetime import date

import pytest

from aidtrack.store.queries import NO_ID, CompiledQuery, mark
from pairings.access.reach import reach
from pairings.access.stand_in import ReachShape, rows_for
from pairings.models import Membership, Organisation, Pairing, Role
from projects.models import Evidence, Exemption, LateEntry, Project, ReportingMonth, Transfer
from reports.models import Answer, Task
from tests import make
from tests.cast.office import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
MODELS = (Organisation, Pairing, Membership, Project, Transfer, Evidence, LateEntry, Exemption)
MODELS += (ReportingMonth, Task, Answer)


def visible(user, model):
    return model.objects.visible_to(user).order_by().values_list("pk")


def projects_named(user, *pks):
    return Project.objects.filter(pk__in=pks).values_list("pk")


@pytest.fixture
def people(db):
    """Of each role, of two at once, of a whole region, and two offices of the same kind."""
    office, elsewhere = Office(), make.prefecture()
    make.transfer(office.project)
    project = make.project(recipient=make.county(reported_under=elsewhere))
    make.task(project=project, responsible=elsewhere)
    make.task(responsible=office.project.lead_pairing.recipient)
    both = make.member(Role.RECORDER, elsewhere)
    make.membership(user=both, organisation=office.project.lead_pairing.supporter, role="reviewer")
    return [
        office.recorder,
        office.reviewer,
        office.administrator,
        both,
        *(make.member(role, elsewhere) for role in Role),
        make.member(Role.LEADER),
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_stand_in_lets_each_person_see_what_they_see(people, model):
    for person in people:
        assert sorted(rows_for(person, visible, model)) == sorted(visible(person, model))


def test_people_see_different_rows_by_one_query(people):
    shapes = [ReachShape.of(person) for person in people]

    assert len(set(shapes)) < len(people)
    assert len({frozenset(rows_for(person, visible, Project)) for person in people}) > 2


def test_a_change_of_roles_is_another_query_at_once(people):
    person = people[4]
    seen_before = set(rows_for(person, visible, Project))

    make.membership(user=person, organisation=make.organisation(), role="auditor")
    del person._reach

    assert seen_before < set(rows_for(person, visible, Project))


def test_a_mark_stands_for_as_many_ids_as_there_are(people):
    pks = list(Project.objects.values_list("pk", flat=True))
    person, marked = people[0], mark(99)

    for ids in ([], pks[:1], pks):
        rows = rows_for(person, projects_named, marked, ids={marked: ids})
        assert {pk for (pk,) in rows} == set(ids)
    assert not Project.objects.filter(pk=NO_ID).exists()


def test_a_query_that_rests_on_an_answer_is_not_compiled_for_everybody(people):
    def build():
        return Project.objects.filter(pk__in=list(Project.objects.values_list("pk", flat=True)))

    with pytest.raises(RuntimeError, match="must not ask"):
        CompiledQuery(build)


def test_a_stand_in_asks_for_nothing(people, django_assert_num_queries):
    shape = ReachShape.of(people[-1])

    with django_assert_num_queries(0):
        assert reach(shape.stand_in()).pairings


def closing(user):
    return ReportingMonth.objects.visible_to(user).values_list("month", "opened_at", "closed_at")


def test_values_are_of_the_types_of_their_fields(people):
    ((month, opened_at, closed_at),) = rows_for(people[0], closing)

    assert (month, opened_at, closed_at) == closing(people[0]).get()
    assert (type(month), opened_at.tzinfo is not None) == (date, True)
