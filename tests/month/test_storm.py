"""Ten people at once do whatever comes, months are closed and opened again meanwhile: nothing but
refusals, and at the end what counts is what the ledger says that is kept by hand.

A deed is entered in the ledger before it is committed, while the project is still locked, so the
entries of a project stand in the order in which its deeds happened.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.db.models import F

from aidtrack.values.refusals import Refused
from projects.figures.progress import progress_on_days
from projects.models import Acceptance, LateEntry, Project, ReportingMonth, StatusReport, Transfer
from projects.month.closing.late import refuse, release
from projects.month.rounds import close_month, reopen_month
from projects.month.saving import ImpossibleClaim
from tests import make
from tests.cast.ledger import Ledger, Recorded, first_day
from tests.cast.two_sides import TwoSides
from tests.web.parallel import only_on_a_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite"),
]
# Deeds of each person: some seconds in all.
TIMES = 30
DAYS = [date(2011, 7, 20), date(2011, 7, 31), date(2011, 8, 31), date(2011, 9, 30)]
OFFICE = "record record confirm dispute accept withdraw_money report report report"
REVIEW = "verify verify verify accept accept refuse_money reverse send_back take_back"
ROUND = "close close reopen reopen reopen release release refuse_late accept"
PEOPLE = {
    "front": "record record confirm accept dispute withdraw_money",
    "second_front": "record record confirm accept dispute withdraw_money",
    "front_reviewer": "accept accept refuse_money reverse",
    "office": OFFICE,
    "second_office": OFFICE,
    "everybody": f"{OFFICE} {REVIEW}",
    "reviewer": REVIEW,
    "second_reviewer": REVIEW,
    "coordinator": ROUND,
    "second_coordinator": ROUND,
}


class Storm(TwoSides):
    """Each deed gives the project and what to enter in its ledger, or nothing."""

    def __init__(self):
        super().__init__()
        self.second_front = make.member("recorder", self.giver)
        self.second_office = make.member("recorder", self.row)
        self.coordinator, self.second_coordinator = make.administrator(), make.administrator()
        self.numbers = count(1)
        self.recorded = [[], []]
        self.entries = [[], []]
        self.wrong, self.done = [], []

    def blow(self, name, deeds):
        dice, person = random.Random(name), getattr(self, name)
        try:
            for _n in range(TIMES):
                self.act(dice.choice(deeds.split()), person, dice)
        finally:
            connections.close_all()

    def act(self, deed, person, dice):
        i = dice.randrange(2)
        try:
            with suppress(Refused, ValidationError, ImpossibleClaim), transaction.atomic():
                if entry := getattr(self, deed)(person, i, dice):
                    self.entries[i].append(entry)
                self.done.append(deed)
        except Exception as error:
            self.wrong.append(f"{deed}: {error!r}")

    def record(self, person, i, dice):
        on = date(2011, 7, 1) + timedelta(days=dice.randrange(66))
        amount = dice.randrange(1, 10) * 100_000 + next(self.numbers)
        row = self.record_money(person, self.projects[i], on, Decimal(amount))
        recorded = Recorded(amount, on, person, row.recorded_side)
        self.recorded[i].append(recorded)
        return lambda ledger: ledger.waiting.append(recorded)

    def chosen(self, i, dice) -> Recorded:
        if not self.recorded[i]:
            raise Refused("nothing was recorded")
        return dice.choice(self.recorded[i][-8:])

    def is_late(self, recorded) -> bool:
        return first_day(recorded.on) in self.closed()

    def closed(self) -> set:
        months = ReportingMonth.objects.filter(closed_at__isnull=False)
        return set(months.values_list("month", flat=True))

    def accept(self, person, i, dice):
        recorded = self.chosen(i, dice)
        if self.accept_it(person, recorded.amount):
            return self.vouched_for(recorded)

    def vouched_for(self, recorded):
        if self.is_late(recorded):
            return lambda ledger: ledger.wait_for_release(recorded)
        return lambda ledger: ledger.accept(recorded)

    def confirm(self, person, i, dice):
        recorded = self.chosen(i, dice)
        self.state_it(person, recorded.amount, stated=recorded.amount)
        enter = self.vouched_for(recorded)
        return lambda ledger: enter(ledger) if recorded.standing == "waits" else None

    def dispute(self, person, i, dice):
        recorded = self.chosen(i, dice)
        self.state_it(person, recorded.amount, stated=recorded.amount + 1)

    def refuse_money(self, person, i, dice):
        """By a reviewer it is taken back, by the other side it is disputed."""
        recorded = self.chosen(i, dice)
        self.refuse_it(person, recorded.amount)
        if person != self.everybody:
            return lambda ledger: ledger.drop(recorded, recorded.on)

    def reverse(self, person, i, dice):
        recorded = self.chosen(i, dice)
        on = max(recorded.on, date(2011, 9, dice.randrange(1, 28)))
        self.reverse_it(person, recorded.amount, on)
        return lambda ledger: ledger.drop(recorded, on)

    withdraw_money = reverse

    def report(self, person, i, dice):
        amount = Decimal(dice.randrange(20) * 50_000)
        self.report_on(person, self.projects[i], dice.choice(self.months), amount)

    def verify(self, person, i, dice):
        n = dice.randrange(2)
        reports = self.verify_it(person, self.projects[i], self.months[n])
        if reports:
            claim, closed = int(reports[0].disbursed_to_date), self.closed()
            return lambda ledger: ledger.verify(n, claim, closed=closed)

    def send_back(self, person, i, dice):
        self.return_it(person, self.projects[i], dice.choice(self.months))

    def take_back(self, person, i, dice):
        n = dice.randrange(2)
        reports = StatusReport.objects.holding().filter(month=self.months[n])
        report = reports.filter(project=self.projects[i]).first()
        self.take_back_it(person, self.projects[i], self.months[n])
        if report and StatusReport.objects.get(pk=report.pk).version > report.version:
            return lambda ledger: ledger.take_back(n)

    def close(self, person, _i, dice):
        close_month(user=person, month=dice.choice(self.months), reason="已到上报日")

    def reopen(self, person, _i, dice):
        reopen_month(user=person, month=dice.choice(self.months), reason="漏报")

    def late(self, i) -> LateEntry:
        waiting = LateEntry.objects.waiting().filter(transfer__project=self.projects[i])
        if (entry := waiting.order_by("?").first()) is None:
            raise Refused("nothing is late")
        return entry

    def release(self, person, i, _dice):
        entry = self.late(i)
        if release(user=person, month=entry.month, pks=[entry.pk]):
            recorded = self.of(i, entry)
            return lambda ledger: ledger.release(recorded)

    def refuse_late(self, person, i, _dice):
        entry = self.late(i)
        refuse(user=person, month=entry.month, pks=[entry.pk], reason="无凭证")
        recorded = self.of(i, entry)
        return lambda ledger: ledger.drop(recorded, recorded.on)

    def of(self, i, entry) -> Recorded:
        return next(r for r in self.recorded[i] if r.amount == entry.transfer.amount)


def test_ten_people_at_once_are_refused_at_worst_and_money_counts_by_two():
    storm = Storm()
    connections.close_all()

    with ThreadPoolExecutor(len(PEOPLE)) as threads:
        list(threads.map(storm.blow, PEOPLE, PEOPLE.values()))

    assert storm.wrong == []
    assert {"record", "accept", "report", "verify"} <= set(storm.done)
    for project, entries in zip(storm.projects, storm.entries, strict=True):
        ledger = Ledger()
        for enter in entries:
            enter(ledger)
        rows = progress_on_days(Project.objects.filter(pk=project.pk), DAYS)
        assert [row.disbursed for row in rows] == [ledger.total(on) for on in DAYS]
    check_two()


def check_two():
    """Each row that counts was vouched for by another person than whoever recorded it."""
    own = Acceptance.objects.filter(accepted_by=F("transfer__recorded_by"))
    assert not own.filter(transfer__reverses=None).exists()
    assert not own.filter(transfer__reverses__recorded_by=F("accepted_by")).exists()
    waiting = Transfer.objects.waiting()
    assert not waiting.filter(late_entry__decision="released").exists()
