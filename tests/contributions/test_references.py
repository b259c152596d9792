"""New contributions are numbered by scheme and year, and nobody draws a number twice."""

import pytest
from django.db import connections, transaction

from pairings.models import Scheme
from projects.contributions.references import next_refs
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
