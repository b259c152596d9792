"""What a cell of a file holds, kind by kind: its number format, its unit, its width.

Values are given as the program keeps them: money in yuan, rates as fractions of 1, None where
nothing is known. A text in a column of numbers ("not reported") stays a text.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aidtrack.spreadsheets.guard.formulas import guarded
from aidtrack.values import formats
from aidtrack.values.formats import DASH, round_half_up

ONE = Decimal(1)
HUNDREDTH = Decimal("0.01")
# UTF-16 units that a cell of XLSX can hold.
LONGEST_TEXT = 32_767
CUT = "…"
# Characters that XML forbids, apart from lone surrogates.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class ValueFormat:
    """How values of a column are written. ``per`` is what one of its ``unit`` stands for.

    ``unit`` is named in the heading; ``comma_unit`` in that of a CSV file, which has no formats.
    """

    number_format: str = "General"
    width: int = 12
    unit: str = ""
    comma_unit: str = ""
    per: Decimal = ONE
    # Decimals in a CSV file; None: as many as there are.
    decimals: int | None = None
    is_text: bool = False
    # Each number with the decimals that it is given with: 90.0 stays 90.0, beside 67.
    is_as_given: bool = False

    def unit_for(self, is_commas: bool) -> str:
        return str((is_commas and self.comma_unit) or self.unit)


TEXT = ValueFormat(width=18, is_text=True)
CODE = ValueFormat("@", width=16, is_text=True)
NAME = ValueFormat(width=36, is_text=True)
COUNT = ValueFormat("#,##0", width=10)
NUMBER = ValueFormat("General", width=10)
YI = ValueFormat("#,##0.00", width=14, unit=_("100 million yuan"), per=formats.YI)
WAN = ValueFormat("#,##0.00", width=14, unit=_("10,000 yuan"), per=formats.WAN)
NARROW_WAN = replace(WAN, width=11)
YUAN = ValueFormat("#,##0.00", width=18, unit=_("yuan"))
RATE = ValueFormat("0.0%", width=12, comma_unit=_("%"), decimals=1)
# Percent as a plain number, as official tables print it; their headings name the sign.
PERCENT = ValueFormat("0.0", width=12, per=HUNDREDTH, decimals=1)
POINTS = ValueFormat("0.0", width=14, unit=_("percentage points"), per=HUNDREDTH, decimals=1)
AS_PRINTED = ValueFormat(width=14, is_as_given=True)
DAY = ValueFormat("yyyy-mm-dd", width=12)
# A day to be typed in: as a text 7.6 and 7.10 stay what they are, which a cell of days or numbers
# takes for the seventh day of 1900, and for 7.1.
TYPED_DAY = ValueFormat("@", width=12, is_text=True)
MOMENT = ValueFormat("yyyy-mm-dd hh:mm", width=17)
MONEY = (YI, WAN, NARROW_WAN, YUAN)


def plain(text: str) -> str:
    """A text that any cell can hold: without illegal characters, cut with a mark where too long."""
    # Most texts are printable: testing is quicker than replacing.
    if not text.isprintable():
        text = ILLEGAL.sub("", text).replace("\r\n", "\n")
    if len(text) * 2 <= LONGEST_TEXT:
        return text
    encoded = text.encode("utf-16-le")
    if len(encoded) <= LONGEST_TEXT * 2:
        return text
    return encoded[: LONGEST_TEXT * 2 - 2].decode("utf-16-le", errors="ignore") + CUT


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column; a Chinese letter is as wide as two others."""
    lines = text.split("\n")
    return sum(max(1, -(-_width(line) // width)) for line in lines)


def _width(text: str) -> int:
    return sum(2 if letter > "\u2e80" else 1 for letter in text)


def number(value, kind: ValueFormat) -> float:
    """A number in the kind's unit, as XLSX keeps it."""
    return float(value if kind.per is ONE else Decimal(value) / kind.per)


def format_as_given(value: Decimal) -> str:
    """The number format that shows as many decimals as the number was given with."""
    decimals = max(0, -Decimal(value).as_tuple().exponent)
    return f"0.{'0' * decimals}" if decimals else "0"


def local(moment: datetime) -> datetime:
    """A moment on the clock of the office, without its zone: files know none."""
    return timezone.localtime(moment).replace(tzinfo=None)


def comma_text(value, kind: ValueFormat) -> str:
    """A value as a CSV file writes it: numbers plain, days as 2011-06-30, texts guarded."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value}"
    if isinstance(value, int | float | Decimal):
        return _comma_number(value, kind)
    return guarded(plain(str(value)))


def _comma_number(value, kind: ValueFormat) -> str:
    if kind.is_as_given or (isinstance(value, int) and kind.per is ONE):
        return f"{value:f}" if isinstance(value, Decimal) else f"{value}"
    per = HUNDREDTH if kind is RATE else kind.per
    in_unit = Decimal(value) / per
    if kind.decimals is not None:
        return f"{round_half_up(in_unit, kind.decimals)}"
    whole, _point, behind = f"{in_unit:f}".partition(".")
    behind = behind.rstrip("0")
    return f"{whole}.{behind}" if behind else whole
