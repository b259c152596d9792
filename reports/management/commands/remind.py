"""Reminds people of what waits for them, and tells of exemptions; run it daily."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.todo.reminders import has_reminded, remind, reminders


class Command(BaseCommand):
    help = "Mail those for whom something waits; with --dry-run show it, send nothing."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="print, send nothing")
        parser.add_argument(
            "--again", action="store_true", help="send although the mails of the day were sent"
        )
        parser.add_argument("--on", help="as if today were this day, YYYY-MM-DD")

    def handle(self, *args, dry_run, again, on, **options):
        day = self.day(on)
        if dry_run:
            due = reminders(on=day) if again or not has_reminded(on=day) else []
            for reminder in due:
                self.show(reminder)
        else:
            due = remind(on=day, again=again)
        for reminder in due:
            if not reminder.user.email:
                self.stderr.write(
                    f"{reminder.user} has no mail address: add one in the administration."
                )
        sent = sum(bool(reminder.user.email) for reminder in due)
        self.stdout.write(f"{'Would send' if dry_run else 'Sent'}: {sent} on {day}.")

    def day(self, text):
        if not text:
            return timezone.localdate()
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise CommandError(f"Give the date as 2011-08-03, not {text!r}.") from None

    def show(self, reminder):
        self.stdout.write(f"To: {reminder.user.email or '—'}\nSubject: {reminder.subject}\n")
        self.stdout.write(reminder.body)
