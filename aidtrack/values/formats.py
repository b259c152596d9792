"""How figures are printed, each kind once. Rounding is half up; None prints as a dash, not as 0."""

from decimal import ROUND_HALF_UP, Decimal

DASH = "—"
YI = Decimal(100_000_000)
WAN = Decimal(10_000)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    # Adding zero takes the sign from -0.00.
    return Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


def decimal(value, decimals: int) -> str:
    """A number with grouped thousands; a dash for None."""
    return DASH if value is None else f"{round_half_up(value, decimals):,}"


def count(value: int | None) -> str:
    return decimal(value, 0)


def percent(fraction: Decimal | None, decimals: int = 1) -> str:
    """A fraction of 1 in percent, without the sign: 0.6695 → 67.0."""
    return DASH if fraction is None else decimal(Decimal(fraction) * 100, decimals)


def percentage(fraction: Decimal | None, decimals: int = 1) -> str:
    """A fraction of 1 with its sign, as words say it: 67.0%; a dash where it is unknown."""
    return DASH if fraction is None else f"{percent(fraction, decimals)}%"


def points(fraction: Decimal | None, decimals: int = 1) -> str:
    """A difference of two fractions in percentage points, without its sign: -0.224 → 22.4."""
    return DASH if fraction is None else percent(abs(fraction), decimals)


def yi(yuan: Decimal | None, decimals: int = 2) -> str:
    """Yuan as 亿元 (100 million), two decimals."""
    return DASH if yuan is None else decimal(Decimal(yuan) / YI, decimals)


def wan(yuan: Decimal | None) -> str:
    """Yuan as 万元 (ten thousand), no decimals."""
    return DASH if yuan is None else decimal(Decimal(yuan) / WAN, 0)


def exact_wan(yuan: Decimal | None) -> str:
    """Yuan as 万元 to the fen, as a field takes it and shows it again: 1,260.5."""
    if yuan is None:
        return DASH
    whole, _point, behind = f"{Decimal(yuan) / WAN:,f}".partition(".")
    return f"{whole}.{behind.rstrip('0')}".rstrip(".")


def yuan(amount: Decimal | None) -> str:
    """Yuan and fen: an amount in an account."""
    return decimal(amount, 2)


def rate(rate) -> str:
    """A rate with its fraction: 66.9% (792/1183); a dash where it is unknown."""
    if rate.value is None:
        return DASH
    return f"{percent(rate.value)}% ({rate.numerator}/{rate.denominator})"
