from datetime import timedelta

from django.core.files.storage import storages
from django.core.management.base import BaseCommand
from django.utils import timezone

from aidtrack.store.backup.files import STORAGES
from aidtrack.store.sweeping import unnamed_files


class Command(BaseCommand):
    help = "Delete stored files that no row names and that are older than a day."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="name them, delete nothing")
        parser.add_argument("--hours", type=int, default=24, help="leave younger ones (24)")

    def handle(self, *, dry_run, hours, **options):
        before = timezone.now() - timedelta(hours=hours)
        count = 0
        for alias in STORAGES:
            for name in unnamed_files(alias, before=before):
                count += 1
                self.stdout.write(f"{alias}/{name}")
                if not dry_run:
                    storages[alias].delete(name)
        self.stdout.write(f"{count} files {'would be ' if dry_run else ''}deleted.")
