"""What a table is expected to hold: one declaration a column."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from django.utils.functional import lazy
from django.utils.translation import get_language

ValueKind = Literal[
    *("text", "code", "amount", "share", "whole", "number"),
    *("day", "month", "period", "choice", "names", "flag"),
]


@dataclass(frozen=True)
class Column:
    """One column as a kind of file declares it.

    ``labels``    the headers by which people call it, matched without regard to width, spaces,
                  case and a unit in brackets.
    ``kind``      what comes out: amount in yuan, share in percent, month as its first day, period
                  as its first and its last day, code as text, names as a tuple.
    ``required``  the table must have the column; ``filled``: each row must have a value.
                  ``instead``: the column that will do where a required one is missing.
    ``choices``   {label or code: value}. ``choice_labels``: {value: label} as sentences list them,
                  in the reader's language. ``refused_words``: {word: how to mend it}, for words
                  that people write and that no choice can say.
    ``places``    digits kept behind the point; ``digits``: before it.
    ``by_section``  a place in a heading between rows (一、和田市) fills it where it is empty.
    ``words_to``  a share that some write in words (主体封顶): the column that takes such a text,
                  where a person chooses so.
    ``month``     which of its days a month stands for in a column of days: first, last; "" refuses
                  a month. ``is_plan``: a day may be undecided (待定), which is nothing.
    ``hint``      a word of headings (批) by which it is offered first where one is not known.
    ``dated``     its heading may state a day or a month: 第一批（2011年6月）.
    """

    name: str
    labels: tuple[str, ...]
    kind: ValueKind
    required: bool = False
    filled: bool = False
    instead: str = ""
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    choice_labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    refused_words: Mapping[str, str] = field(default_factory=dict, hash=False)
    longest: int | None = None
    places: int = 2
    digits: int = 14
    month: Literal["", "first", "last"] = ""
    is_plan: bool = False
    dated: bool = False
    by_section: bool = False
    words_to: str = ""
    hint: str = ""
    # Whether a day may stand without its year (7.6), which comes out as a ShortDay.
    takes_short_days: bool = False
    # Whether a value merged over several rows would count again; numbers always do.
    counts_once: bool = False
    # Whether its cells are looked at: what only informs whoever fills the file in is not.
    is_read: bool = True

    def is_missing(self, names: Container[str]) -> bool:
        """Whether a table with the columns of these names lacks it, and what would do instead."""
        return self.required and self.name not in names and self.instead not in names

    @property
    def label(self) -> str:
        """By the first name that people give it; in English by the last."""
        return self.labels[-1 if (get_language() or "").startswith("en") else 0]

    @property
    def lazy_label(self) -> str:
        """The label, in the language in which it is read."""
        return lazy(lambda: self.label, str)()


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell and how to mend it; ``cell`` is "" for the whole sheet."""

    sheet: str
    cell: str
    value: str
    expected: str
    mend: str


class Unclear(ValueError):
    """A value that is not taken: what was expected, and how to mend it, in translated sentences."""

    def __init__(self, expected: str, mend: str):
        super().__init__(expected)
        self.expected, self.mend = expected, mend


# Ends the name of a column that holds what a workbook was given out with: note, note_before.
AS_GIVEN = "_before"
# No header was mapped by a person.
UNMAPPED: Mapping[str, str] = MappingProxyType({})
