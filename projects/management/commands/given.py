"""What was given under a scheme that is not money, as of a day: a table, CSV or JSON."""

from decimal import Decimal

from django.core.management.base import BaseCommand
from django.utils.translation import override

from aidtrack.management.printing import (
    CHINESE,
    FORMATS,
    check_choices,
    day_from,
    refused,
    write_rows,
)
from aidtrack.values.intervals import printed
from aidtrack.values.numbers import plain
from pairings.models import Scheme
from projects.contributions.given import GROUPINGS, GivenLine, lines, quantities

COLUMNS = ("group", "counting_unit", "planned", "low", "high", "under_way", "rows")


class Command(BaseCommand):
    help = "Print what was given under a scheme that is not money, as of a day, by group."

    def add_arguments(self, parser):
        parser.add_argument("scheme", help="code of the scheme: SX-UNIONS")
        parser.add_argument("--as-of", required=True, help="a day, YYYY-MM-DD")
        parser.add_argument("--by", default="counting-unit", help=", ".join(GROUPINGS))
        parser.add_argument("--format", default="table", help=", ".join(FORMATS))

    def handle(self, *args, scheme, as_of, by, format, **options):
        found = Scheme.objects.filter(code=scheme).first()
        if found is None:
            codes = Scheme.objects.values_list("code", flat=True)
            raise refused(f"There is no scheme {scheme!r}", "schemes", codes)
        check_choices(("grouping", by, GROUPINGS), ("format", format, FORMATS))
        with override(CHINESE):
            rows = quantities(found.contributions.all(), on=day_from(as_of))
            printed_lines = [row_of(line) for line in lines(rows, GROUPINGS[by])]
        write_rows(printed_lines, COLUMNS, format, self.stdout)


def row_of(line: GivenLine) -> dict:
    """Empty where nothing is planned, where there is no upper bound, and where units do not add."""
    low, high = (line.done.low, line.done.high) if line.done else (None, None)
    return {
        "group": line.group,
        "counting_unit": line.counting_unit.code,
        "planned": _plain(line.planned),
        "low": _plain(low),
        "high": _plain(high),
        "under_way": line.under_way and printed(line.under_way).replace(",", ""),
        "rows": line.rows,
    }


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
