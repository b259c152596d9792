"""The calendar as RFC 5545 has it: all-day events, lines of 75 octets at most, ended by CRLF."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _t

from reports.followup.calendar.entries import CalendarEntry

OCTETS = 75


def calendar_file(
    entries: Iterable[CalendarEntry], *, name: str, at: datetime, full: Callable[[str], str]
) -> bytes:
    """The file as of the instant ``at``; ``full`` makes an address of this site a whole one."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//aidtrack//calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for entry in entries for line in _event(entry, at, full)),
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def _event(entry: CalendarEntry, at: datetime, full) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"
    mark = f" ({_t('illustrative')})" if entry.is_illustrative else ""
    yield f"SUMMARY:{escaped(entry.summary + mark)}"
    yield f"CATEGORIES:{escaped(str(entry.kind.label))}"
    if entry.address:
        yield f"URL:{full(entry.address)}"
    # It takes no time of the day.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A text as a value: one line, without control characters."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    lines = "\\n".join(text.splitlines())
    return "".join(letter for letter in lines if letter.isprintable())


def folded(line: str) -> bytes:
    """The line with its end, folded between letters, never within one."""
    parts, part, room = [], b"", OCTETS
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > room:
            parts.append(part)
            # A blank begins each further line.
            part, room = b"", OCTETS - 1
        part += octets
    return b"\r\n ".join([*parts, part]) + b"\r\n"
