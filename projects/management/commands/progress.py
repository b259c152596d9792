"""How far a programme is, as of a day: a table, CSV or JSON."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from aidtrack.management.printing import (
    CHINESE,
    FORMATS,
    check_choices,
    day_from,
    refused,
    write_rows,
)
from projects.figures.table import BY, COLUMNS, SCOPES, notes_on_falls, tabulate
from projects.models import Programme


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
        check_choices(("grouping", by, BY), ("scope", scope, SCOPES), ("format", format, FORMATS))
        with override(CHINESE):
            rows = tabulate(plan, by=by, scope=scope, on=on)
            notes = notes_on_falls(plan, scope=scope, on=on) if by == "month" else []
        write_rows(rows, COLUMNS, format, self.stdout)
        # Beside the table, so that what reads CSV or JSON is not disturbed.
        for note in notes:
            self.stderr.write(note)

    def day(self, programme: Programme, as_of: str | None) -> date:
        if as_of is None:
            return programme.reported_through or programme.starts_on
        on = day_from(as_of)
        if on < programme.starts_on:
            raise CommandError(
                f"{programme.code} begins on {programme.starts_on}: "
                "choose that day or a later one for --as-of.",
                returncode=2,
            )
        return on
