from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

# Known to everybody who reads this file, which is why they exist in the demonstration only.
PASSWORDS = {"admin": "demo-admin-2011", "leader": "demo-leader-2011"}


class Command(BaseCommand):
    help = "Make and print the accounts of the demonstration."
    requires_system_checks = []

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError(
                "Demo accounts have known passwords: they are made only with AIDTRACK_DEMO=1."
            )
        self.stdout.write("Accounts:")
        for name, password in PASSWORDS.items():
            account = self.account(name, password)
            known = password if account.check_password(password) else "(as its owner changed it)"
            self.stdout.write(f"    {name:8} password {known}")

    def account(self, name, password):
        """The account as it is; made only when there is none, so a changed password stays."""
        accounts = get_user_model().objects
        existing = accounts.filter(username=name).first()
        if existing:
            return existing
        if name == "admin":
            return accounts.create_superuser(name, password=password)
        return accounts.create_user(name, password=password)
