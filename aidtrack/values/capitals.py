"""Amounts in the capital numerals of Chinese vouchers: 5,000.30 yuan is 伍仟元叁角."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def capitals(yuan: Decimal) -> str:
    """The amount in words, to the fen; below 10 000 万亿 yuan and not negative."""
    whole, fen = divmod(int(yuan * 100), 100)
    jiao, fen = divmod(fen, 10)
    words = f"{_whole(whole)}元" if whole or not (jiao or fen) else ""
    if not (jiao or fen):
        return f"{words}整"
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif words:
        words += DIGITS[0]
    return words + (f"{DIGITS[fen]}分" if fen else "")


def _whole(number: int) -> str:
    """Group by group of four digits; one 零 stands for any zeros before a digit."""
    words, is_gap = "", False
    for place in reversed(range(len(GROUPS))):
        group = number // 10_000**place % 10_000
        if group:
            is_gap = is_gap or bool(words and group < 1000)
            words += (DIGITS[0] if is_gap and words else "") + _group(group) + GROUPS[place]
        is_gap = not group
    return words or DIGITS[0]


def _group(number: int) -> str:
    words, is_gap = "", False
    for place in reversed(range(len(PLACES))):
        digit = number // 10**place % 10
        if digit:
            words += (DIGITS[0] if is_gap and words else "") + DIGITS[digit] + PLACES[place]
        is_gap = not digit
    return words
