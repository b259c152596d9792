from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from aidtrack.accounts import notices
from aidtrack.accounts.second_factor import forget
from aidtrack.accounts.sessions import end_stays


class Command(BaseCommand):
    help = "Take away the second factor of somebody who lost it, and sign them out everywhere."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, username, **options):
        person = get_user_model().objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no account {username}.")
        forget(person)
        end_stays(person, on=timezone.now(), current=None)
        notices.tell(person, notices.FORGOTTEN)
        self.stdout.write(f"{username} signs in with the password alone.")
