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
    ``sample`` are rows of the sheet in question, the first with the letters of its columns, each
    other one behind its number; ``odd`` are the cells of it that raise the question ("H6").
    ``earlier`` says who gave the answer for another file, and when.
    """

    code: str
    where: str
    label: str
    sentence: str
    readings: tuple[Alternative, ...]
    choice: str = ""
    rows: int = 0
    sample: tuple[tuple[str, ...], ...] = ()
    odd: tuple[str, ...] = ()
    earlier: str = ""

    @property
    def answer(self) -> str:
        """The label of the reading that was chosen; "" where none was."""
        return next((str(r.label) for r in self.readings if self.choice == r.value), "")

    @property
    def sample_letters(self) -> tuple[str, ...]:
        return self.sample[0][1:] if self.sample else ()

    def sample_rows(self):
        """(number, [(cell, whether it raises the question)]) of each row of the sample."""
        for number, *cells in self.sample[1:]:
            addresses = [f"{letter}{number}" for letter in self.sample_letters]
            places = zip(cells, addresses, strict=True)
            yield number, [(cell, place in self.odd) for cell, place in places]

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
