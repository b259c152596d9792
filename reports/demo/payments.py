"""Money: the planned tranches of a project, and the transfers at each level."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from aidtrack.values.dates import month_end, month_ends
from pairings.models import Scope
from projects.models import Project, Tranche, Transfer
from reports.demo.outlines import CANCELLED, STEP, Outline
from reports.demo.quotas import apportion
from reports.demo.schedules import FACTS_THROUGH, Season

Level = Transfer.Level
IN_PARTS = {
    1: [[1]],
    2: [[60, 40], [50, 50]],
    3: [[40, 40, 20], [30, 40, 30]],
    4: [[30, 30, 20, 20]],
}
LOT = 10_000  # money comes into the region in whole ten thousands
# Money comes into the region on one of a month's first days and leaves for projects after them.
FIRST_DAY_AT_PROJECTS = 5


def tranches_of(rng: Random, project: Project, ends_on: date, season: Season) -> list[Tranche]:
    """One to four instalments from about the planned start on, within the programme's period."""
    aid = int(project.planned_aid)
    most = 1 + (aid > 1_000_000) + (aid > 6_000_000) + (aid > 25_000_000)
    shares = rng.choice(IN_PARTS[rng.randint(max(1, most - 1), most)])
    amounts = apportion(aid, shares, step=STEP)
    if rng.randrange(100) < 3 and len(amounts) > 1:
        amounts.pop()  # the rest is still to be agreed
    last = ends_on - timedelta(days=10)
    day = project.planned_start_on - timedelta(days=rng.randint(0, 40))
    day = max(season.courses_from, min(day, last - timedelta(days=20 * len(amounts))))
    tranches = []
    for number, amount in enumerate(amounts, 1):
        tranches.append(Tranche(project=project, number=number, planned_on=day, amount=amount))
        day = min(last, day + timedelta(days=rng.randint(20, 75)))
    return tranches


@dataclass
class Ledger:
    """The transfers of one programme, in the order in which they are drawn."""

    rng: Random
    season: Season
    transfers: list[Transfer] = field(default_factory=list)

    def pay(self, project: Project, outline: Outline, tranches: list[Tranche]):
        """What had reached the project by the printed day, and what followed to FACTS_THROUGH."""
        left = [[tranche, int(tranche.amount)] for tranche in tranches]
        begins = project.started_on or project.planned_start_on
        first = max(self.season.courses_from, begins - timedelta(days=40))
        first = min(first, self.season.as_of - timedelta(days=25))
        self._pay_out(project, left, outline.disbursed, first, self.season.as_of)
        if self.season.as_of < FACTS_THROUGH and outline.besides != CANCELLED:
            goal = self._goal(project)
            further = max(0, goal - outline.disbursed) if outline.disbursed else 0
            spring = self.season.as_of + timedelta(days=self.rng.randint(10, 150))
            self._pay_out(project, left, further, spring, FACTS_THROUGH)

    def _goal(self, project: Project) -> int:
        low, high = (92, 100) if project.completed_on else (60, 96)
        return int(project.planned_aid) * self.rng.randint(low, high) // 100 // STEP * STEP

    def _pay_out(self, project, left, amount: int, first: date, last: date):
        """Tranche by tranche, each on time or later; what is beyond them names no tranche."""
        day = first
        while amount:
            while left and not left[0][1]:
                left.pop(0)
            tranche, room = left[0] if left else (None, amount)
            part = min(amount, room)
            if left:
                left[0][1] -= part
                day = max(day, tranche.planned_on + timedelta(days=self.rng.randint(0, 30)))
            if day > last:
                day = last - timedelta(days=self.rng.randint(0, 14))
            day = working_day(max(first, day))
            self._reach(project, tranche, part, day)
            amount -= part
            day += timedelta(days=self.rng.randint(6, 25))

    def _reach(self, project: Project, tranche: Tranche | None, amount: int, on: date):
        self.add(project, Level.AT_PROJECT, amount, on, tranche=tranche)
        if not project.started_on or self.rng.randrange(100) < 25:
            return
        paid_on = max(on, project.started_on) + timedelta(days=self.rng.randint(8, 45))
        paid_on = working_day(paid_on)
        paid = amount * self.rng.randint(60, 100) // 100 // STEP * STEP
        if paid and paid_on <= FACTS_THROUGH:
            self.add(project, Level.PAID, paid, paid_on, tranche=tranche)

    def add(self, project: Project, level: str, amount: int, on: date, **fields) -> Transfer:
        pairing = project.lead_pairing
        transfer = Transfer(
            programme=project.programme,
            supporter=pairing.supporter,
            receiver=pairing.recipient,
            level=level,
            project=project,
            on=on,
            amount=amount,
            **fields,
        )
        self.transfers.append(transfer)
        return transfer

    def make_mistakes(self, number: int):
        """An amount entered wrongly, taken back, and entered anew: the sums stay as they were."""
        candidates = [
            t
            for t in self.transfers
            if t.level == Level.AT_PROJECT and t.on.day >= 18 and t.amount >= 100_000
        ]
        for right in self.rng.sample(candidates, number):
            wrong = self.add(
                right.project,
                right.level,
                right.amount + 9 * STEP * self.rng.randint(1, 9),
                working_day(right.on - timedelta(days=9)),
                tranche=right.tranche,
            )
            self.transfers.append(wrong.reversal(on=right.on, reason="金额录入有误"))

    def return_from_cancelled(self, projects: list[Project]):
        """A cancelled project that had received money gives it back."""
        project = max(projects, key=lambda p: (p.started_on is not None, p.cancelled_on, p.code))
        amount = int(project.planned_aid) * 3 // 10 // STEP * STEP
        received_on = max(self.season.courses_from, project.cancelled_on - timedelta(days=35))
        received = self.add(project, Level.AT_PROJECT, amount, working_day(received_on))
        self.transfers.append(
            received.reversal(on=project.cancelled_on, reason="项目取消，资金退回")
        )

    def overpay(self, project: Project, tenths_of_percent: int):
        """A last payment that takes a project above what was planned for it."""
        disbursements = [
            t for t in self.transfers if t.project is project and t.level == Level.AT_PROJECT
        ]
        goal = int(project.planned_aid) * tenths_of_percent // 1000 // STEP * STEP
        self.add(
            project, Level.AT_PROJECT, goal - sum(t.amount for t in disbursements), FACTS_THROUGH
        )

    def bring_into_region(self, projects: list[Project]):
        """Adds what supporters raised and sent; never less than what went on to projects."""
        promised, gone_on = defaultdict(int), defaultdict(int)
        for project in projects:
            if not project.cancelled_on:
                promised[_parties(project.lead_pairing)] += int(project.planned_aid)
        for transfer in self.transfers:
            if transfer.level == Level.AT_PROJECT and transfer.amount > 0:
                parties = _parties(transfer.project.lead_pairing)
                gone_on[parties, month_end(transfer.on)] += transfer.amount
        for parties in promised:
            self._send(projects[0].programme, parties, promised[parties], gone_on)

    def _send(self, programme, parties, promised: int, gone_on):
        """Sends each month what projects need, and a growing share of what they still expect."""
        ahead = self.rng.randint(12, 40)
        months = list(month_ends(self.season.courses_from, FACTS_THROUGH))
        needed = sent = 0
        by_quarter = defaultdict(int)
        for number, month in enumerate(months, 1):
            needed += gone_on[parties, month]
            waiting = max(0, promised - needed) * ahead * number // (100 * len(months))
            lot = -(-(needed + waiting) // LOT) * LOT - sent
            if lot <= 0:
                continue
            sent += lot
            on = weekday_from(month.replace(day=2))
            by_quarter[month.replace(month=(month.month - 1) // 3 * 3 + 1, day=1)] += lot
            self._add_for_region(programme, parties, Level.IN_REGION, lot, on)
        for quarter, lot in by_quarter.items():
            raised = lot * self.rng.randint(100, 115) // 100 // LOT * LOT
            on = weekday_from(quarter)
            self._add_for_region(programme, parties, Level.RAISED, raised, on)

    def _add_for_region(self, programme, parties, level: str, amount: int, on: date):
        supporter, receiver = parties
        self.transfers.append(
            Transfer(
                programme=programme,
                supporter=supporter,
                receiver=receiver,
                level=level,
                on=on,
                amount=amount,
            )
        )

    def number_documents(self, series: str):
        """One document a day, level and receiver of a supporter, numbered through the year."""
        self.transfers.sort(key=lambda t: (t.on, t.reverses is not None))
        numbers, last = {}, defaultdict(int)
        for transfer in self.transfers:
            supporter, year = transfer.supporter, transfer.on.year
            receiver = transfer.project.code if transfer.reverses else transfer.receiver.ref
            document = (supporter.ref, transfer.on, transfer.level, receiver)
            if document not in numbers:
                last[supporter.ref, year] += 1
                numbers[document] = last[supporter.ref, year]
            office = SHORT_FOR[supporter.ref]
            transfer.document_number = f"{office}{series}〔{year}〕{numbers[document]:03d}号"


# The one-character names that documents of each supporter begin with.
SHORT_FOR = {
    "110000": "京",
    "120000": "津",
    "130000": "冀",
    "140000": "晋",
    "210000": "辽",
    "220000": "吉",
    "230000": "黑",
    "310000": "沪",
    "320000": "苏",
    "330000": "浙",
    "340000": "皖",
    "350000": "闽",
    "360000": "赣",
    "370000": "鲁",
    "410000": "豫",
    "420000": "鄂",
    "430000": "湘",
    "440000": "粤",
    "440300": "深",
}


def working_day(day: date) -> date:
    """A day near ``day`` and in its month: no weekend, not among the month's first days."""
    day = day.replace(day=max(day.day, FIRST_DAY_AT_PROJECTS))
    step = timedelta(days=1 if day.day < FIRST_DAY_AT_PROJECTS + 2 else -1)
    while day.weekday() >= 5:
        day += step
    return day


def weekday_from(day: date) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def _parties(pairing) -> tuple:
    """Who sends, and who holds the money in the region: the prefecture, or the XPCC division."""
    is_local = pairing.recipient.scope == Scope.LOCAL
    return pairing.supporter, pairing.recipient.reported_under if is_local else pairing.recipient
