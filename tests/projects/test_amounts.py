"""Sums of money are exact to the fen, whatever a database makes of them."""

from decimal import Decimal

import pytest

from projects.models.amounts import to_fen


@pytest.mark.parametrize(
    ("amount", "exact"),
    [
        (None, "0.00"),
        (0, "0.00"),
        (Decimal("900"), "900.00"),
        (0.1 + 0.2, "0.30"),
        (Decimal("-1234567.890000001"), "-1234567.89"),
    ],
)
def test_a_sum_is_exact_to_the_fen(amount, exact):
    assert f"{to_fen(amount)}" == exact
