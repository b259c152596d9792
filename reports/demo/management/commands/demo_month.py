"""Opens a month for the demonstration, takes some reports part of the way, and draws tasks."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pairings.models import Organisation
from projects.models import Programme
from reports.demo.follow_up import Cast, demonstrate_follow_up
from reports.demo.management.commands.demo_accounts import HEADQUARTERS, HOTAN, REGION
from reports.demo.month import demonstrate_month
from reports.demo.offices import (
    FURTHER_OFFICES,
    OfficePeople,
    demonstrate_problems,
    people_of,
)

PROGRAMME = "2011-plan"
PEOPLE = {"recorder", "reviewer", "headquarters"}
OFFICES = {REGION, HOTAN, HEADQUARTERS["ref"]}


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
        by_ref = {office.ref: office for office in Organisation.objects.all()}
        offices = [people_of(by_ref[ref]) for ref in FURTHER_OFFICES if ref in by_ref]
        yesterday = timezone.now() - timedelta(days=1)
        count = demonstrate_problems(month, offices, at=yesterday)
        self.stdout.write(f"Problems of further offices: {count} (illustrative).")
        if "leader" in people and by_ref.keys() >= OFFICES:
            self.follow_up(programme, people, by_ref, offices)

    def follow_up(self, programme: Programme, people: dict, by_ref: dict, further: list):
        hotan = OfficePeople(by_ref[HOTAN], people["recorder"], people["reviewer"])
        headquarters = OfficePeople(by_ref[HEADQUARTERS["ref"]], people["headquarters"], None)
        cast = Cast(people["leader"], by_ref[REGION], hotan, headquarters, further)
        count = demonstrate_follow_up(programme, cast, today=timezone.localdate())
        self.stdout.write(f"Follow-up tasks: {count} (illustrative).")
