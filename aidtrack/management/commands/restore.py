from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from aidtrack.store.backup import archive, comparing, restoring
from aidtrack.store.backup.archive import BackupRefused
from aidtrack.store.backup.rows import snapshot


class Command(BaseCommand):
    help = "Restore a backup into an empty database and empty folders, or compare it with them."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a backup, or a folder: its newest one")
        parser.add_argument(
            "--verify", action="store_true", help="write nothing; print every difference"
        )

    def handle(self, *, path, verify, **options):
        try:
            path = archive.newest(path)
            with archive.opened(path) as reader:
                self.verify(reader) if verify else restoring.restore(reader)
        except BackupRefused as sentence:
            raise CommandError(str(sentence)) from None
        self.stdout.write(f"{path}: {'equal to what is here' if verify else 'restored, equal'}.")

    def verify(self, reader):
        with snapshot():
            differences = [*comparing.differences(reader)]
        for difference in differences:
            self.stdout.write(difference)
        if differences:
            raise CommandError(f"{reader.path}: {len(differences)} differences from what is here.")
