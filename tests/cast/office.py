"""An office of a prefecture and those who enter and review its month."""

from datetime import date
from decimal import Decimal

from projects.month.due import due_row
from projects.month.review.decisions import verify
from projects.month.saving import save_claim, submit
from tests import make

JULY, END = date(2011, 7, 1), date(2011, 7, 31)
WAN = 10_000
MONTH = "/months/2011-plan/2011-07/"


class Office:
    """A prefecture with a recorder, a colleague, a reviewer, and a project due in July."""

    def __init__(self, **fields):
        self.prefecture = make.prefecture()
        self.recorder = make.member("recorder", self.prefecture)
        self.colleague = make.member("recorder", self.prefecture)
        self.reviewer = make.member("reviewer", self.prefecture)
        self.administrator = make.administrator()
        self.project = self.another_project(**fields)
        self.month = make.reporting_month(self.project.programme)

    def another_project(self, **fields):
        recipient = make.county(reported_under=self.prefecture)
        return make.project(recipient=recipient, **{"planned_aid": 900 * WAN, **fields})

    def enter(self, person=None, *, month=None, version=None, project=None, **values):
        project, month = project or self.project, month or self.month
        row = due_row(month, project, person or self.recorder)
        seen_version = version if version is not None else (row.report.version if row.report else 0)
        return save_claim(
            user=person or self.recorder,
            month=month,
            project=project,
            values={**STARTED, **values},
            seen_version=seen_version,
        )

    def submit(self, person=None, *, month=None):
        row = due_row(month or self.month, self.project, self.recorder)
        versions = {self.project.code: row.report.version}
        (report,) = submit(
            user=person or self.recorder, month=month or self.month, seen_versions=versions
        )
        return report

    def verify(self, report, person=None):
        (verified,) = verify(
            user=person or self.reviewer,
            seen_versions={report.pk: report.version},
            checked={report.pk},
        )
        self.project.refresh_from_db()
        return verified

    def whole_round(self, *, month=None, **values):
        self.enter(month=month, **values)
        return self.verify(self.submit(month=month))


STARTED = {
    "stage": "under_construction",
    "started_on": date(2011, 7, 5),
    "physical_progress": Decimal(20),
    "disbursed_to_date": Decimal(300 * WAN),
}


def as_(client, person):
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def submitted(office):
    office.enter()
    return office.submit()
