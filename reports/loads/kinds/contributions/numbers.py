"""The number and the counting unit of a cell: 450人次, 12000余册, 近100 beside the unit 人."""

import re
from dataclasses import dataclass
from decimal import Decimal

from aidtrack.spreadsheets.tables.units import MONEY
from aidtrack.values.characters import squeezed
from aidtrack.values.intervals import STATED, Interval, read
from aidtrack.values.numbers import plain_width
from projects.models import CountingUnit
from projects.models.amounts import FEN, TOO_LARGE
from reports.loads.kinds.contributions.columns import UNIT_WORDS

IN_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]\s*$")
# Signs between the digits of a plain number; a text of others is kept as printed.
PLAIN = frozenset("0123456789.,")
NOT_BELOW_ONE = Decimal(1)


@dataclass(frozen=True)
class CellNumber:
    """What a cell says: ``interval`` None where it is vague (约100), ``unit`` None where unsaid.

    ``number`` is the one that is written in a vague text, None where that has none (几十).
    """

    text: str
    interval: Interval | None
    unit: CountingUnit | None
    number: Decimal | None = None

    @property
    def printed(self) -> str:
        """The text, where it says more than its number."""
        return "" if PLAIN.issuperset(self.text) else self.text


class CountingUnits:
    """The counting units by every word that stands for one."""

    def __init__(self):
        self.by_code = {unit.code: unit for unit in CountingUnit.objects.order_by()}
        self.by_word: dict[str, CountingUnit] = {}
        for code, words in UNIT_WORDS.items():
            if code in self.by_code:
                self._add(words, self.by_code[code])
        for unit in self.by_code.values():
            self._add((unit.label, unit.label_en, unit.code), unit)
        self.words = sorted(self.by_word, key=len, reverse=True)

    def _add(self, words, unit: CountingUnit):
        self.by_word.update({squeezed(word): unit for word in words if word})

    def called(self, text: str) -> tuple[CountingUnit | None, Decimal]:
        """The unit of a cell of units, and how many of it that is: 万元 is 10,000 yuan."""
        word = squeezed(text)
        if word in MONEY and "yuan" in self.by_code:
            return self.by_code["yuan"], MONEY[word]
        return self.by_word.get(word), Decimal(1)

    def in_heading(self, text: str) -> str:
        """The word of a unit in brackets behind a heading: 人次 of 完成数（人次）; "" for none."""
        match = IN_BRACKETS.search(text)
        return match[1] if match and self.called(match[1])[0] else ""

    def at_start_of(self, text: str) -> CountingUnit | None:
        """The unit with whose word a text begins: 人次 of 人次（含视频）."""
        plain = squeezed(text)
        return next((self.by_word[word] for word in self.words if plain.startswith(word)), None)


def read_cell(text: str, units: CountingUnits, stated: str = "") -> CellNumber:
    """Reads a cell; ``stated`` is the unit that stands in a cell of its own.

    Raises  ValueError where it holds no number, or several
    """
    plain = plain_width(text).replace(" ", "")
    matches = list(STATED.finditer(plain))
    if len(matches) != 1 or plain.startswith("-") or "%" in plain:
        raise ValueError(text)
    unit, factor = units.called(stated) if stated else (None, Decimal(1))
    behind = units.at_start_of(plain[matches[0].end() :])
    unit = unit or behind
    smallest = unit.smallest if unit else NOT_BELOW_ONE
    interval = read(plain, smallest=min(smallest / factor, NOT_BELOW_ONE))
    return CellNumber(text, _times(interval, factor), unit, _written(matches[0], factor))


def _times(interval: Interval | None, factor: Decimal) -> Interval | None:
    if interval is None or factor == 1:
        return interval
    high = None if interval.high is None else _to_fen(interval.high * factor)
    return Interval(_to_fen(interval.low * factor), high)


def _to_fen(number: Decimal) -> Decimal:
    """As it is where it is refused as too large: of more than 28 digits Decimal computes none."""
    return number if number >= TOO_LARGE else number.quantize(FEN)


def _written(match, factor: Decimal) -> Decimal | None:
    """The number in a vague text; None for 几十, of which only the place is said."""
    if match["before"] in ("几", "数") or match["few"]:
        return None
    exact = read(match["low"] + (match["scale"] or ""))
    return exact.low * factor if exact else None


def disagree(cell: CellNumber, unit: CountingUnit, units: CountingUnits) -> bool:
    """Whether the cell names another unit than the one beside it; 次 says little of what."""
    plain = plain_width(cell.text).replace(" ", "")
    (match,) = STATED.finditer(plain)
    behind = units.at_start_of(plain[match.end() :])
    return behind is not None and behind != unit and behind.code != "visit"
