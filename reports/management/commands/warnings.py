"""What calls for attention under a programme, as of a day: a table, CSV or JSON."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from aidtrack.management.printing import (
    CHINESE,
    FORMATS,
    check_choices,
    day_from,
    refused,
    write_rows,
)
from projects.figures.table import SCOPES
from projects.figures.viewpoint import default_day, default_programme
from projects.models import Programme
from reports.followup.warnings.catalogue import warnings
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.standpoint import Standpoint

COLUMNS = ["rule", "subject", "level", "value", "numerator", "denominator", "since"]


class Command(BaseCommand):
    help = "Print the warnings in force under a programme, as of a day."

    def add_arguments(self, parser):
        parser.add_argument(
            "programme", nargs="?", help="code of the programme; by default the last reported on"
        )
        parser.add_argument("--as-of", help="a day, YYYY-MM-DD; by default the last one reported")
        parser.add_argument("--scope", default="local", help=", ".join(SCOPES))
        parser.add_argument("--format", default="table", help=", ".join(FORMATS))

    def handle(self, *args, programme, as_of, scope, format, **options):
        plan = self.programme(programme)
        on = day_from(as_of) if as_of else default_day(plan)
        if on < plan.starts_on:
            raise CommandError(
                f"{plan.code} begins on {plan.starts_on}: "
                "choose that day or a later one for --as-of.",
                returncode=2,
            )
        check_choices(("scope", scope, SCOPES), ("format", format, FORMATS))
        with override(CHINESE):
            at = Standpoint(plan, scope, on, today=timezone.localdate())
            rows = [row(warning) for warning in warnings(at)]
        write_rows(rows, COLUMNS, format, self.stdout)

    def programme(self, code: str | None) -> Programme:
        if code is None:
            plan = default_programme(Programme.objects.all())
            if plan is None:
                raise CommandError("No programme is loaded: load one first.", returncode=2)
            return plan
        plan = Programme.objects.filter(code=code).first()
        if plan is None:
            codes = Programme.objects.values_list("code", flat=True)
            raise refused(f"There is no programme {code!r}", "programmes", codes)
        return plan


def row(warning: ComputedWarning) -> dict:
    return {
        "rule": warning.rule.code,
        "subject": f"{warning.subject}",
        "level": str(warning.level.value),
        "value": plain(warning.value),
        "numerator": plain(warning.numerator),
        "denominator": plain(warning.denominator),
        "since": f"{warning.since:%Y-%m-%d}",
    }


def plain(number) -> str | None:
    """Without zeros behind the point that say nothing."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
