"""How figures are printed, each kind once. Rounding is half up; None prints as a dash, not as 0."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.dateformat import format as written
from django.utils.translation import get_language, gettext as _t

DASH = "—"
YI = Decimal(100_000_000)
WAN = Decimal(10_000)
MILLION = Decimal(1_000_000)
BILLION = Decimal(1_000_000_000)
LARGEST_PERCENT = 999_999


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    # Adding zero takes the sign from -0.00.
    return Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


def decimal(value, decimals: int) -> str:
    """A number with grouped thousands; a dash for None."""
    return DASH if value is None else f"{round_half_up(value, decimals):,}"


def count(value: int | None) -> str:
    return decimal(value, 0)


def percent(fraction: Decimal | None, decimals: int = 1) -> str:
    """A fraction of 1 in percent, without the sign: 0.6695 → 67.0.

    Beyond LARGEST_PERCENT the number says nothing but that hardly anything was planned: the text
    is >999,999, and the fraction stands beside it. The rate itself is never clamped.
    """
    if fraction is None:
        return DASH
    percents = Decimal(fraction) * 100
    if abs(percents) > LARGEST_PERCENT:
        return f"{'<-' if percents < 0 else '>'}{LARGEST_PERCENT:,}"
    return decimal(percents, decimals)


def percentage(fraction: Decimal | None, decimals: int = 1) -> str:
    """A fraction of 1 with its sign, as words say it: 67.0%; a dash where it is unknown."""
    return DASH if fraction is None else f"{percent(fraction, decimals)}%"


def points(fraction: Decimal | None, decimals: int = 1) -> str:
    """A difference of two fractions in percentage points, without its sign: -0.224 → 22.4."""
    return DASH if fraction is None else percent(abs(fraction), decimals)


def signed_points(fraction: Decimal | None, decimals: int = 1) -> str:
    """A change in percentage points with its sign: +5.0, -0.2, ±0.0; a dash where it is unknown."""
    if fraction is None:
        return DASH
    size = points(fraction, decimals)
    if size == points(Decimal(0), decimals):
        return f"±{size}"
    return f"{'+' if fraction > 0 else '-'}{size}"


def progress(percent: Decimal | None) -> str:
    """Progress in percent without its sign, as it is typed: 55, 2.5; a dash where it is unknown."""
    return DASH if percent is None else without_zeros(f"{percent:f}")


def yi(yuan: Decimal | None, decimals: int = 2) -> str:
    """Yuan as 亿元 (100 million), two decimals."""
    return DASH if yuan is None else decimal(Decimal(yuan) / YI, decimals)


def signed_yi(yuan: Decimal | None, decimals: int = 2) -> str:
    """A change in 亿元 with its sign: +1.20, -0.42; 0 where there is none, a dash for None."""
    if not yuan:
        return DASH if yuan is None else "0"
    return f"{'+' if yuan > 0 else '-'}{yi(abs(yuan), decimals)}"


def wan(yuan: Decimal | None) -> str:
    """Yuan as 万元 (ten thousand), no decimals."""
    return DASH if yuan is None else decimal(Decimal(yuan) / WAN, 0)


def exact_wan(yuan: Decimal | None) -> str:
    """Yuan as 万元 to the fen, as a field takes it and shows it again: 1,260.5."""
    return exact_in(yuan, WAN)


def exact_in(yuan: Decimal | None, unit: Decimal) -> str:
    """Yuan in a unit of so many yuan, to the fen: 1,260.5."""
    return DASH if yuan is None else without_zeros(f"{Decimal(yuan) / unit:,f}")


def money(amount: Decimal | None) -> str:
    """Yuan with its unit as a sentence says it: 55.30亿元, 2,440万元; CNY 5.53 bn, CNY 24.4 m."""
    if amount is None:
        return DASH
    return _chinese_money(amount) if is_chinese() else _english_money(amount, _shortened)


def exact_money(amount: Decimal | None) -> str:
    """Yuan with its unit, to the fen, for somebody who confirms it: 441.5万元; CNY 4.415 m."""
    if amount is None:
        return DASH
    return f"{exact_wan(amount)}万元" if is_chinese() else _english_money(amount, _unrounded)


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _chinese_money(amount: Decimal) -> str:
    if abs(amount) < WAN:
        return f"{count(amount)}元"
    return f"{wan(amount)}万元" if abs(amount) < YI else f"{yi(amount)}亿元"


def _english_money(amount: Decimal, number) -> str:
    """``number`` prints how many of a unit there are."""
    size, sign = abs(Decimal(amount)), "-" if amount < 0 else ""
    if size < MILLION:
        return f"{sign}CNY {number(size, 0)}"
    if size < BILLION:
        return f"{sign}CNY {number(size / MILLION, 2 if size < 10 * MILLION else 1)} m"
    return f"{sign}CNY {number(size / BILLION, 2)} bn"


def _shortened(value: Decimal, decimals: int) -> str:
    """Without zeros behind the point that say nothing: 14, 5.53."""
    return without_zeros(decimal(value, decimals))


def _unrounded(value: Decimal, _decimals: int) -> str:
    return without_zeros(f"{value:,f}")


def without_zeros(number: str) -> str:
    """4,415.50 → 4,415.5."""
    whole, _point, behind = number.partition(".")
    return f"{whole}.{behind.rstrip('0')}".rstrip(".")


def yuan(amount: Decimal | None) -> str:
    """Yuan and fen: an amount in an account."""
    return decimal(amount, 2)


def day(value: date | None) -> str:
    """A day as a sentence says it: 2011-06-30 in Chinese, 30 June 2011 in English."""
    return _written(value, "Y-m-d", "j F Y")


def month(value: date) -> str:
    """A month as a sentence says it: 2011年6月; June 2011."""
    return _written(value, "Y年n月", "F Y")


def moment(value: datetime | None) -> str:
    """A local time as a sentence says it: 2026-11-26 22:01; 26 Nov 2026, 22:01."""
    return _written(value, "Y-m-d H:i", "j M Y, H:i")


def listed(names: Sequence[str]) -> str:
    """Names as a sentence counts them up: 甲、乙、丙; A, B and C."""
    *first, last = names
    if not first:
        return last
    return _t("%(names)s and %(last)s") % {"names": _t(", ").join(first), "last": last}


def _written(value, chinese: str, english: str) -> str:
    return written(value, chinese if is_chinese() else english) if value else ""


def rate(rate) -> str:
    """A rate with its fraction: 66.9% (792/1183); a dash where it is unknown."""
    if rate.value is None:
        return DASH
    return f"{percent(rate.value)}% ({rate.numerator}/{rate.denominator})"
