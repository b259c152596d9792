import sys

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from aidtrack.start import preparing


class Command(BaseCommand):
    help = "Bring the database to where the program can serve; keeps what people entered."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", help="the port to be served on, refused when in use")

    def handle(self, *, port, **options):
        try:
            if port is not None:
                preparing.require_free_port(port)
            preparing.require_reachable_database()
            preparing.bring_schema_up_to_date()
        except preparing.NotReady as sentence:
            self.stderr.write(str(sentence))
            sys.exit(1)
        call_command("compile_catalogues", verbosity=0)
        self.fill()

    def fill(self):
        # By name: the models and commands belong to apps that import this one, never the reverse.
        if apps.get_model("pairings", "Organisation").objects.exists():
            self.stdout.write("The database holds data already: nothing was loaded or drawn.")
        else:
            # Both or neither: a database with organisations is taken for one that was filled.
            with transaction.atomic():
                call_command("load_fixtures", stdout=self.stdout)
                if settings.DEMO:
                    call_command("illustrate", stdout=self.stdout)
        if settings.DEMO:
            call_command("demo_accounts", stdout=self.stdout)
            call_command("demo_month", stdout=self.stdout)
