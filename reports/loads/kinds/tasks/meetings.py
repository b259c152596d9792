"""The agenda item from which a task of a file came, where the file names its meeting."""

import re
from collections.abc import Iterator

from aidtrack.values import intervals
from pairings.querysets import visible_rows
from reports.loads.kinds.tasks.entries import TaskEntry
from reports.loads.names.parties import plain
from reports.models import Item, Meeting, Task

# 第3次联席会议; the numeral of a meeting, of an item (议题三).
ORDINAL = re.compile(r"第?([0-9]+|[一二三四五六七八九十]+)次?(?:联席)?(?:会议)?")
OF_ITEM = re.compile(r"(?:第|议题)*([0-9]+|[一二三四五六七八九十]+)(?:项|号)?(?:议题)?")


def is_of_meeting(entry: TaskEntry) -> bool:
    """Whether its origin says so, or names a meeting instead."""
    origin = entry.values.get("origin")
    return origin == Task.Origin.ITEM or bool(not origin and entry.values.get("meeting"))


class AgendaItems:
    """The items of the meetings that the person may see, by the names of their meeting."""

    def __init__(self, user):
        items = visible_rows(Item.objects, user).select_related("meeting__scheme")
        self.by_meeting: dict[str, list[Item]] = {}
        for item in items:
            for name in set(_names_of(item.meeting)):
                self.by_meeting.setdefault(name, []).append(item)

    def of(self, entry: TaskEntry) -> Item | None:
        """The one item that the row names by number or in the same words; None without one."""
        text = entry.values.get("meeting") or ""
        items = self.by_meeting.get(_number(ORDINAL, text) or plain(text), ())
        matching = [item for item in items if _is_named(item, entry)]
        return matching[0] if len(matching) == 1 else None


def _names_of(meeting: Meeting) -> Iterator[str]:
    yield from (plain(meeting.ref), plain(meeting.title), f"{meeting.number}")


def _is_named(item: Item, entry: TaskEntry) -> bool:
    """By what the row says of the item; else by the words of the task."""
    agenda_item = entry.values.get("agenda_item")
    if number := agenda_item and _number(OF_ITEM, agenda_item):
        return number == f"{item.number}"
    words = [agenda_item] if agenda_item else [entry.title, entry.values.get("demand")]
    return bool({plain(text) for text in words if text} & _words_of(item))


def _words_of(item: Item) -> set[str]:
    return {plain(text) for text in (item.text, item.decision) if text}


def _number(pattern: re.Pattern, text: str) -> str:
    """The number that a name consists of, in digits; empty for any other name."""
    numeral = pattern.fullmatch(re.sub(r"\s", "", text))
    return f"{intervals.read(numeral[1]).low}" if numeral else ""
