"""Words that stand for a choice, and what is said about a word that stands for none."""

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from aidtrack.spreadsheets.tables.cells.choices import bare, word_parser
from aidtrack.spreadsheets.tables.columns import Column, Unclear

WORDS = {
    **{"交钥匙": "turnkey", "交钥匙工程": "turnkey", "交支票": "cheque", "共建": "co_built"},
    **{"已验收": "accepted", "turnkey": "turnkey"},
}
LABELS = {"cheque": "交支票", "turnkey": "交钥匙", "co_built": "共建", "accepted": "已验收"}
MODE = Column(
    "mode",
    ("方式",),
    "choice",
    choices=WORDS,
    choice_labels=LABELS,
    refused_words={"代建": "Say who builds."},
)
parse = word_parser(MODE)


def refusal(word: str) -> Unclear:
    with pytest.raises(Unclear) as caught:
        parse(word)
    return caught.value


@pytest.mark.parametrize(
    "word", ["交钥匙", "“交钥匙”", "交 钥匙。", "「交钥匙」", "交钥匙工程", "ＴＵＲＮＫＥＹ"]
)
def test_signs_around_a_word_say_nothing(word):
    assert parse(word) == "turnkey"


def test_the_nearest_choice_stands_first_and_is_named():
    unclear = refusal("钥匙")

    assert unclear.expected == "One of: 交钥匙, 交支票, 共建, 已验收."
    assert unclear.mend == "Enter one of these; nearest: 交钥匙."


def test_a_word_like_none_of_them_has_no_nearest():
    assert refusal("自行组织").mend == "Enter one of these."


def test_a_word_is_never_offered_for_its_contrary():
    assert "nearest" not in refusal("未验收").mend


def test_a_word_that_no_choice_can_say_is_refused_in_its_own_sentence():
    assert refusal("代建").mend == "Say who builds."


def test_the_choices_are_listed_in_the_language_of_the_reader():
    with override("zh-hans"):
        assert refusal("钥匙").expected == "下列之一：交钥匙、交支票、共建、已验收。"


AROUND = st.text("“”。 　", max_size=3)


@given(word=st.sampled_from(sorted(WORDS)), before=AROUND, behind=AROUND)
def test_a_known_word_keeps_its_meaning_whatever_stands_around_it(word, before, behind):
    assert parse(f"{before}{word}{behind}") == WORDS[word]


@given(word=st.text("交钥匙支票共建已未验收工程项目方式/、", min_size=1, max_size=8))
def test_only_a_known_word_is_ever_taken(word):
    known_words = {bare(known_word) for known_word in WORDS}
    if bare(word) in known_words:
        assert parse(word) in LABELS
    elif word not in ("/",):
        assert refusal(word)
