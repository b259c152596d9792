from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

REGION, HOTAN, BEIJING = "650000", "653200", "110000"
# Illustrative: no source gives the front headquarters a reference, and the fixtures hold what
# sources give.
HEADQUARTERS = {
    "ref": "BJ-HQ",
    "name": "北京市援疆和田指挥部",
    "name_en": "Beijing Aid Headquarters in Hotan",
    "kind": "headquarters",
}


@dataclass(frozen=True)
class Account:
    """Somebody of the demonstration, in one role for one organisation. The people are invented."""

    name: str
    person: str
    role: str
    organisation: str

    @property
    def password(self) -> str:
        """Known to everybody who reads this, which is why it is for the demonstration only."""
        return f"demo-{self.name}-2011"


ACCOUNTS = (
    Account("admin", "王建国", "administrator", REGION),
    Account("leader", "李明远", "leader", REGION),
    Account("auditor", "周慧敏", "auditor", REGION),
    Account("recorder", "陈静", "recorder", HOTAN),
    Account("reviewer", "阿迪力·买买提", "reviewer", HOTAN),
    Account("headquarters", "赵海涛", "recorder", HEADQUARTERS["ref"]),
)


class Command(BaseCommand):
    help = "Make and print the accounts of the demonstration."
    requires_system_checks = []

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError(
                "Demo accounts have known passwords: they are made only with AIDTRACK_DEMO=1."
            )
        # By name: the models belong to an app that imports this one, never the reverse.
        self.organisations = apps.get_model("pairings", "Organisation").objects
        self.make_headquarters()
        self.stdout.write("Accounts:")
        missing = [row.organisation for row in ACCOUNTS if not self.show(row)]
        if missing:
            self.stdout.write(
                f"Without the organisations {', '.join(sorted(set(missing)))} their people see "
                "no rows: load the fixtures and run this again."
            )

    def make_headquarters(self):
        if parent := self.organisations.filter(ref=BEIJING).first():
            facts = {**HEADQUARTERS, "parent": parent}
            self.organisations.get_or_create(ref=facts.pop("ref"), defaults=facts)

    def show(self, row: Account) -> bool:
        """Makes and prints an account; returns whether its organisation exists."""
        account = self.account(row)
        password = (
            row.password if account.check_password(row.password) else "(as its owner changed it)"
        )
        organisation = self.organisations.filter(ref=row.organisation).first()
        where = organisation.name if organisation else f"no organisation {row.organisation}"
        self.stdout.write(
            f"    {row.name:12} password {password:26} {row.role:13} {where}, {row.person}"
        )
        return organisation is not None

    def account(self, row: Account):
        """The account as it is; made only when there is none, so a changed password stays."""
        accounts = get_user_model().objects
        account = accounts.filter(username=row.name).first() or self.new_account(row)
        organisation = self.organisations.filter(ref=row.organisation).first()
        # Roles that an administrator has changed stay as they are.
        if organisation and not account.memberships.exists():
            account.memberships.create(organisation=organisation, role=row.role)
        return account

    def new_account(self, row: Account):
        accounts = get_user_model().objects
        make = accounts.create_superuser if row.name == "admin" else accounts.create_user
        # The whole name in one field: Django writes the family name last.
        return make(
            row.name,
            email=f"{row.name}@aidtrack.example",
            password=row.password,
            first_name=row.person,
        )
