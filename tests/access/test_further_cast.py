"""What the pages that matter answer people whose reach is less plain than that of the first cast.

Two administrators of the prefecture, a recorder of its county, a reviewer of the region above it,
somebody in both roles, somebody in none.
"""

import pytest

from pairings.models import Organisation
from tests import make
from tests.access.test_access import SECRET, answer, client_of, world

__all__ = ["world"]

CAST = ("first", "second", "county", "region", "both", "none")
ALL = (200, 200, 200, 200, 200, 200)
MEMBERS = (200, 200, 200, 200, 200, 404)
ADMINISTRATORS = (200, 200, 403, 403, 403, 403)
RECORDERS = (404, 404, 200, 404, 200, 404)
REVIEWERS = (404, 404, 404, 200, 200, 404)
REFUSED = (403, 403, 403, 403, 403, 403)
# Whoever is a member of nothing has no month either.
REFUSED_IN_A_MONTH = (403, 403, 403, 403, 403, 404)
NOWHERE = (404, 404, 404, 404, 404, 404)
MONTH = "/months/2011-plan/2011-07"
EXPECTED = {
    "/people/": ADMINISTRATORS,
    "/people/{person}/": ADMINISTRATORS,
    "/people/{first}/": ADMINISTRATORS,
    # Of another prefecture, and of the region above.
    "/people/{stranger}/": (404, 404, 403, 403, 403, 403),
    "/people/{region}/": (404, 404, 403, 403, 403, 403),
    "/months/": ALL,
    f"{MONTH}/": MEMBERS,
    f"{MONTH}/closing/": REFUSED_IN_A_MONTH,
    f"{MONTH}/exemptions/": REFUSED_IN_A_MONTH,
    f"{MONTH}/review/": REVIEWERS,
    f"{MONTH}/entry/": RECORDERS,
    f"{MONTH}/entry/OWN/": RECORDERS,
    f"{MONTH}/reports/{{report}}/": MEMBERS,
    "/projects/OWN/": MEMBERS,
    "/projects/OWN/history/": MEMBERS,
    "/history/": NOWHERE,
    "/history/rights/": NOWHERE,
    "/history/sign-ins/": NOWHERE,
    "/follow-up/": ALL,
    "/follow-up/tasks/2011-001/": MEMBERS,
    "/follow-up/tasks/new/": REFUSED,
    "/loads/templates/projects/": NOWHERE,
    "/admin/": ("/admin/login/",) * 6,
}
POSTED = {
    "/months/": REFUSED,
    f"{MONTH}/closing/": REFUSED_IN_A_MONTH,
    f"{MONTH}/reopening/": REFUSED_IN_A_MONTH,
    "/people/{stranger}/": (404, 404, 403, 403, 403, 403),
    "/people/{stranger}/access/": (404, 404, 403, 403, 403, 403),
    "/people/{stranger}/link/": (404, 404, 403, 403, 403, 403),
    "/people/{stranger}/sign-in/sessions/": (404, 404, 403, 403, 403, 403),
    "/people/{stranger}/sign-in/second-factor/": (404, 404, 403, 403, 403, 403),
    "/people/{region}/sign-in/sessions/": (404, 404, 403, 403, 403, 403),
    "/people/{region}/sign-in/second-factor/": (404, 404, 403, 403, 403, 403),
    "/people/{stranger}/sign-in/provider/": (404, 404, 403, 403, 403, 403),
    "/people/{region}/link/": (404, 404, 403, 403, 403, 403),
    # Oneself; the other one may.
    "/people/{first}/access/": (403, None, 403, 403, 403, 403),
    "/people/{second}/access/": (None, 403, 403, 403, 403, 403),
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def further(world):
    first_cast, keys = world
    row_of, county = (Organisation.objects.get(name=f"{SECRET}{kind}") for kind in ("州", "县"))
    row_of.parent = region = make.organisation("REGION")
    row_of.save()
    both = make.member("recorder", row_of)
    make.membership(user=both, organisation=row_of, role="reviewer")
    cast = {
        "first": make.member("administrator", row_of),
        "second": make.member("administrator", row_of),
        "county": make.member("recorder", county),
        "region": make.member("reviewer", region),
        "both": both,
        "none": make.user(),
    }
    people = {who: person.pk for who, person in (first_cast | cast).items() if person}
    return cast, people | keys


@pytest.mark.parametrize("who", CAST)
def test_the_pages_answer_each_of_the_further_cast(further, who):
    cast, keys = further
    client, place = client_of(cast[who]), CAST.index(who)

    answers = {address: answer(client.get(address.format(**keys))) for address in EXPECTED}

    assert answers == {address: expected[place] for address, expected in EXPECTED.items()}


@pytest.mark.parametrize("who", CAST)
def test_a_post_of_each_of_the_further_cast_gets_no_further(further, who):
    cast, keys = further
    client, place = client_of(cast[who]), CAST.index(who)
    expected = {a: answers[place] for a, answers in POSTED.items() if answers[place]}

    assert {a: answer(client.post(a.format(**keys))) for a in expected} == expected


def test_somebody_in_no_role_sees_nothing_by_name(further):
    cast, _keys = further
    client = client_of(cast["none"])

    for address in ("/overview/", "/projects/", "/months/", "/follow-up/tasks/", "/transfers/"):
        assert SECRET not in client.get(address).content.decode(), address
