"""Characters that look like others or like nothing."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.values import Unclear, parser
from aidtrack.values.characters import (
    DASHES,
    INVISIBLE_SIGNS,
    plain_code,
    squeezed,
    strange_character,
    visible,
)
from aidtrack.values.dates import read_day

KINDS = ["text", "code", "amount", "share", "whole", "number", "day", "month", "names", "flag"]


def read(kind: str, value):
    return parser(Column("x", ("X",), kind))(value)


@pytest.mark.parametrize(
    "code",
    [
        *("HT-2011-006\u200b", "\ufeffHT-2011-006", "HT\u00ad-2011-006", "\u202aHT-2011-006\u202c"),
        *(
            "\u00a0HT-2011-006\u00a0",
            "ＨＴ－２０１１－００６",
            "HT—2011–006",
            "HT‐2011‑006",
            "HT−2011-006",
        ),
    ],
)
def test_a_code_is_what_a_person_sees(code):
    assert read("code", code) == "HT-2011-006"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("НT-2011", "U+041D CYRILLIC CAPITAL LETTER EN"),
        ("HT\u20282011", "U+2028 LINE SEPARATOR"),
        ("HT\x0b2011", "U+000B"),
    ],
)
def test_a_character_that_cannot_be_read_is_named(code, name):
    with pytest.raises(Unclear) as caught:
        read("code", code)

    assert name in caught.value.mend


def test_a_document_number_in_chinese_is_a_code():
    assert read("code", "新财〔2011〕5号") == "新财〔2011〕5号"


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_of_invisible_signs_is_empty(kind):
    assert read(kind, "\u200b\ufeff ") is None


def test_texts_and_names_are_read_without_invisible_signs():
    assert read("text", "第一\u200b小学\ufeff") == "第一小学"
    assert read("names", "浙江\u200b、杭州") == ("浙江", "杭州")
    assert read("day", "2011-06-30\u200e") == read_day("2011—6—30")
    assert read("amount", "1,260\u200b") == 1260


def test_a_header_is_matched_whatever_its_dashes():
    assert squeezed("Ｏff—plan\u200b") == "off-plan"


@given(
    code=st.from_regex(r"[A-Z]{1,3}(-[0-9]{1,4}){1,2}", fullmatch=True),
    signs=st.lists(st.sampled_from(INVISIBLE_SIGNS), max_size=4),
    dash=st.sampled_from([chr(dash) for dash in DASHES]),
    is_wide=st.booleans(),
    data=st.data(),
)
def test_a_code_keeps_its_identity_in_every_dress(code, signs, dash, is_wide, data):
    dressed = code.replace("-", dash)
    if is_wide:
        dressed = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in dressed)
    for sign in signs:
        place = data.draw(st.integers(0, len(dressed)))
        dressed = dressed[:place] + sign + dressed[place:]

    assert read("code", dressed) == code


@given(text=st.text())
def test_only_what_nobody_sees_is_dropped(text):
    assert visible(text) == "".join(char for char in text if char not in INVISIBLE_SIGNS)
    assert visible(visible(text)) == visible(text)


@given(code=st.text("HT-2011\u200b－—Ａ１", max_size=12))
def test_a_plain_code_is_plain_already(code):
    assert plain_code(plain_code(code)) == plain_code(code)
    assert not strange_character(plain_code(code))


def test_what_is_invisible_has_no_width():
    categories = {unicodedata.category(sign) for sign in INVISIBLE_SIGNS}

    assert categories == {"Cf", "Mn"}
