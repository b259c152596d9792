"""Which projects a person sees, and what the database is asked for it, however many there are."""

import pytest
from django.contrib.auth import get_user_model
from hypothesis import HealthCheck, given, settings, strategies as st

from pairings.access.reach import reach
from pairings.models import Organisation, Pairing, Role
from projects.models import Evidence, Project, StatusReport, Suspension, Transfer
from tests import make
from tests.databases.examples import examples

pytestmark = pytest.mark.django_db
PARTIES = range(6)
two_parties = st.tuples(st.sampled_from(PARTIES), st.sampled_from(PARTIES)).filter(
    lambda parties: parties[0] != parties[1]
)
worlds = st.fixed_dictionaries(
    {
        # The party above each, of those before it; a headquarters acts for it.
        "above": st.tuples(*(st.none() | st.sampled_from(range(n)) for n in PARTIES if n)),
        "acting": st.sets(st.sampled_from(PARTIES)),
        "pairings": st.lists(two_parties, min_size=1, max_size=6, unique=True),
        # The pairing that leads each project, and its partners, as places in the list above.
        "projects": st.lists(
            st.tuples(st.integers(0, 5), st.sets(st.integers(0, 5), max_size=2)), max_size=6
        ),
        "memberships": st.lists(
            st.tuples(st.sampled_from(Role.values), st.sampled_from(PARTIES)), max_size=3
        ),
    }
)


def organisations_of(world) -> list[Organisation]:
    organisations = []
    for n, above in zip(PARTIES, (None, *world["above"]), strict=True):
        kind = Organisation.Kind.HEADQUARTERS if n in world["acting"] else Organisation.Kind.CITY
        parent = None if above is None else organisations[above]
        organisations.append(make.organisation(kind=kind, parent=parent))
    return organisations


def made(world):
    """The member of a world that is made in the database, and its projects."""
    organisations = organisations_of(world)
    edges = [
        make.pairing(supporter=organisations[supporter], recipient=organisations[recipient])
        for supporter, recipient in world["pairings"]
    ]
    projects = []
    for lead, partners in world["projects"]:
        projects.append(make.project(lead_pairing=edges[lead % len(edges)]))
        projects[-1].partner_pairings.set({edges[n % len(edges)] for n in partners})
        make.suspension(projects[-1])
    person = make.user()
    for role, n in set(world["memberships"]):
        make.membership(user=person, role=role, organisation=organisations[n])
    return person, projects


def is_of_parties_covered(project, person) -> bool:
    """Whether the lead or a partner has a party that a role of the person covers."""
    edges = [project.lead_pairing, *project.partner_pairings.all()]
    parties = {party for edge in edges for party in (edge.supporter_id, edge.recipient_id)}
    return reach(person).everything or not parties.isdisjoint(reach(person).organisations)


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds)
def test_the_projects_seen_are_those_with_a_party_covered_and_the_others_are_hidden(world, db):
    person, projects = made(world)
    of_world = Project.objects.filter(pk__in=[project.pk for project in projects])

    expected = {project for project in projects if is_of_parties_covered(project, person)}

    assert set(of_world.visible_to(person)) == expected
    assert set(of_world.hidden_from(person)) == set(projects) - expected
    stops = Suspension.objects.filter(project__in=of_world).visible_to(person)
    assert {stop.project for stop in stops} == expected


def reader_of_one_pairing():
    edge = make.pairing()
    make.project(lead_pairing=edge)
    return make.member(organisation=edge.supporter)


@pytest.mark.parametrize("method", ["visible_to", "hidden_from"])
def test_projects_are_narrowed_by_pairings_and_never_by_a_list_of_projects(method):
    person = reader_of_one_pairing()

    sql, _ = getattr(Project.objects.order_by(), method)(person).query.sql_with_params()

    table = Project._meta.db_table
    assert sql.count(f'FROM "{table}"') == 1
    assert f'"{table}"."id" IN' not in sql
    assert f'"{table}"."lead_pairing_id" IN' in sql


@pytest.mark.parametrize("model", [StatusReport, Transfer])
def test_rows_of_projects_are_narrowed_without_a_query_over_all_projects(model):
    person = reader_of_one_pairing()

    sql, _ = model.objects.order_by().visible_to(person).query.sql_with_params()

    assert f'FROM "{Project._meta.db_table}"' not in sql
    assert f'JOIN "{Project._meta.db_table}"' in sql


@pytest.mark.parametrize("model", [Project, StatusReport, Transfer, Evidence])
def test_the_parameters_do_not_grow_with_the_projects(model):
    person = reader_of_one_pairing()
    edge = Pairing.objects.get(pk__in=reach(person).pairings)

    def parameters() -> int:
        again = get_user_model().objects.get(pk=person.pk)
        return len(model.objects.visible_to(again).query.sql_with_params()[1])

    with_one = parameters()
    for _ in range(5):
        make.project(lead_pairing=edge)

    assert parameters() == with_one


def test_the_pairings_of_a_person_are_asked_for_once_and_anew_by_the_next_request(
    django_assert_num_queries,
):
    person = reader_of_one_pairing()
    with django_assert_num_queries(3):
        assert len(reach(person).pairings) == 1
        assert len(reach(person).pairings) == 1
    other = make.pairing()
    make.membership(user=person, organisation=other.recipient, role=Role.RECORDER)

    again = get_user_model().objects.get(pk=person.pk)

    assert other.pk in reach(again).pairings


def test_whoever_sees_everything_is_narrowed_by_nothing(django_assert_num_queries):
    person = make.auditor()

    with django_assert_num_queries(1):
        rows = Project.objects.order_by().visible_to(person)

    assert "WHERE" not in str(rows.query)
    with django_assert_num_queries(0):
        assert not Project.objects.hidden_from(person).exists()
