from django.conf import settings
from django.core.management.base import BaseCommand

from aidtrack.start import catalogues


class Command(BaseCommand):
    help = "Compile the message catalogues that changed."
    requires_system_checks = []

    def handle(self, **options):
        compiled = [
            path for folder in settings.LOCALE_PATHS for path in catalogues.compile_stale(folder)
        ]
        if options["verbosity"]:
            self.stdout.write(f"Message catalogues compiled: {len(compiled)}.")
