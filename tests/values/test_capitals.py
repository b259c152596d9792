"""Amounts in capital numerals, as a voucher has them."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from aidtrack.values.capitals import DIGITS, capitals

UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("5000", "伍仟元整"),
        ("0", "零元整"),
        ("10", "壹拾元整"),
        ("1005", "壹仟零伍元整"),
        ("1050.30", "壹仟零伍拾元叁角"),
        ("100.05", "壹佰元零伍分"),
        ("0.5", "伍角"),
        ("0.05", "伍分"),
        ("469000", "肆拾陆万玖仟元整"),
        ("10000005", "壹仟万零伍元整"),
        ("3000000000", "叁拾亿元整"),
        ("100000005", "壹亿零伍元整"),
        ("120000000", "壹亿贰仟万元整"),
        ("1005000", "壹佰万伍仟元整"),
        ("1000500", "壹佰万零伍佰元整"),
        ("99999999999999.99", "玖拾玖万亿玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)  # fmt: skip
def test_an_amount_is_written_as_on_a_voucher(amount, words):
    assert capitals(Decimal(amount)) == words


def read(words: str) -> Decimal:
    """The amount that the words say, read by the value of each place."""
    whole, _yuan, rest = words.rpartition("元")
    total = group = Decimal(0)
    digit = 0
    for sign in whole.replace("万亿", "兆"):
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in UNITS:
            group, digit = group + digit * UNITS[sign], 0
        else:
            total += (group + digit) * {"万": 10**4, "亿": 10**8, "兆": 10**12}[sign]
            group, digit = Decimal(0), 0
    total += group + digit
    for sign, value in (("角", "0.1"), ("分", "0.01")):
        if sign in rest:
            total += DIGITS.index(rest[rest.index(sign) - 1]) * Decimal(value)
    return total


@given(st.decimals(min_value=0, max_value="99999999999999.99", places=2))
def test_every_amount_is_read_back_from_its_words(amount):
    assert read(capitals(amount)) == amount
