"""What a reader of a table would hesitate over, and what of a file is not read."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# Answers that several questions offer: read what is in doubt, or leave it out.
READ, LEAVE = "read", "leave"
# Readings that a page shows at once; more are a list to choose from.
SHORT = 6
NO_ANSWERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Alternative:
    """One answer to a question: ``comes_to`` says what it would amount to, in words.

    An ``improbable`` one is offered, too, and marked.
    """

    value: str
    label: str
    comes_to: str = ""
    improbable: bool = False


@dataclass(frozen=True)
class Question:
    """Asked once a file; nothing is chosen beforehand.

    ``code`` names it in answers: {code: value of a reading}. ``where`` are cells ("计划表 F6:F38"),
    ``label`` is the question, ``sentence`` why it is asked; ``rows`` are those that it changes.
    ``sample`` are rows of the sheet in question, the first with the names of its columns.
    """

    code: str
    where: str
    label: str
    sentence: str
    readings: tuple[Alternative, ...]
    choice: str = ""
    rows: int = 0
    sample: tuple[tuple[str, ...], ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether a page can show all readings at once."""
        return len(self.readings) <= SHORT


@dataclass(frozen=True)
class Unread:
    """A part of the file that is not loaded.

    ``what``: sheet, hidden_rows, column, cells (beyond the heading), total, aside.
    """

    what: str
    where: str
    rows: int = 0


def chosen_reading(answers: Mapping[str, str], code: str, values) -> str:
    """The answer to a question if it is one of its readings; else "", and it is asked again."""
    answer = answers.get(code, "")
    return answer if answer in values else ""
