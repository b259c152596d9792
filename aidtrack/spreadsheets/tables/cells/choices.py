"""Words that stand for a choice, and the sentence about a word that stands for none."""

from collections.abc import Callable
from difflib import SequenceMatcher

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Column, Unclear
from aidtrack.spreadsheets.tables.numerals import NOTHING
from aidtrack.values.characters import squeezed

# Signs around a word that say nothing: quotes, and a full stop behind it.
AROUND = "“”‘’\"'「」『』*:?.。,;、!"
# How alike two words are, from 0 to 1, before one is offered for the other.
CLOSE = 0.7
# 未验收 is the contrary of 已验收, however alike they look.
NEGATIONS = frozenset("未不没无非")


def bare(text) -> str:
    """A word of a choice without regard to width, case, spaces and the signs around it."""
    return squeezed(text).strip(AROUND)


def word_parser(column: Column) -> Callable[[str], str | None]:
    """Reads the word for a choice; None where the word says that there is nothing."""
    choices = {bare(code): code for code in column.choices.values()}
    choices |= {bare(label): code for code, label in column.choice_labels.items()}
    choices |= {bare(word): code for word, code in column.choices.items()}
    refused_words = {bare(word): why for word, why in column.refused_words.items()}

    def parse(text: str) -> str | None:
        word = bare(text)
        if word in choices:
            return choices[word]
        if squeezed(text) in NOTHING:
            return None
        raise _unclear(column, choices, word, refused_words.get(word))

    return parse


def expected_choice(column: Column, word: str = "") -> str:
    """The choices in the reader's language, those nearest to the word first."""
    labels = _labels(column)
    likeness = {code: _likeness(word, bare(label)) for code, label in labels.items()}
    names = [labels[code] for code in sorted(labels, key=lambda code: -likeness[code])]
    return _t("One of: %(choices)s.") % {"choices": _t(", ").join(dict.fromkeys(names))}


def _labels(column: Column) -> dict[str, str]:
    """{code: label}; for a column without labels, {word: word}."""
    labels = column.choice_labels or {word: word for word in column.choices}
    return {code: str(label) for code, label in labels.items()}


def _unclear(column: Column, choices: dict[str, str], word: str, why) -> Unclear:
    expected = expected_choice(column, word)
    if why:
        return Unclear(expected, str(why))
    if label := _nearest(column, choices, word):
        return Unclear(expected, _t("Enter one of these; nearest: %(label)s.") % {"label": label})
    return Unclear(expected, _t("Enter one of these."))


def _nearest(column: Column, choices: dict[str, str], word: str) -> str:
    """The label of the choice whose word is most like this one; "" where none is close."""
    alike = max(choices, key=lambda known_word: _likeness(word, known_word), default="")
    if _likeness(word, alike) < CLOSE:
        return ""
    return _labels(column).get(choices[alike], alike)


def _likeness(word: str, known_word: str) -> float:
    if NEGATIONS & set(word) != NEGATIONS & set(known_word):
        return 0
    return SequenceMatcher(None, word, known_word, autojunk=False).ratio()
