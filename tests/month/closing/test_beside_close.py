"""Whatever is done to a report waits for a close under way, and a close for whatever is done."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.utils.translation import override

from aidtrack.values.refusals import Refused
from projects.evidence.files import add_evidence
from projects.evidence.removal import remove_evidence
from projects.models import Evidence, ReportingMonth, StatusReport
from projects.month.facts import recorded_amount
from projects.month.review.decisions import send_back
from projects.month.rounds import close_month
from projects.month.withdrawal import take_back, withdraw
from tests import make
from tests.cast.office import Office
from tests.cast.two_sides import TwoSides
from tests.web.parallel import only_on_a_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite"),
]
A_WHILE = 0.4


class Cycle(Office):
    """An office whose report is brought to where a deed begins."""

    def __init__(self, deed: str):
        super().__init__()
        if deed != "save":
            self.report = self.enter().report
        if deed in ("withdraw", "verify", "return", "take back"):
            self.report = self.submit()
        if deed == "take back":
            self.report = self.verify(self.report)

    def save(self):
        self.enter()

    def submit_it(self):
        self.submit()

    def withdraw(self):
        version = self.report.version
        withdraw(user=self.recorder, month=self.month, project=self.project, seen_version=version)

    def verify_it(self):
        self.verify(self.report)

    def send_back(self):
        versions = {self.report.pk: self.report.version}
        send_back(user=self.reviewer, seen_versions=versions, reason="请核对")

    def take_back(self):
        take_back(user=self.reviewer, report=self.report)

    def attach(self):
        upload = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 %%EOF")
        add_evidence(owner=self.report, upload=upload, by=self.recorder, key=uuid4())

    def close(self):
        close_month(user=self.administrator, month=self.month, reason="已到上报日")


DEEDS = {
    "save": Cycle.save,
    "submit": Cycle.submit_it,
    "withdraw": Cycle.withdraw,
    "verify": Cycle.verify_it,
    "return": Cycle.send_back,
    "take back": Cycle.take_back,
    "attach": Cycle.attach,
}


def beside(first, second):
    """Does the second in a thread of its own while the first is not committed yet; gives whether
    it waited for the first, and what it was refused with.
    """

    def call():
        try:
            with override("en"):
                second()
        except (Refused, PermissionDenied) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            first()
            later = threads.submit(call)
            time.sleep(A_WHILE)
            has_waited = not later.done()
        return has_waited, later.result()


@pytest.mark.parametrize("deed", DEEDS)
def test_a_close_waits_for_what_is_done_to_a_report(deed):
    office = Cycle(deed)

    has_waited, _refusal = beside(lambda: DEEDS[deed](office), office.close)

    is_closed = ReportingMonth.objects.get().is_closed
    assert has_waited
    assert is_closed == (not StatusReport.objects.awaiting_review().exists())


@pytest.mark.parametrize("deed", ["save", "submit", "take back", "attach"])
def test_what_is_done_to_a_report_waits_for_a_close_and_is_refused(deed):
    office = Cycle(deed)
    before = list(StatusReport.objects.values_list("state", "version"))

    has_waited, refusal = beside(office.close, lambda: DEEDS[deed](office))

    assert has_waited
    assert refusal is not None
    assert list(StatusReport.objects.values_list("state", "version")) == before


def test_two_recorders_of_one_month_do_not_wait_for_each_other():
    office = Cycle("save")
    other_project = office.another_project()

    has_waited, refusal = beside(office.save, lambda: office.enter(project=other_project))

    assert (has_waited, refusal) == (False, None)


def test_a_verification_waits_for_a_close_of_the_month_whose_money_it_reaches():
    sides = TwoSides()
    july, august = sides.months
    administrator = make.administrator()
    sides.record_money(sides.office, sides.project, date(2011, 7, 5), Decimal(1000))
    sides.claim(sides.office, sides.project, august, Decimal(5000))

    has_waited, refusal = beside(
        lambda: close_month(user=administrator, month=july, reason="已到上报日"),
        lambda: sides.verify_it(sides.reviewer, sides.project, august),
    )

    assert (has_waited, refusal) == (True, None)
    assert recorded_amount(sides.project, on=july.ends_on) == 0
    assert recorded_amount(sides.project, on=august.ends_on) == 5000


OWNERS = {
    "project": lambda office: office.project,
    "pairing": lambda office: office.project.lead_pairing,
    "report": lambda office: office.report,
}


def removal_beside(owner: str):
    """An office, a file of its recorder's, and the removal of that."""
    office = Cycle("attach")
    person = make.member("recorder", office.project.lead_pairing.recipient)
    make.membership(user=person, organisation=office.prefecture, role="recorder")
    upload = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 %%EOF")
    file = add_evidence(owner=OWNERS[owner](office), upload=upload, by=person, key=uuid4())
    return office, lambda: remove_evidence(file, by=person, reason="传错了项目")


@pytest.mark.parametrize("owner", OWNERS)
def test_the_removal_of_a_file_waits_for_a_close_and_is_refused(owner):
    office, remove = removal_beside(owner)

    has_waited, refusal = beside(office.close, remove)

    assert has_waited
    assert isinstance(refusal, PermissionDenied)
    assert Evidence.objects.exists()


@pytest.mark.parametrize("owner", OWNERS)
def test_a_close_waits_for_the_removal_of_a_file(owner):
    office, remove = removal_beside(owner)

    has_waited, refusal = beside(remove, office.close)

    assert (has_waited, refusal) == (True, None)
    assert ReportingMonth.objects.get().is_closed
    assert not Evidence.objects.exists()
