from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from aidtrack.store import fixtures


class Command(BaseCommand):
    help = "Load fixtures in any order, all or nothing; what is held as written is left alone."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="*", type=Path, metavar="FILE", help="default: all of fixtures/*.json"
        )

    def handle(self, *, files, **options):
        files = files or sorted((settings.BASE_DIR / "fixtures").glob("*.json"))
        try:
            # The models' own messages too, so that a sentence is in one language.
            with translation.override("en"):
                count = fixtures.load_fixtures(files)
        except fixtures.FixtureError as error:
            raise CommandError(
                f"{error} Nothing was loaded: mend the file and load it again."
            ) from None
        self.stdout.write(
            f"Fixtures loaded: {count['created']} created, {count['changed']} changed, "
            f"{count['unchanged']} unchanged."
        )
