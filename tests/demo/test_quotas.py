"""Parts sum exactly to their total, and dealt pairs keep both margins."""

from collections import Counter
from random import Random

import hypothesis
import pytest
from hypothesis import strategies as st

from reports.demo.quotas import apportion, deal, skewed


@hypothesis.given(
    parts=st.lists(
        st.tuples(st.integers(1, 10**6), st.integers(0, 10**9)), min_size=1, max_size=60
    ),
    share=st.integers(0, 1000),
    minimum=st.integers(0, 1000),
    step=st.sampled_from([1, 10, 1000]),
)
def test_parts_sum_to_the_total_within_their_bounds(parts, share, minimum, step):
    weights = [weight for weight, _ in parts]
    caps = [minimum + room for _, room in parts]
    total = minimum * len(parts) + sum(room for _, room in parts) * share // 1000

    quotas = apportion(total, weights, minimum=minimum, caps=caps, step=step)

    assert sum(quotas) == total
    assert all(minimum <= part <= cap for part, cap in zip(quotas, caps, strict=True))


@hypothesis.given(
    weights=st.lists(st.integers(0, 1000), min_size=1, max_size=30), total=st.integers(0, 10**7)
)
def test_parts_without_bounds_are_within_a_step_of_proportional(weights, total):
    if not any(weights):
        weights[0] = 1

    quotas = apportion(total, weights)

    whole = sum(weights)
    assert sum(quotas) == total
    assert all(
        abs(part * whole - total * weight) < whole
        for part, weight in zip(quotas, weights, strict=True)
    )


def test_a_total_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="cannot be divided"):
        apportion(10, [1, 1], caps=[4, 5])
    with pytest.raises(ValueError, match="cannot be divided"):
        apportion(10, [1, 1], minimum=6)


def test_dealt_pairs_keep_both_margins():
    rows, columns = {"a": 3, "b": 0, "c": 4}, {"x": 5, "y": 2}

    pairs = deal(Random(1), rows, columns)

    assert Counter(row for row, _ in pairs) == Counter(rows) - Counter({"b": 0})
    assert Counter(column for _, column in pairs) == columns
    with pytest.raises(ValueError, match="7 by row, 6 by column"):
        deal(Random(1), rows, {"x": 6})


def test_skewed_weights_have_a_long_tail():
    rng = Random(1)
    weights = sorted(skewed(rng) for _ in range(2000))

    assert weights[0] > 0
    assert sum(weights) / len(weights) > 1.2 * weights[len(weights) // 2]
