"""The number formats of an ODS, which has them as elements, written as Excel writes them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol
from xml.parsers import expat

from aidtrack.spreadsheets.guard.limits import FileRefused
from aidtrack.spreadsheets.reading.formats import LONGEST, is_telling

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NUMBER, STYLE = f"{OASIS}datastyle:1.0 ", f"{OASIS}style:1.0 "
# Parts of a date or time, short and long.
PERIODS = {
    "year": ("yy", "yyyy"),
    "month": ("m", "mm"),
    "day": ("d", "dd"),
    "day-of-week": ("aaa", "aaaa"),
    "era": ("g", "gg"),
    "hours": ("h", "hh"),
    "minutes": ("m", "mm"),
    "seconds": ("s", "ss"),
}
PARTS = {"am-pm": "AM/PM", "text-content": "@", "scientific-number": "0E+0", "fraction": "#/?"}
TEXTS = ("text", "currency-symbol", "embedded-text")
# A style may stand upon others, but not endlessly.
DEEPEST = 10


class Handler(Protocol):
    def start(self, tag: str, attributes: dict[str, str]): ...

    def characters(self, text: str): ...

    def end(self, tag: str): ...


def parse(chunks: Iterable[bytes], handler: Handler):
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    parser.CharacterDataHandler = handler.characters
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise FileRefused("damaged") from None


@dataclass
class _Format:
    """``sections`` are (condition, name of the format) for some of the values."""

    code: str = ""
    sections: list[tuple[str, str]] = field(default_factory=list)


class OpenFormats:
    """Follows the styles of a document: number formats, and the cell styles that use them."""

    def __init__(self):
        self.formats: dict[str, _Format] = {}
        # {cell style: (its number format, the style that it stands upon)}.
        self.cells: dict[str, tuple[str, str]] = {}
        self.telling_by_style: dict[str, str] = {}
        self.format: _Format | None = None
        self.text = self.whole = self.behind = ""
        self.place = 0

    def telling(self, style: str) -> str:
        """The format of a cell style where it says more than the value; else ""."""
        if style not in self.telling_by_style:
            form = self._code(self._format_name(style))
            self.telling_by_style[style] = form if is_telling(form) else ""
        return self.telling_by_style[style]

    def _format_name(self, style: str) -> str:
        for _ in range(DEEPEST):
            name, style = self.cells.get(style, ("", ""))
            if name or not style:
                return name
        return ""

    def _code(self, name: str) -> str:
        form = self.formats.get(name, _Format())
        empty = _Format()
        parts = [f"[{when}]{self.formats.get(of, empty).code}" for when, of in form.sections]
        return ";".join([*parts, form.code])

    def start(self, tag: str, attributes: dict[str, str]):
        space, _, name = tag.rpartition(" ")
        if tag == f"{STYLE}style":
            names = ("data-style-name", "parent-style-name")
            of = tuple(attributes.get(f"{STYLE}{name}", "") for name in names)
            self.cells[attributes.get(f"{STYLE}name", "")] = of
        elif tag == f"{STYLE}map" and self.format:
            condition = attributes.get(f"{STYLE}condition", "").removeprefix("value()")
            of = attributes.get(f"{STYLE}apply-style-name", "")
            self.format.sections.append((condition.replace("!=", "<>"), of))
        elif f"{space} " == NUMBER:
            plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            self._start_part(name, plain, attributes.get(f"{STYLE}name", ""))

    def _start_part(self, name: str, attributes: dict[str, str], style: str):
        self.text = ""
        if name.endswith("-style"):
            self.format = self.formats[style] = _Format()
        elif not self.format:
            return
        elif name in PERIODS:
            short = PERIODS[name][attributes.get("style") == "long"]
            self.format.code += "mmm" if attributes.get("textual") == "true" else short
        elif name == "number":
            self.whole, self.behind = _digits(attributes)
        elif name == "embedded-text":
            self.place = _count(attributes.get("position", "0"))
        else:
            self.format.code += PARTS.get(name, "")

    def characters(self, text: str):
        if self.format and len(self.text) < LONGEST:
            self.text += text

    def end(self, tag: str):
        space, _, name = tag.rpartition(" ")
        if f"{space} " != NUMBER or not self.format:
            return
        text = self.text.replace('"', "")
        if name.endswith("-style"):
            self.format = None
        elif name == "text" and text:
            self.format.code += f'"{text}"'
        elif name == "currency-symbol":
            self.format.code += f"[${text.replace(']', '')}]"
        elif name == "embedded-text" and text:
            self._embed(text)
        elif name == "number":
            self.format.code += self.whole + self.behind

    def _embed(self, text: str):
        """Puts a text among the digits, with so many of them behind it."""
        whole = self.whole.rjust(self.place, "#")
        at = len(whole) - self.place
        self.whole = f'{whole[:at]}"{text}"{whole[at:]}'


def _digits(attributes: dict[str, str]) -> tuple[str, str]:
    """The digits before the point; the rest, with a comma for each thousand divided by."""
    whole = "0" * _count(attributes.get("min-integer-digits", "1")) or "#"
    if attributes.get("grouping") == "true":
        whole = f"#,{whole.rjust(3, '#')}"
    places = _count(attributes.get("decimal-places", "0"))
    factor = attributes.get("display-factor", "1").partition(".")[0]
    point = f".{'0' * places}" if places else ""
    return whole, point + "," * (len(factor) // 3 if factor.strip("0") == "1" else 0)


def _count(text: str) -> int:
    return min(int(text), 30) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
