"""Number formats, as far as a cell shows more than its value: a unit, zeros before, a month only.

Written as Excel writes them: 0.0"亿", "HT-2011-"000, #,##0.00,, and yyyy"年"m"月". Loads no Django.
"""

import re
from collections.abc import Iterator

# What a workbook may use without writing it down, in Chinese programs.
YEAR_AND_MONTH = 'yyyy"年"m"月"'
BUILT_IN = {
    **dict.fromkeys(("27", "36", "50", "52", "57"), YEAR_AND_MONTH),
    **dict.fromkeys(("18", "19", "20", "21", "32", "33", "34", "35", "55"), "h:mm:ss"),
    **dict.fromkeys(("45", "46", "47", "56"), "mm:ss"),
    **{"17": "mmm-yy", "22": "yyyy-mm-dd h:mm"},
}
# Characters that Excel allows.
LONGEST = 255
SECTION = re.compile(r'((?>"[^"]*"?|[\\!_*].|\[[^\]]*\]|[^;"])*+)(?:;|\Z)', re.DOTALL)
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<elapsed>[hms]+)\]|\[[^\]]*\]|(?P<general>General|G/通用格式)"
    r"|(?P<clock>AM/PM|A/P|上午/下午|h+|s+)|(?P<date>y+|m+|d+|e+(?![+-])|aaaa?|g{1,3})"
    r"|(?P<digit>[0#?])|(?P<comma>,)|(?P<point>\.)|(?P<percent>%)|(?P<power>E[+-])|(?P<text>.)",
    re.IGNORECASE | re.DOTALL,
)
KINDS = {"quoted": "text", "escaped": "text", "currency": "text", "elapsed": "clock"}
Token = tuple[str, str]
WRITTEN_POINT: Token = ("text", ".")


def sections(form: str) -> list[str]:
    """Those for positive numbers, negative ones, zero, and texts, as far as there are any."""
    parts = SECTION.findall(form)
    # After a section without a semicolon the pattern finds an empty one more.
    return parts[:-1] if len(parts) > 1 and not form.endswith(";") else parts


def tokens(section: str) -> list[Token]:
    """(kind, text): text, date, clock, digit, comma, point, percent, power or general."""
    return [
        (KINDS.get(match.lastgroup, match.lastgroup), match[match.lastgroup])
        for match in TOKEN.finditer(section)
        if match.lastgroup
    ]


def is_telling(form: str) -> bool:
    """Whether cells of the format show something that their value does not say."""
    if len(form) > LONGEST:
        return False
    return any(_tells(tokens(section)) for section in sections(form)[:3])


def _tells(section: list[Token]) -> bool:
    kinds = {kind for kind, _ in section}
    if kinds & {"date", "clock"}:
        return "clock" in kinds or not shows_day(section)
    if kinds & {"percent", "power"}:
        return False
    has_text = any(char.isalnum() for kind, text in section if kind == "text" for char in text)
    return has_text or is_padded(section) or scale(section) != 1


def shows_day(section: list[Token]) -> bool:
    return any(kind == "date" and text[0] in "dD" for kind, text in section)


def is_padded(section: list[Token]) -> bool:
    """Whether small numbers get zeros before them: 0042."""
    return [text for kind, text in _whole_part(section) if kind == "digit"].count("0") > 1


def scale(section: list[Token]) -> int:
    """By what a number is divided before it is shown: 1000 for each comma behind its digits.

    A point that is only a text, as in 0!.0,"万元", divides by ten for each digit behind it.
    """
    whole = _whole_part(section)
    behind = section[len(whole) :]
    is_written_point = behind[:1] == [WRITTEN_POINT]
    digits = sum(kind == "digit" for kind, _ in behind) if is_written_point else 0
    return 10 ** (3 * thousands(section) + digits)


def thousands(section: list[Token]) -> int:
    """How many commas stand behind the digits, and not between them."""
    whole = _whole_part(section)
    return _commas_behind(whole) + _commas_behind(section[len(whole) :])


def _whole_part(section: list[Token]) -> list[Token]:
    """What stands before the point, be it one or only written as one."""
    points = (n for n, token in enumerate(section) if token[0] == "point" or token == WRITTEN_POINT)
    return section[: next(points, len(section))]


def _commas_behind(part: list[Token]) -> int:
    kinds = "".join(kind[0] if kind in ("digit", "comma") else " " for kind, _ in part)
    match = re.search("d(c+)[^d]*$", kinds)
    return len(match[1]) if match else 0


def telling_formats(formats: dict[str, str], numbers: list[str]) -> Iterator[tuple[str, str]]:
    """(number of the cell style, its format) where it tells something.

    ``formats`` are those that the workbook defines; ``numbers`` are those of its cell styles.
    """
    telling = {number: form for number, form in (BUILT_IN | formats).items() if is_telling(form)}
    for style, number in enumerate(numbers):
        if number in telling:
            yield str(style), telling[number]
