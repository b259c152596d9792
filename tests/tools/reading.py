"""Reads a page as a person would: its words, its links, the numbers in its tables."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from tests import make

VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNSEEN = {"head", "script", "style", "svg", "template"}
# Numbers that are no figures: in a unit, in a day or a month, in a reference.
NO_FIGURE = re.compile(r"100 million yuan|10,000 yuan|[\w-]*[A-Za-z-][\w-]*\d[\w-]*|\d+(-\d+)+")
# A number that stands for itself: not "19 provinces", but 792 and 1183 in "792 / 1183".
NUMBER = re.compile(r"(?:^|[/·▼▲(])\s*(\d[\d,]*(?:\.\d+)?)\s*(?=$|[/·)%])")


def reader(client, language="en", **fields):
    """The client of somebody who sees every row, with the pages in a language.

    The words in the code are English.
    """
    client.force_login(make.auditor(**fields))
    client.cookies["django_language"] = language
    return client


@dataclass(frozen=True)
class Figure:
    """A count or an amount on a page: its text, the address it links to, what stands over it."""

    text: str
    href: str | None
    column: str
    row: str

    @property
    def is_amount(self) -> bool:
        return "." in self.text


class Page(HTMLParser):
    """What can be seen of a page."""

    def __init__(self, response):
        super().__init__()
        self.open: list[tuple[str, dict]] = []
        self.seen: list[str] = []
        self.links: list[tuple[str, list[str]]] = []
        self.rows: list[list[list[str]]] = []
        self.pieces: list[tuple] = []
        self.columns: list[str] = []
        self.place = 0
        self.feed(response.content.decode())
        self.links = [(href, [one_line(text)]) for href, text in self.links]

    def handle_starttag(self, tag, attrs):
        if tag in VOID:
            return
        attrs = dict(attrs)
        self.open.append((tag, attrs))
        if tag == "a":
            self.links.append((attrs.get("href"), []))
        elif tag == "table":
            self.columns = []
        elif tag == "tr":
            self.rows.append([])
            self.place = 0
        elif tag in ("th", "td") and self.rows:
            self.rows[-1].append([])
            self.place += int(attrs.get("colspan", 1))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not data.strip() or self.inside(*UNSEEN):
            return
        self.seen.append(data)
        if self.inside("a"):
            self.links[-1][1].append(data)
        if self.inside("th", "td"):
            self.rows[-1][-1].append(data)
        if self.inside("thead"):
            while len(self.columns) < self.place:
                self.columns.append("")
            self.columns[self.place - 1] += data
        if self.inside("td", "dd") and not self.is_published():
            over = self.columns[self.place - 1 : self.place] if self.inside("td") else []
            row = len(self.rows) - 1 if self.inside("td") else None
            href = next((a.get("href") for tag, a in self.open if tag == "a"), None)
            self.pieces.append((data, href, "".join(over), row))

    def inside(self, *tags) -> bool:
        return any(tag in tags for tag, _attrs in self.open)

    def is_published(self) -> bool:
        """Whether this is the small printed figure beside a live one."""
        return any("published" in (attrs.get("class") or "") for _tag, attrs in self.open)

    def is_of_one_project(self, row: int) -> bool:
        """Whether the row is a project, so that its numbers are its own and it is their link."""
        name = one_line(self.rows[row][0])
        return any(
            re.match(r"/projects/[\w-]", href or "") and "".join(text) in name
            for href, text in self.links
        )

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.seen).split())

    def figures(self) -> list[Figure]:
        """The counts (12) and amounts (3.25) in tables and lists of facts; rates have one decimal.

        Without the printed figures beside live ones, and without the rows that are one project.
        """
        figures = []
        for data, href, column, row in self.pieces:
            if row is not None and self.is_of_one_project(row):
                continue
            label = "".join(self.rows[row][0]).strip() if row is not None else ""
            for number in NUMBER.findall(NO_FIGURE.sub("", data).strip()):
                if len(number.partition(".")[2]) != 1:
                    figures.append(Figure(number, href, " ".join(column.split()).lower(), label))
        return figures

    def lines(self) -> list[list[str]]:
        """The rows of all tables, each a list of the words in its cells."""
        return [[one_line(cell) for cell in row] for row in self.rows]


def one_line(pieces: list[str]) -> str:
    """The text of a link or a cell as a browser joins it: white space is one space."""
    return " ".join("".join(pieces).split())


def words(response) -> str:
    return Page(response).text
