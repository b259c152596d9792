"""Two projects of a supporter and a prefecture over two open months, and people of both sides.

June and what lies before it is loaded.
"""

import uuid
from datetime import date
from decimal import Decimal

from aidtrack.values.refusals import Refused
from pairings.models import Role
from projects.models import Project, ReportingMonth, StatusReport, Transfer
from projects.money.acceptance import accept_transfers, refuse_transfers
from projects.money.transfers import record_transfer, reverse_transfer, state_confirmation
from projects.month.due import due_row
from projects.month.review.decisions import send_back, verify
from projects.month.saving import save_claim, submit
from projects.month.withdrawal import take_back
from tests import make
from tests.cast.sides import Sides

TODAY, STARTED = date(2011, 9, 30), date(2011, 5, 2)
JULY, AUGUST = date(2011, 7, 1), date(2011, 8, 1)
# So much that no amount is unlikely.
PLENTY = 10**12


class TwoSides(Sides):
    """Each deed takes whoever does it, and is refused where it may not be done.

    Every amount that is recorded is its own, so that a transfer is told by its amount.
    """

    def __init__(self):
        super().__init__()
        Project.objects.filter(pk=self.project.pk).update(planned_aid=PLENTY, started_on=STARTED)
        self.project.refresh_from_db()
        other = make.project(
            supporter=self.giver, recipient=self.county, planned_aid=PLENTY, started_on=STARTED
        )
        self.projects = [self.project, other]
        self.programme.follow_loading()
        self.june = self.programme.months.get(month=date(2011, 6, 1))
        self.months = [make.reporting_month(self.programme, month) for month in (JULY, AUGUST)]
        self.second_reviewer = make.member("reviewer", self.row)
        self.everybody = make.member("recorder", self.row)
        make.membership(user=self.everybody, role=Role.REVIEWER, organisation=self.row)
        make.membership(user=self.everybody, role=Role.RECORDER, organisation=self.giver)
        self.people = [
            self.front,
            self.front_reviewer,
            self.office,
            self.reviewer,
            self.second_reviewer,
            self.everybody,
        ]

    def record_money(self, person, project, on, amount) -> Transfer:
        return record_transfer(
            user=person,
            key=uuid.uuid4(),
            programme=self.programme,
            supporter=self.giver,
            receiver=self.county,
            project=project,
            level="at_project",
            on=on,
            amount=amount,
            today=TODAY,
        )

    def transfer(self, amount) -> Transfer:
        """The transfer of an amount as it stands: the last, where it was recorded again."""
        return Transfer.objects.with_sides().filter(amount=amount).latest("pk")

    def state_it(self, person, amount, *, stated):
        row = self.transfer(amount)
        state_confirmation(user=person, transfer=row, on=row.on, amount=stated, today=TODAY)

    def accept_it(self, person, amount):
        return accept_transfers(user=person, pks=[self.transfer(amount).pk])

    def refuse_it(self, person, amount):
        refuse_transfers(user=person, pks=[self.transfer(amount).pk], reason="未收到")

    def reverse_it(self, person, amount, on):
        reverse_transfer(
            user=person,
            key=uuid.uuid4(),
            transfer=self.transfer(amount),
            on=on,
            reason="录入有误",
            today=TODAY,
        )

    def claim(self, person, project, month, amount):
        """Claims what has arrived by the month's end and submits it, unless a report waits."""
        if self.awaiting(project, month):
            raise Refused("a report waits already")
        StatusReport.objects.filter(project=project, month=month, state="returned").delete()
        make.status_report(
            project,
            month,
            entered_by=person,
            state="submitted",
            stage="under_construction",
            started_on=STARTED,
            physical_progress=20,
            disbursed_to_date=amount,
            is_correction=True,
        )

    def report_on(self, person, project, month, amount):
        """Enters a claim, or corrects the one that holds, and submits it: ``claim`` by the road."""
        month = ReportingMonth.objects.get(pk=month.pk)
        report = due_row(month, project, person).report
        values = {
            "stage": "under_construction",
            "started_on": STARTED,
            "physical_progress": Decimal(20),
            "disbursed_to_date": amount,
            "is_correction": True,
            "note": "核对",
        }
        row = save_claim(
            user=person,
            month=month,
            project=project,
            values=values,
            seen_version=report.version if report else 0,
        )
        submit(user=person, month=month, seen_versions={project.code: row.report.version})

    def awaiting(self, project, month) -> dict[int, int]:
        """{id: version} of the report that waits, of one at most."""
        reports = StatusReport.objects.awaiting_review().filter(project=project, month=month)
        return dict(reports.values_list("pk", "version"))

    def verify_it(self, person, project, month):
        versions = self.awaiting(project, month)
        return verify(user=person, seen_versions=versions, checked=set(versions))

    def return_it(self, person, project, month):
        send_back(user=person, seen_versions=self.awaiting(project, month), reason="请核对")

    def take_back_it(self, person, project, month):
        """The verification that holds; gives whether there was one."""
        reports = StatusReport.objects.holding().filter(project=project, month=month)
        for report in reports:
            take_back(user=person, report=report)
        return bool(reports)
