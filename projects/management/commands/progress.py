"""How far a programme is, as of a day: a table, CSV or JSON."""

import csv
import json
from datetime import date
from io import StringIO
from unicodedata import east_asian_width

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from projects.figures.table import BY, COLUMNS, SCOPES, notes_on_falls, tabulate
from projects.models import Programme

FORMATS = ("table", "csv", "json")
CHINESE = "zh-hans"


class Command(BaseCommand):
    help = "Print how far a programme is, as of a day, by group."

    def add_arguments(self, parser):
        parser.add_argument("programme", help="code of the programme: 2011-plan")
        parser.add_argument("--as-of", help="a day, YYYY-MM-DD; by default the last one reported")
        parser.add_argument("--by", default="prefecture", help=", ".join(BY))
        parser.add_argument("--scope", default="local", help=", ".join(SCOPES))
        parser.add_argument("--format", default="table", help=", ".join(FORMATS))

    def handle(self, *args, programme, as_of, by, scope, format, **options):
        plan = Programme.objects.filter(code=programme).first()
        if plan is None:
            codes = Programme.objects.values_list("code", flat=True)
            raise refused(f"There is no programme {programme!r}", "programmes", codes)
        on = self.day(plan, as_of)
        for name, value, choices in (
            ("grouping", by, BY),
            ("scope", scope, SCOPES),
            ("format", format, FORMATS),
        ):
            if value not in choices:
                raise refused(f"There is no {name} {value!r}", f"{name}s", choices)
        # The groups carry the names as printed, whatever language the machine speaks.
        with override(CHINESE):
            rows = tabulate(plan, by=by, scope=scope, on=on)
            notes = notes_on_falls(plan, scope=scope, on=on) if by == "month" else []
        WRITERS[format](rows, self.stdout)
        # Beside the table, so that what reads CSV or JSON is not disturbed.
        for note in notes:
            self.stderr.write(note)

    def day(self, programme: Programme, as_of: str | None) -> date:
        if as_of is None:
            return programme.reported_through or programme.starts_on
        try:
            on = date.fromisoformat(as_of)
            if as_of != on.isoformat():  # a week date, say
                raise ValueError(as_of)
        except ValueError:
            raise CommandError(
                f"{as_of!r} is not a day: give --as-of as YYYY-MM-DD, 2011-06-30.", returncode=2
            ) from None
        if on < programme.starts_on:
            raise CommandError(
                f"{programme.code} begins on {programme.starts_on}: "
                "choose that day or a later one for --as-of.",
                returncode=2,
            )
        return on


def refused(what: str, plural: str, choices) -> CommandError:
    """One sentence that names the choices; the exit code says that the arguments were wrong."""
    return CommandError(f"{what}: the {plural} are {', '.join(choices)}.", returncode=2)


def text(value) -> str:
    return "" if value is None else str(value)


def write_csv(rows, out):
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([text(row[name]) for name in COLUMNS] for row in rows)
    out.write(lines.getvalue())


def write_json(rows, out):
    plain = [{k: v if isinstance(v, int) else text(v) or None for k, v in r.items()} for r in rows]
    out.write(json.dumps(plain, ensure_ascii=False, indent=2))


def write_table(rows, out):
    """Columns as wide as their longest cell; a Chinese character takes two places."""
    lines = [COLUMNS, *([text(row[name]) for name in COLUMNS] for row in rows)]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell + " " * (w - width(cell)) if i < 2 else " " * (w - width(cell)) + cell
            for i, (cell, w) in enumerate(zip(line, widths, strict=True))
        ]
        out.write("  ".join(cells).rstrip())


def width(cell: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in cell)


WRITERS = {"csv": write_csv, "json": write_json, "table": write_table}
