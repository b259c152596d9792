"""New contributions are numbered by scheme and year, and nobody draws a number twice."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connections, transaction

from pairings.models import Scheme
from projects.contributions.entry.saving import save_contribution
from projects.contributions.references import next_refs, year_of
from projects.models import Contribution
from tests import make
from tests.web.parallel import at_once, only_on_a_server


@pytest.mark.django_db
def test_the_next_numbers_follow_the_highest_of_scheme_and_year():
    scheme = make.scheme()
    make.contribution(ref=f"{scheme.code}-2013-07", scheme=scheme)
    make.contribution(ref=f"{scheme.code}-2012-30", scheme=scheme)
    make.contribution(ref=f"{scheme.code}-2013-X9", scheme=scheme)

    refs = next_refs(scheme, 2013, 2, taken=[f"{scheme.code}-2013-08"])

    assert refs == [f"{scheme.code}-2013-09", f"{scheme.code}-2013-10"]
    assert next_refs(scheme, 2014, 1) == [f"{scheme.code}-2014-01"]


@pytest.mark.django_db
def test_without_a_year_the_scheme_counts_alone():
    scheme = make.scheme()
    make.contribution(ref=f"{scheme.code}-2013-07", scheme=scheme)

    assert next_refs(scheme, None, 1) == [f"{scheme.code}-01"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "year"),
    [
        (date(2012, 4, 1), date(2013, 9, 30), 2013),
        (date(2012, 4, 1), None, 2012),
        (None, None, None),
    ],
)
def test_a_contribution_is_of_the_year_in_which_it_ended(starts_on, ends_on, year):
    assert year_of(starts_on, ends_on) == year


@pytest.mark.django_db
def test_a_long_code_leaves_room_for_the_number():
    scheme = make.scheme("S" * 40)

    assert next_refs(scheme, 2013, 1) == ["S" * 31 + "-2013-01"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite")
def test_nobody_draws_a_reference_twice():
    scheme = make.scheme()

    def add():
        with transaction.atomic():
            own = Scheme.objects.get(pk=scheme.pk)
            (ref,) = next_refs(own, 2013, 1)
            Contribution.objects.create(
                ref=ref, scheme=own, form="goods", title="图书", precision="unknown"
            )
            return ref

    connections.close_all()

    assert sorted(at_once(add)) == [f"{scheme.code}-2013-{n:02d}" for n in range(1, 11)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite")
def test_what_is_entered_at_once_gets_a_reference_each():
    pairing = make.pairing()
    recorder = make.member("recorder", pairing.recipient)
    values = {
        "scheme": pairing.scheme,
        "pairing": pairing,
        "form": "goods",
        "title": "图书",
        "starts_on": date(2013, 1, 1),
    }

    def enter():
        return save_contribution(user=recorder, values=values, quantities={}, key=uuid4()).ref

    connections.close_all()

    assert sorted(at_once(enter)) == [f"{pairing.scheme.code}-2013-{n:02d}" for n in range(1, 11)]
