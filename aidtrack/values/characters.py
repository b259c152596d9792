"""Characters that look like others or like nothing: what a person sees is what is meant."""

import re
import unicodedata

# Signs without width: zero-width spaces and joiners, byte order mark, soft hyphen, marks of
# direction, the variation selector behind a tick.
INVISIBLE_SIGNS = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
INVISIBLE = re.compile(f"[{INVISIBLE_SIGNS}]")
# Hyphens, dashes and minus signs of all widths.
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－⁃"), "-")
# Letters of a Chinese input method, and the signs that codes are made of.
WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide - 0xFEE0).isalnum()}
WIDE |= {ord("＿"): "_", ord("／"): "/"}
# Two numbers of documents may stand in a cell one under the other.
LINE_BREAKS = dict.fromkeys(map(ord, "\n\r\t"))
# Greek and Cyrillic letters look like Latin ones: НТ-2011.
LOOK_ALIKE = re.compile("[\u0370-\u03ff\u0400-\u04ff]")


def visible(text: str) -> str:
    """The text without signs that nobody sees."""
    return INVISIBLE.sub("", text) if INVISIBLE.search(text) else text


def plain_dashes(text: str) -> str:
    return text.translate(DASHES)


def plain_code(text: str) -> str:
    """A code as a keyboard types it, whatever the width of its letters and dashes."""
    return visible(text).translate(WIDE).translate(DASHES).strip()


def spaced(text) -> str:
    """Without regard to width, case, kinds of dashes and of spaces, and invisible signs."""
    wide = unicodedata.normalize("NFKC", visible(str(text))).translate(DASHES)
    return " ".join(wide.casefold().split())


def squeezed(text) -> str:
    """As ``spaced``, and without regard to spaces."""
    return "".join(spaced(text).split())


def strange_character(code: str) -> str:
    """The first character of a code that does not show what it is, by name; "" where none is.

    U+0421 CYRILLIC CAPITAL LETTER ES.
    """
    if code.isascii() and code.isprintable():
        return ""
    code = code.translate(LINE_BREAKS)
    strange = [char for char in code if not char.isprintable() or LOOK_ALIKE.match(char)]
    return f"U+{ord(strange[0]):04X} {unicodedata.name(strange[0], '')}".strip() if strange else ""
