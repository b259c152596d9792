from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from aidtrack.store.backup import taking
from aidtrack.store.backup.archive import BackupRefused


class Command(BaseCommand):
    help = "Write one archive of database, evidence and loads into a folder, while people work."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *, folder, **options):
        try:
            path, manifest = taking.take(folder)
        except BackupRefused as sentence:
            raise CommandError(str(sentence)) from None
        except OSError as error:
            raise CommandError(f"No backup was written to {folder}: {error}.") from None
        for name in manifest["rows_without_file"]:
            self.stderr.write(f"A row names a file that is not there: {name}")
        for name in manifest["files_without_row"]:
            self.stderr.write(f"No row names this file: {name}")
        count = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{path}: {count} rows, {len(manifest['files'])} files.")
