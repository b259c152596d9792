"""A piece of work as the list of one's work and the reminders print it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _t, ngettext

from aidtrack.values import formats
from projects.month.completeness import OfficeMonth

# Of one kind at most so many are listed singly; more are one item with their number.
LISTED = 12
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class TodoItem:
    """How many of what wait, why, until when, and where it is done.

    ``pieces`` is what the navigation counts: 0 for what is only told. ``place`` names a section of
    its own; empty: the section follows the day. ``quote`` is somebody's own words. ``verb`` is the
    button, ``clause`` what the sentence above the list says of it.
    """

    kind: str
    n: int
    unit: str
    title: str
    verb: str
    address: str
    pieces: int = 0
    place: str = ""
    sentences: tuple[str, ...] = ()
    # How many more reasons there are than stand in the sentences.
    further: int = 0
    quote: str = ""
    due_on: date | None = None
    mark: str = ""
    month: OfficeMonth | None = None
    # Words of a quicker way to a part of it, where there is one, and where that leads.
    shortcut: str = ""
    shortcut_address: str = ""


@dataclass(frozen=True)
class TodoSection:
    """Items under one heading; ``note`` says what is particular about them."""

    title: str
    items: list[TodoItem]
    note: str = ""

    @property
    def pieces(self) -> int:
        return sum(item.pieces for item in self.items)


def sections(items: Iterable[TodoItem], *, on: date) -> list[TodoSection]:
    """Unusual values and differing money first, then by the day; no section without items."""
    items = list(items)
    heads = [
        ("unusual", _t("Unusual values: look at these first"), _t("never verified in one go")),
        ("differing", _t("The two sides differ"), ""),
        ("overdue", _t("Overdue"), ""),
        ("week", _t("Due this week"), ""),
        ("later", _t("Due later"), ""),
        ("any time", _t("No due date"), ""),
        ("told", _t("For your information"), ""),
        ("lately", _t("Can still be taken back"), _t("for 10 minutes, until anything follows")),
    ]
    by_place = {place: [i for i in items if place_of(i, on=on) == place] for place, *_head in heads}
    return [
        TodoSection(title, by_place[place], note) for place, title, note in heads if by_place[place]
    ]


def place_of(item: TodoItem, *, on: date) -> str:
    """Which section an item stands in."""
    return item.place or (place_of_day(item.due_on, on=on) if item.due_on else "any time")


def place_of_day(day: date, *, on: date) -> str:
    if day < on:
        return "overdue"
    return "week" if day <= on + WEEK else "later"


def days_left(day: date, *, on: date) -> str:
    """How long until a day, or since it."""
    n = (day - on).days
    if n == 0:
        return _t("due today")
    if n < 0:
        words = ngettext("%(n)s day overdue", "%(n)s days overdue", -n)
    else:
        words = ngettext("%(n)s day left", "%(n)s days left", n)
    return words % {"n": formats.count(abs(n))}


def days_waited(day: date, *, on: date) -> str:
    """For how long something has waited; empty on its first day."""
    n = (on - day).days
    if n < 1:
        return ""
    words = ngettext("waiting for %(n)s day", "waiting for %(n)s days", n)
    return words % {"n": formats.count(n)}
