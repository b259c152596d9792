"""The two sides of a pairing, whose people record money and confirm each other's."""

import uuid
from datetime import date
from decimal import Decimal

from pairings.models import Organisation
from projects.money.transfers import record_transfer, reverse_transfer, state_confirmation
from tests import make

TODAY, JULY, JUNE = date(2011, 8, 20), date(2011, 7, 15), date(2011, 6, 15)
WAN = 10_000


class Sides:
    """A supporter with its front headquarters, a prefecture, a project of the two; and people."""

    def __init__(self):
        self.row, self.giver = make.prefecture("ROW"), make.supporter("GIVER")
        front = make.organisation(kind=Organisation.Kind.HEADQUARTERS, parent=self.giver)
        self.county = make.county(reported_under=self.row)
        self.unit = make.reporting_unit(make.reporting_row(self.row), self.giver)
        self.project = make.project(
            code="OWN", supporter=self.giver, recipient=self.county, planned_aid=1000 * WAN
        )
        self.programme = self.project.programme
        self.front = make.member("recorder", front)
        self.front_reviewer = make.member("reviewer", front)
        self.office = make.member("recorder", self.row)
        self.reviewer = make.member("reviewer", self.row)
        self.stranger = make.member("recorder", make.prefecture())

    def record(self, user=None, *, accepted=False, **fields):
        """Money that has arrived in the region, recorded by the front, unless named otherwise."""
        defaults = {"key": uuid.uuid4(), "level": "in_region", "on": JULY, "amount": Decimal(100)}
        defaults |= {"supporter": self.giver, "receiver": self.row, "today": TODAY}
        row = record_transfer(
            user=user or self.front, programme=self.programme, **{**defaults, **fields}
        )
        return make.counted(row) if accepted else row

    def at_project(self, user=None, **fields):
        defaults = {"level": "at_project", "project": self.project, "receiver": self.county}
        return self.record(user or self.office, **{**defaults, **fields})

    def state(self, user, transfer, **fields):
        statement = {"on": transfer.on, "amount": transfer.amount, "today": TODAY, **fields}
        return state_confirmation(user=user, transfer=transfer, **statement)

    def reverse(self, user, transfer, **fields):
        defaults = {"key": uuid.uuid4(), "on": transfer.on, "reason": "录入有误", "today": TODAY}
        return reverse_transfer(user=user, transfer=transfer, **{**defaults, **fields})
