"""Opens a month for the demonstration, takes some reports part of the way, and draws tasks."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pairings.models import Organisation
from projects.models import Programme
from reports.demo.follow_up import Cast, demonstrate_follow_up
from reports.demo.management.commands.demo_accounts import HEADQUARTERS, HOTAN, REGION
from reports.demo.month import demonstrate_month

PROGRAMME = "2011-plan"
PEOPLE = {"recorder", "reviewer", "headquarters"}
WHO_FOLLOWS_UP = {"leader", "recorder", "reviewer"}
OFFICES = {"region": REGION, "office": HOTAN, "headquarters": HEADQUARTERS["ref"]}


class Command(BaseCommand):
    help = "Open a month of the demonstration, with reports in every state."
    requires_system_checks = []

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("Demo reports are made only with AIDTRACK_DEMO=1.")
        people = {user.username: user for user in get_user_model().objects.all()}
        programme = Programme.objects.filter(code=PROGRAMME).first()
        if programme is None or not people.keys() >= PEOPLE:
            self.stdout.write("No month was opened: the plan of 2011 or the demo accounts miss.")
            return
        month = demonstrate_month(
            programme,
            **{name: people[name] for name in PEOPLE},
            today=timezone.localdate(),
        )
        self.stdout.write(f"Month {month.label} is open, due {month.due_on} (illustrative).")
        self.follow_up(programme, people)

    def follow_up(self, programme: Programme, people: dict):
        by_ref = {office.ref: office for office in Organisation.objects.all()}
        if "leader" not in people or not by_ref.keys() >= set(OFFICES.values()):
            return
        cast = Cast(
            **{name: people[name] for name in WHO_FOLLOWS_UP},
            **{name: by_ref[ref] for name, ref in OFFICES.items()},
        )
        count = demonstrate_follow_up(programme, cast, today=timezone.localdate())
        self.stdout.write(f"Follow-up tasks: {count} (illustrative).")
