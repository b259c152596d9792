"""No order of acts of one person moves a figure, whatever roles that person has on both sides.

The law: what somebody records, loads from a file or claims counts by the word of another person
only. What others vouched for is another matter: a reviewer takes back alone what a colleague
recorded, because the recorder and the reviewer are two. So there is nothing here that waits for
this person's word, and the person takes back nothing but what is theirs.
"""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import hypothesis
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st

from aidtrack.values.refusals import Refused
from pairings.models import Role
from projects.figures.balances import balances
from projects.figures.groupings import GROUPINGS
from projects.figures.progress import progress_by, progress_on_days
from projects.models import LateEntry, Project, ReportingMonth, StatusReport, Transfer
from projects.money.acceptance import accept_transfers, refuse_transfers
from projects.money.transfers import record_transfer, reverse_transfer, state_confirmation
from projects.month.closing.late import refuse, release
from projects.month.rounds import close_month, grant_exemption, reopen_month
from projects.month.saving import ImpossibleClaim
from projects.month.withdrawal import withdraw
from reports.loads.kinds.transfers.plan import TRANSFERS
from reports.loads.loading import load_at_once
from reports.loads.undoing import undo
from reports.models import Load
from tests import make
from tests.cast.two_sides import TODAY, TwoSides
from tests.databases.examples import examples
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db
DAYS = [date(2011, 6, 15), date(2011, 6, 30), date(2011, 7, 31), date(2011, 8, 31), TODAY]
LEVELS = ["at_project", "at_project", "in_region", "paid"]
DEEDS = (
    "record record load undo accept refuse agree differ reverse report report verify return "
    "take_back withdraw release refuse_late exempt close reopen"
)
HEAD = "资金环节,项目编号,支援方,收款方,日期,金额(万元),文号"
steps = st.lists(
    st.tuples(
        st.sampled_from(DEEDS.split()),
        st.integers(0, 1),
        st.integers(0, 2),
        st.sampled_from(LEVELS),
        st.integers(0, 110),
        st.integers(1, 9),
    ),
    min_size=10,
    max_size=20,
)


# Every road to a figure, one after the other: in an open month, in a loaded one, by a report.
ROADS = [
    ("record", 0, 2, "at_project", 63, 2),
    ("accept", 0, 2, "at_project", 63, 1),
    ("agree", 0, 2, "at_project", 63, 1),
    ("load", 1, 2, "at_project", 64, 3),
    ("accept", 1, 2, "at_project", 63, 1),
    ("exempt", 0, 0, "at_project", 5, 1),
    ("record", 0, 0, "at_project", 5, 4),
    ("accept", 0, 0, "at_project", 5, 2),
    ("release", 0, 0, "at_project", 5, 2),
    ("report", 0, 2, "at_project", 5, 9),
    ("verify", 0, 2, "at_project", 5, 9),
]


class World(TwoSides):
    """One person with every role, where a month is verified, another begun and June is loaded."""

    def __init__(self):
        super().__init__()
        self.alone = make.user()
        for organisation in (self.row, self.giver):
            for role in (Role.RECORDER, Role.REVIEWER, Role.ADMINISTRATOR):
                make.membership(user=self.alone, role=role, organisation=organisation)
        self.begin()

    def begin(self):
        """What others have done: it counts, but for a draft."""
        make.transfer(self.project, 70_000, on=date(2011, 6, 3))
        make.in_region(self.programme, self.giver, self.row, 90_000, on=date(2011, 6, 3))
        self.claim(self.office, self.project, self.months[0], Decimal(120_000))
        self.verify_it(self.reviewer, self.project, self.months[0])
        make.status_report(
            self.projects[1],
            self.months[0],
            entered_by=self.office,
            stage="under_construction",
            started_on=date(2011, 7, 2),
            physical_progress=5,
            disbursed_to_date=Decimal(40_000),
        )

    def act(self, action, i, month, level, day, size):
        month = [self.june, *self.months][month]
        on = date(2011, 6, 1) + timedelta(days=day)
        with suppress(Refused, ValidationError, ImpossibleClaim), transaction.atomic():
            getattr(self, f"{action}_one")(self.projects[i], month, level, on, size * 10_000)

    def record_one(self, project, _month, level, on, amount):
        at = {"project": project, "receiver": self.county}
        where = at if level != "in_region" else {"receiver": self.row}
        record_transfer(
            user=self.alone,
            key=uuid4(),
            programme=self.programme,
            supporter=self.giver,
            level=level,
            on=on,
            amount=Decimal(amount),
            today=TODAY,
            **where,
        )

    def load_one(self, project, _month, level, on, amount):
        words = {"at_project": "到位", "in_region": "到疆", "paid": "支付"}
        is_at = level != "in_region"
        code = project.code if is_at else ""
        parties = ["", ""] if is_at else [self.giver.name, self.row.name]
        row = [words[level], code, *parties, f"{on}", f"{amount // 10_000}", ""]
        content = csv_file(HEAD, row)
        choices = {"programme": self.programme.code}
        load_at_once(TRANSFERS, content, "资金.csv", user=self.alone, choices=choices)

    def undo_one(self, *_how):
        for load in Load.objects.filter(state=Load.State.ACCEPTED)[:1]:
            undo(TRANSFERS, load, user=self.alone)

    def own(self, amount) -> Transfer:
        rows = list(Transfer.objects.filter(recorded_by=self.alone, reverses=None).order_by("pk"))
        if not rows:
            raise Refused("nothing was recorded")
        return rows[amount // 10_000 % len(rows)]

    def accept_one(self, *how):
        accept_transfers(user=self.alone, pks=[self.own(how[-1]).pk])

    def refuse_one(self, *how):
        refuse_transfers(user=self.alone, pks=[self.own(how[-1]).pk], reason="误")

    def agree_one(self, *how, more=0):
        row = self.own(how[-1])
        state_confirmation(
            user=self.alone, transfer=row, on=row.on, amount=row.amount + more, today=TODAY
        )

    def differ_one(self, *how):
        self.agree_one(*how, more=1)

    def reverse_one(self, _project, _month, _level, on, amount):
        row, key = self.own(amount), uuid4()
        on = max(on, row.on)
        reverse_transfer(user=self.alone, key=key, transfer=row, on=on, reason="误", today=TODAY)

    def report_one(self, project, month, _level, _on, amount):
        self.report_on(self.alone, project, month, Decimal(amount))

    def verify_one(self, project, month, *_how):
        self.verify_it(self.alone, project, month)

    def return_one(self, project, month, *_how):
        self.return_it(self.alone, project, month)

    def take_back_one(self, project, month, *_how):
        self.take_back_it(self.alone, project, month)

    def withdraw_one(self, project, month, *_how):
        (version,) = self.awaiting(project, month).values() or [0]
        withdraw(user=self.alone, month=month, project=project, seen_version=version)

    def late(self, month) -> dict:
        entries = LateEntry.objects.waiting().filter(month=month)
        return {"user": self.alone, "month": month, "pks": [entry.pk for entry in entries]}

    def release_one(self, _project, month, *_how):
        release(**self.late(month))

    def refuse_late_one(self, _project, month, *_how):
        refuse(**self.late(month), reason="误")

    def exempt_one(self, project, month, *_how):
        grant_exemption(
            user=self.alone,
            month=ReportingMonth.objects.get(pk=month.pk),
            to=self.alone,
            projects=[project],
            covers_money=True,
            until=date(2099, 1, 1),
            reason="补记",
            key=uuid4(),
        )

    def close_one(self, _project, month, *_how):
        close_month(user=self.alone, month=month, reason="已到上报日")

    def reopen_one(self, _project, month, *_how):
        reopen_month(user=self.alone, month=month, reason="漏报")


def figures(world) -> list:
    """Every figure: of all projects and by group, and what the region holds."""
    everything = Project.objects.all()
    rows = [progress_on_days(everything, DAYS), balances(world.programme, scope="all", on=TODAY)]
    for name in GROUPINGS:
        rows.append(
            progress_by(name, everything, world.programme, scope="all", on=TODAY, user=None)
        )
    return rows


@pytest.fixture
def world():
    return World()


@hypothesis.given(actions=steps)
@hypothesis.example(actions=ROADS)
@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
def test_one_person_alone_moves_no_figure(world, actions):
    before = world.before = getattr(world, "before", None) or figures(world)
    with transaction.atomic():
        for action, *how in actions:
            world.act(action, *how)
        assert figures(world) == before
        transaction.set_rollback(True)


def test_the_person_gets_as_far_as_one_alone_can(world):
    """Else the law would hold because nothing is let happen."""
    june, august = world.june, world.months[1]
    on, earlier = date(2011, 8, 3), date(2011, 6, 3)
    before = figures(world)

    world.record_one(world.project, august, "at_project", on, 20_000)
    world.load_one(world.project, august, "at_project", on, 50_000)
    world.report_one(world.project, august, "", on, 80_000)
    world.exempt_one(world.project, june)
    world.record_one(world.project, june, "at_project", earlier, 30_000)

    assert Transfer.objects.waiting().count() == 3
    assert StatusReport.objects.awaiting_review().get().entered_by == world.alone
    assert figures(world) == before
