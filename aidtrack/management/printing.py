"""What commands that print figures share: their arguments, and rows as table, CSV or JSON."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from unicodedata import east_asian_width

from django.core.management.base import CommandError

# The groups carry the names as printed, whatever language the machine speaks.
CHINESE = "zh-hans"


def refused(what: str, plural: str, choices: Iterable[str]) -> CommandError:
    """One sentence that names the choices; the exit code says that the arguments were wrong."""
    return CommandError(f"{what}: the {plural} are {', '.join(choices)}.", returncode=2)


def check_choices(*chosen: tuple[str, str, Iterable[str]]):
    """Refuses the first value that is not among its choices; each is a name, value and choices."""
    for name, value, choices in chosen:
        if value not in choices:
            raise refused(f"There is no {name} {value!r}", f"{name}s", choices)


def day_from(as_of: str) -> date:
    try:
        on = date.fromisoformat(as_of)
        if as_of != on.isoformat():  # a week date, say
            raise ValueError(as_of)
    except ValueError:
        raise CommandError(
            f"{as_of!r} is not a day: give --as-of as YYYY-MM-DD, 2011-06-30.", returncode=2
        ) from None
    return on


def write_rows(rows: Sequence[Mapping], columns: Sequence[str], format: str, out):
    """``format`` is one of FORMATS; None prints as nothing."""
    WRITERS[format](rows, columns, out)


def _text(value) -> str:
    return "" if value is None else str(value)


def _write_csv(rows, columns, out):
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_text(row[name]) for name in columns] for row in rows)
    out.write(lines.getvalue())


def _write_json(rows, columns, out):
    plain = [{k: v if isinstance(v, int) else _text(v) or None for k, v in r.items()} for r in rows]
    out.write(json.dumps(plain, ensure_ascii=False, indent=2))


def _write_table(rows, columns, out):
    """Columns as wide as their longest cell; a Chinese character takes two places."""
    lines = [columns, *([_text(row[name]) for name in columns] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell + " " * (w - _width(cell)) if i < 2 else " " * (w - _width(cell)) + cell
            for i, (cell, w) in enumerate(zip(line, widths, strict=True))
        ]
        out.write("  ".join(cells).rstrip())


def _width(cell: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in cell)


WRITERS = {"table": _write_table, "csv": _write_csv, "json": _write_json}
FORMATS = tuple(WRITERS)
