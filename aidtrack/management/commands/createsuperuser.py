import os
from getpass import getpass

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError
from django.utils.translation import override

from aidtrack.accounts.passwords import refusals

GIVEN_PASSWORD = "DJANGO_SUPERUSER_PASSWORD"  # noqa: S105


class Command(createsuperuser.Command):
    """Django's own offers to pass over the rules of passwords, and skips them by itself."""

    help = "Make the first administrator, whose password keeps to the rules for all."

    @override("en")
    def handle(self, *args, **options):
        if options["interactive"] and self.stdin.isatty():
            return self.make(*self.answers(options))
        if password := os.environ.get(GIVEN_PASSWORD):
            username = options["username"] or os.environ.get("DJANGO_SUPERUSER_USERNAME", "")
            if reasons := refusals(password, username=username, email=options["email"] or ""):
                raise CommandError(" ".join(reasons))
        return super().handle(*args, **options)

    def make(self, username: str, email: str, password: str):
        self.UserModel.objects.create_superuser(username, email, password)
        self.stdout.write("Superuser created successfully.")

    def answers(self, options) -> tuple[str, str, str]:
        username = options["username"] or self.answer("username")
        if taken := self._validate_username(username, "Username", options["database"]):
            raise CommandError(taken)
        email = options["email"] or self.answer("email")
        return username, email, self.password(username, email)

    def answer(self, name: str) -> str:
        field = self.UserModel._meta.get_field(name)
        value = None
        while value is None:
            value = self.get_input_data(field, self._get_input_message(field))
        return value

    def password(self, username: str, email: str) -> str:
        """Asks until there is one that keeps to the rules, entered twice."""
        while True:
            password, again = getpass(), getpass("Password (again): ")
            reasons = refusals(password, username=username, email=email)
            if password != again:
                reasons = ["The two passwords differ."]
            if not reasons:
                return password
            self.stderr.write("\n".join(reasons))
