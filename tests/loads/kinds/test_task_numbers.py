"""Numbers of the tasks of a file: whatever numbers it has, each task gets one of its own."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from reports.loads.kinds.tasks.numbers import Numbers, number_of
from tests import make

SEQUENCES = st.lists(st.one_of(st.none(), st.integers(1, 9)), max_size=12)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2011-031", (2011, 31)),
        ("2011-1031", (2011, 1031)),
        ("2011-31", None),
        ("2011-000", None),
        ("督〔2011〕5号", None),
        (None, None),
    ],
)
def test_a_number_is_its_year_and_three_digits_or_more(text, number):
    assert number_of(text) == number


@pytest.mark.django_db
@given(SEQUENCES)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_free_numbers_are_kept_and_the_others_go_on_without_a_gap(sequences):
    numbers = Numbers({2011})
    kept_numbers = [(2011, n) for n in sequences if n and numbers.take((2011, n))]
    last = max((n for _year, n in kept_numbers), default=0)

    added = [numbers.next(2011) for _n in range(len(sequences) - len(kept_numbers))]

    assert sorted({n for _year, n in kept_numbers}) == sorted({n for n in sequences if n})
    assert added == [(2011, last + n) for n in range(1, len(added) + 1)]


@pytest.mark.django_db
def test_a_stored_number_is_not_free():
    make.task(year=2011, sequence=4)

    numbers = Numbers({2011})

    assert not numbers.take((2011, 4))
    assert numbers.next(2011) == (2011, 5)
