"""Numbers of which only the bounds are known: 80余 stands for 80 to 89.

The convention, declared here and nowhere else, N being the number as printed:

    N余, N多    from N to just below the next number with as many significant digits: 80余 is
                80–89, 3800多 is 3800–3899, 2万余 yuan is 20,000–29,999.99
    近N, 将近N  from nine tenths of N to just below it: 近100 is 90–99
    十几        10–19
    不足N       from 0 to just below N
    N以上, ≥N   N and more, no upper bound: sums that contain it have none either
    超过N       the same from just above N

"Just below" is one whole thing, of money one fen. What is vague (约N, N左右, 几十) has
no bounds of its own: whoever enters it says which are meant.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _t

from aidtrack.values.formats import DASH, decimal
from aidtrack.values.numbers import plain, plain_width

ONE = Decimal(1)
DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
POWERS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10_000, "亿": 100_000_000}
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千]+"
# What may stand between a number and 以上: 人次, 多名.
COUNTED = r"[^\d\s,，。;；、至到]{0,3}?"
STATED = re.compile(
    rf"(?P<before>将近|接近|近|不足|不到|至少|不少于|超过|约|大约|几|数|(?:≥|>=|＞=) ?)?"
    rf"(?P<low>{NUMBER})(?P<few>几)?(?P<more>余|多)?(?P<scale>万|亿)?(?P<after>余|多)?"
    rf"(?:(?:至|到|~|～|-|–|—)(?P<high>{NUMBER})(?P<scale2>万|亿)?)?"
    rf"(?:{COUNTED}(?P<end>以上|左右|上下))?"
)
AT_LEAST = {"至少", "不少于", "≥", ">=", "＞="}
LONG_NUMBER = re.compile(r"(?<![\d.,])\d{4,}(?![\d,])")
# A number of more signs is none that anybody counts, and Decimal computes with 28 digits.
LONGEST = 24
VAGUE = {"约", "大约", "几", "数", "左右", "上下"}


@dataclass(frozen=True)
class Interval:
    """A number between two bounds, both possible; ``high`` None: it has no upper bound."""

    low: Decimal
    high: Decimal | None

    @classmethod
    def exactly(cls, number: Decimal | int) -> "Interval":
        return cls(Decimal(number), Decimal(number))

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def __str__(self):
        return printed(self)

    def __add__(self, other: "Interval") -> "Interval":
        """End by end."""
        is_open = self.high is None or other.high is None
        return Interval(self.low + other.low, None if is_open else self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        """The least and the largest difference; the other one has an upper bound."""
        if other.high is None:
            raise ValueError("what has no upper bound cannot be taken away")
        return Interval(self.low - other.high, None if self.high is None else self.high - other.low)

    def __mul__(self, other: "Interval") -> "Interval":
        """Of two numbers of which neither is negative."""
        is_open = self.high is None or other.high is None
        return Interval(self.low * other.low, None if is_open else self.high * other.high)

    def over(self, other: "Interval") -> "Interval | None":
        """The least and the largest quotient; None where the other one may be 0 or is open."""
        if other.high is None or other.low <= 0:
            return None
        return Interval(self.low / other.high, None if self.high is None else self.high / other.low)

    def meets(self, other: "Interval") -> bool:
        """Whether both can be the same number."""
        below = self.high is None or other.low <= self.high
        return below and (other.high is None or self.low <= other.high)

    def exceeds(self, other: "Interval") -> bool:
        """Whether it is the larger one, whatever the two numbers are."""
        return other.high is not None and self.low > other.high


NOUGHT = Interval.exactly(0)


def total(intervals) -> Interval:
    """The sum, end by end; of none 0."""
    return sum(intervals, NOUGHT)


def printed(interval: Interval | None, places: int | None = None) -> str:
    """12,000–12,999, 450 or ≥ 80; a dash for None. ``places``: decimals, else as many as needed."""
    if interval is None:
        return DASH
    if interval.high is None:
        return f"≥ {_written(interval.low, places)}"
    low, high = _written(interval.low, places), _written(interval.high, places)
    return low if low == high else f"{low}–{high}"


def signed(interval: Interval | None) -> str:
    """A difference with its sign: +40, ±0, +7,301 to +7,499; a dash for None."""
    if interval is None:
        return DASH
    low = _signed(interval.low)
    if interval.high is None:
        return f"≥ {low}"
    return (
        low
        if interval.is_exact
        else _t("%(low)s to %(high)s") % {"low": low, "high": _signed(interval.high)}
    )


def multiple(interval: Interval | None) -> str:
    """How many times as much: 9.0, or 2.87–2.97 where only bounds are known; a dash for None."""
    return printed(interval, 1 if interval and interval.is_exact else 2)


def _signed(number: Decimal) -> str:
    return f"{'+' if number > 0 else '±' if number == 0 else '-'}{_written(abs(number), None)}"


def _written(number: Decimal, places: int | None) -> str:
    if places is not None:
        return decimal(number, places)
    whole, _, behind = plain(number).partition(".")
    return f"{int(whole):,}" + (f".{behind}" if behind else "")


def stated_in(text: str, *, smallest: Decimal = ONE) -> list[Interval]:
    """What each number in a text stands for; those that are only vague are left out.

    ``smallest`` is the least step of what is counted: 1, of money 0.01.
    """
    matches = STATED.finditer(plain_width(text))
    intervals = (_meant(match, smallest) for match in matches)
    return [interval for interval in intervals if interval is not None]


def words_for(interval: Interval, text: str, *, smallest: Decimal = ONE) -> str:
    """The words of a text that stand for an interval, digits grouped: 12,000余, 近100, 2万余.

    Empty where the text has no such words, or where they enclose what is counted (100人以上).
    """
    words = [
        match[0]
        for match in STATED.finditer(plain_width(text))
        if not match["end"] and _meant(match, smallest) == interval
    ]
    return LONG_NUMBER.sub(_grouped, words[0]) if words else ""


def _grouped(match: re.Match) -> str:
    return f"{int(match[0]):,}"


def read(text: str, *, smallest: Decimal = ONE) -> Interval | None:
    """What a text of one number stands for; None where it states none, several, or a vague one."""
    matches = list(STATED.finditer(plain_width(text)))
    return _meant(matches[0], smallest) if len(matches) == 1 else None


def _meant(match: re.Match, smallest: Decimal) -> Interval | None:
    if match["before"] in VAGUE or match["end"] in VAGUE:
        return None
    if max(len(match["low"]), len(match["high"] or "")) > LONGEST:
        return None
    scale = SCALES.get(match["scale"], 1)
    low = _number(match["low"]) * scale
    if match["high"]:
        return _from_to(match, low, smallest)
    if match["few"]:
        return Interval(low, low + 10 - smallest) if match["low"] == "十" else None
    if match["more"] or match["after"]:
        return _more_than(low, _last_place(_number(match["low"])) * scale, smallest)
    if match["end"] or (match["before"] or "").strip() in AT_LEAST:
        return Interval(low, None)
    if match["before"] == "超过":
        return Interval(low + smallest, None)
    if match["before"] in {"不足", "不到"}:
        return _between(Decimal(0), low - smallest)
    if match["before"]:
        return _between(_stepped_up(low * Decimal("0.9"), smallest), low - smallest)
    return Interval(low, low)


def _from_to(match: re.Match, low: Decimal, smallest: Decimal) -> Interval | None:
    """8至10万 is 80,000 to 100,000."""
    scale = SCALES.get(match["scale2"], 1)
    high = _number(match["high"]) * scale
    low = low if match["scale"] else low * scale
    return _between(low, high)


def _between(low: Decimal, high: Decimal) -> Interval | None:
    """None where there is no such number: 近1, or 10至8."""
    return Interval(low, high) if low <= high else None


def _more_than(number: Decimal, place: Decimal, smallest: Decimal) -> Interval | None:
    """None where the number is printed to its last place: 5余 says nothing of how much more."""
    return Interval(number, number + place - smallest) if place > smallest else None


def _stepped_up(number: Decimal, smallest: Decimal) -> Decimal:
    return (number / smallest).to_integral_value(ROUND_CEILING) * smallest


def _last_place(number: Decimal) -> Decimal:
    """The place of the last digit that is not 0: 3800 gives 100, 1.4 gives 0.1."""
    return ONE.scaleb(number.normalize().as_tuple().exponent)


def _number(written: str) -> Decimal:
    if written[0].isascii():
        return Decimal(written.replace(",", ""))
    if not POWERS.keys() & set(written):
        return Decimal("".join(str(DIGITS[sign]) for sign in written))
    number, digit = 0, None
    for sign in written:
        if sign in POWERS:
            number, digit = number + (1 if digit is None else digit) * POWERS[sign], None
        else:
            digit = DIGITS[sign]
    return Decimal(number + (digit or 0))
