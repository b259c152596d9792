from django.core.management.base import CommandError
from django.core.management.commands import migrate

from aidtrack.start import preparing


class Command(migrate.Command):
    def handle(self, *args, **options):
        """Django's own, which would find nothing to do in a database from before 0.2."""
        try:
            preparing.require_database_since_0_2()
        except preparing.NotReady as sentence:
            raise CommandError(str(sentence)) from None
        super().handle(*args, **options)
