"""Draws the illustrative projects of programmes that have none."""

from django.core.management.base import BaseCommand, CommandError

from projects.models import Programme
from reports.demo.illustrating import ILLUSTRATED, illustrate


class Command(BaseCommand):
    help = "Draw illustrative projects, the same ones every time, for programmes without any."

    def add_arguments(self, parser):
        parser.add_argument(
            "programmes", nargs="*", metavar="programme", help=", ".join(ILLUSTRATED)
        )

    def handle(self, *args, programmes, **options):
        codes = programmes or ILLUSTRATED
        if unknown := [code for code in codes if code not in ILLUSTRATED]:
            raise CommandError(
                f"Nothing is drawn for {', '.join(unknown)}: choose {' or '.join(ILLUSTRATED)}.",
                returncode=2,
            )
        by_code = {p.code: p for p in Programme.objects.filter(code__in=codes)}
        if missing := [code for code in codes if code not in by_code]:
            raise CommandError(
                f"There is no programme {', '.join(missing)}: run manage.py load_fixtures first."
            )
        summaries = [summary(code, illustrate(by_code[code])) for code in codes]
        self.stdout.write(f"Illustrative projects: {'; '.join(summaries)}.")


def summary(code, draft) -> str:
    if draft is None:
        return f"{code} has projects already, nothing drawn"
    return f"{code} {len(draft.projects)} with {len(draft.transfers)} transfers"
