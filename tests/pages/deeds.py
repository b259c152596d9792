"""Every deed that the table of permissions speaks of, done wherever a report can stand."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from pairings.access.reach import reach
from pairings.models import Membership, Role
from projects.contributions.entry.saving import decide, save_contribution
from projects.evidence.files import add_evidence
from projects.evidence.removal import remove_evidence
from projects.models import Contribution, Project, ReportingMonth, StatusReport, Transfer
from projects.money.acceptance import accept_transfers
from projects.money.transfers import record_transfer, reverse_transfer, state_confirmation
from projects.month.closing.late import release
from projects.month.due import due_row
from projects.month.review.decisions import send_back, verify
from projects.month.rounds import close_month, grant_exemption, open_month, reopen_month
from projects.month.saving import Refused, save_claim, submit
from projects.month.withdrawal import take_back, withdraw
from reports.followup.comments.commenting import comment
from reports.followup.comments.subjects import CommentSubject
from reports.followup.meetings.saving import ItemLine, add_minutes, meeting_digest, save_meeting
from reports.followup.tasks.answering import (
    accept,
    answer,
    close as close_task,
    release as release_answer,
    send_back as send_back_answer,
)
from reports.followup.tasks.extending import ask_for_time, decide as decide_on_time
from reports.followup.tasks.issuing import issue
from reports.followup.warnings.quotation import quotation_source
from reports.followup.warnings.responses import record_response
from reports.loads import examining, loading
from reports.loads.batches import ranges
from reports.loads.kinds.pairings.plan import PAIRINGS
from reports.loads.kinds.transfers.plan import TRANSFERS
from reports.loads.undoing import undo
from reports.thresholds import WarningTest
from tests import make
from tests.access.test_access import client_of
from tests.access.test_admin import project_form
from tests.cast.office import STARTED, WAN, Office
from tests.tools.sheets import csv_file

ELSEWHERE = ("recorder elsewhere", "reviewer elsewhere")
IN_JULY, IN_AUGUST = date(2011, 7, 15), date(2011, 8, 10)


def document():
    return SimpleUploadedFile("合同.pdf", b"%PDF-1.7 %%EOF")


class World(Office):
    """An office whose project's report stands somewhere, with one person for each role there."""

    def __init__(self, standing: str):
        super().__init__()
        self.supporter = self.project.lead_pairing.supporter
        self.people = {role: make.member(role, self.prefecture) for role in Role}
        for name, role in zip(ELSEWHERE, (Role.RECORDER, Role.REVIEWER), strict=True):
            self.people[name] = make.member(role, make.prefecture())
        self.draft, self.other = self.project, self.another_project()
        self.spent = make.transfer(self.project, WAN, on=IN_JULY)
        self.sent = self.money_in_region()
        self.told = self.money_in_region(recorded_side="supporter", recorded_by=make.user())
        self.load = self.file_of_transfers()
        self.given = self.contribution_in(standing, pairing=self.project.lead_pairing)
        self.given_by_scheme = self.contribution_in(
            standing, scheme=make.scheme("OTHERS"), pairing=None
        )
        getattr(self, f"bring_to_{standing}")()

    def money_in_region(self, **fields):
        return make.in_region(
            self.project.programme, self.supporter, self.prefecture, on=IN_AUGUST, **fields
        )

    def file_of_transfers(self):
        """Accepted by somebody; of neither side is any of the people."""
        row = make.in_region(self.project.programme, on=IN_AUGUST)
        journal = {Transfer._meta.label: {"created": ranges([row.pk]), "changed": {}}}
        state = {"state": "accepted", "accepted_at": timezone.now(), "accepted_by": make.user()}
        return make.load(kind="transfers", journal=journal, **state)

    def contribution_in(self, standing, **fields) -> Contribution:
        """Entered by somebody else; what is verified stays so, whatever becomes of the month."""
        if standing == "nothing":
            pairing = fields["pairing"]
            return Contribution(pairing=pairing, scheme=fields.get("scheme") or pairing.scheme)
        states = Contribution.State.values
        return make.contribution(state=standing if standing in states else "verified", **fields)

    def bring_to_nothing(self):
        pass

    def bring_to_draft(self):
        self.enter()

    def bring_to_submitted(self):
        self.enter()
        self.submit()

    def bring_to_returned(self):
        self.bring_to_submitted()
        send_back(user=self.reviewer, seen_versions=self.versions(), reason="请核对")

    def bring_to_verified(self):
        self.bring_to_submitted()
        verify(user=self.people[Role.REVIEWER], seen_versions=self.versions())

    def bring_to_closed(self):
        self.month = close_month(user=self.administrator, month=self.month, reason="已到上报日")

    def bring_to_exempted(self):
        """One project's report is verified, another's is a draft; everybody is exempted."""
        self.bring_to_verified()
        self.draft = self.other
        self.enter(project=self.draft)
        self.bring_to_closed()
        projects = [self.project, self.draft]
        for person in self.people.values():
            fields = {"until": date(2099, 1, 1), "covers_money": True}
            make.exemption(self.month, person, projects, **fields)

    def versions(self) -> dict[int, int]:
        return dict(StatusReport.objects.values_list("pk", "version"))

    def exempt(self, by):
        grant_exemption(
            user=by,
            month=self.month,
            to=self.recorder,
            projects=[self.project, self.draft],
            until=date(2099, 1, 1),
            reason="多记",
            key=uuid4(),
        )

    def claim(self, person, project):
        version = getattr(due_row(self.month, project, person).report, "version", 0)
        values = {**STARTED, "physical_progress": Decimal(21)}
        save_claim(
            user=person, month=self.month, project=project, values=values, seen_version=version
        )

    # What the table speaks of, done by a person; each raises, or says whether it was done.

    def enter_claim(self, person):
        if due_row(self.month, self.draft, person).verified_report:
            return False
        self.claim(person, self.draft)

    def attach(self, person):
        report = self.draft.reports.first()
        if report is None:
            return False
        add_evidence(owner=report, upload=document(), by=person, key=uuid4())

    def submit_claim(self, person):
        report = self.draft.reports.first()
        if report is None or report.state == "submitted":
            return False
        return bool(
            submit(user=person, month=self.month, seen_versions={self.draft.code: report.version})
        )

    def correct(self, person):
        if not due_row(self.month, self.project, person).verified_report:
            return False
        self.claim(person, self.project)

    def review(self, person):
        report = self.project.reports.first()
        verify(user=person, seen_versions={report.pk: report.version} if report else {0: 0})

    def withdraw(self, person):
        report = self.project.reports.first()
        version = report.version if report else 0
        withdraw(user=person, month=self.month, project=self.project, seen_version=version)
        return bool(report and report.state != "draft")

    def take_back(self, person):
        report = self.project.reports.first()
        if report is None or report.state == "submitted":
            return False
        take_back(user=person, report=report)

    def open(self, person):
        programme, due_on = self.project.programme, date(2011, 9, 5)
        programme.refresh_from_db()
        open_month(user=person, programme=programme, month=date(2011, 8, 1), due_on=due_on)

    def close(self, person):
        was_closed = self.month.is_closed
        close_month(user=person, month=self.month, reason="已到上报日")
        return not was_closed and ReportingMonth.objects.get(pk=self.month.pk).is_closed

    def reopen(self, person):
        was_closed = self.month.is_closed
        reopen_month(user=person, month=self.month, reason="漏报两项")
        return was_closed and not ReportingMonth.objects.get(pk=self.month.pk).is_closed

    def grant(self, person):
        try:
            self.exempt(person)
        except ValidationError as error:
            assert "no exemption is needed" in f"{error}"
            return False

    def plan(self, person):
        return self.changed_in_admin(person, name="改名").name == "改名"

    def write_facts(self, person):
        return self.changed_in_admin(person, started_on="2011-06-06").started_on == date(2011, 6, 6)

    def changed_in_admin(self, person, **changes) -> Project:
        form = project_form(self.project.lead_pairing, code=self.project.code, **changes)
        url = reverse("admin:projects_project_change", args=[self.project.pk])
        client_of(person).post(url, form)
        return Project.objects.get(pk=self.project.pk)

    def enter_contribution(self, person):
        self.save_given(person, self.given)

    def enter_for_scheme(self, person):
        """Of a scheme to whose parties none of the people belongs."""
        self.save_given(person, self.given_by_scheme)

    def save_given(self, person, given: Contribution):
        values = {"scheme": given.scheme, "pairing": given.pairing, "title": "改名"}
        if not given.pk:
            values |= {"form": Contribution.Form.GOODS, "precision": "unknown"}
        save_contribution(
            user=person,
            values=values,
            quantities={},
            key=uuid4(),
            stored=given if given.pk else None,
            seen_version=given.version,
        )

    def review_contribution(self, person):
        if not self.given.pk:
            return False
        version = self.given.version
        decide(user=person, contribution=self.given, seen_version=version, verifies=True)

    def attach_beside(self, person):
        for owner in (self.project, self.project.lead_pairing, self.sent):
            add_evidence(owner=owner, upload=document(), by=person, key=uuid4())

    def remove_files(self, person):
        """Added by somebody else."""
        for owner in ({"project": self.project}, {"pairing": self.project.lead_pairing}):
            remove_evidence(make.evidence(**owner), by=person, reason="误传")

    def record(self, person):
        self.record_money(person, "in_region", IN_JULY)
        self.record_money(person, "paid", IN_JULY, project=self.project)

    def record_at_project(self, person):
        self.record_money(person, "at_project", IN_JULY, project=self.project)

    def record_money(self, person, level, on, **fields):
        record_transfer(
            user=person,
            key=uuid4(),
            programme=self.project.programme,
            supporter=self.supporter,
            receiver=self.prefecture,
            level=level,
            on=on,
            amount=Decimal(WAN),
            **fields,
        )

    def confirm(self, person):
        state_confirmation(user=person, transfer=self.told, on=self.told.on, amount=Decimal(1))

    def reverse(self, person):
        reverse_transfer(
            user=person, key=uuid4(), transfer=self.sent, on=IN_AUGUST, reason="录入有误"
        )

    def reverse_at_project(self, person):
        reverse_transfer(
            user=person, key=uuid4(), transfer=self.spent, on=IN_JULY, reason="录入有误"
        )

    def accept(self, person):
        waiting = self.waiting_from(make.user(), recorded_side="recipient")
        accept_transfers(user=person, pks=[waiting.pk])

    def accept_for_others(self, person):
        """Of a side that has no reviewer, under a programme with a month."""
        waiting = make.in_region(
            self.project.programme, accepted=False, recorded_side="recipient", on=IN_AUGUST
        )
        accept_transfers(user=person, pks=[waiting.pk])

    def release(self, person):
        waiting = self.waiting_from(make.user(), recorded_side="recipient")
        entry = make.late_entry(waiting, month=self.month)
        release(user=person, month=self.month, pks=[entry.pk])

    def withdraw_transfer(self, person):
        waiting = self.waiting_from(person, recorded_side="recipient")
        reason = {"on": IN_AUGUST, "reason": "录入有误"}
        reverse_transfer(user=person, key=uuid4(), transfer=waiting, **reason)

    def waiting_from(self, person, **fields) -> Transfer:
        parties = self.project.programme, self.supporter, self.prefecture
        return make.in_region(*parties, on=IN_AUGUST, recorded_by=person, accepted=False, **fields)

    def change_transfers(self, person):
        client, before = client_of(person), list(Transfer.objects.values())
        change, delete = (
            reverse(f"admin:projects_transfer_{page}", args=[self.sent.pk])
            for page in ("change", "delete")
        )
        client.post(change, {"amount": "1"})
        client.post(delete, {"post": "yes"})
        return list(Transfer.objects.values()) != before

    def appoint(self, person):
        appointee = make.user()
        form = {"role": "leader", "organisation": self.prefecture.pk}
        client_of(person).post(reverse("person", args=[appointee.pk]), form)
        return Membership.objects.filter(user=appointee).exists()

    def load_pairings(self, person):
        parties = f"{self.supporter.short_name},{self.prefecture.short_name}"
        head = "支援方,受援方,协议编号,开始日期,结束日期"
        return self.loaded(PAIRINGS, person, csv_file(head, f"{parties},,,"))

    def load_entries(self, person):
        head = "资金环节,支援方,收款方,日期,金额(万元)"
        parties = f"{self.supporter.short_name},{self.prefecture.short_name}"
        return self.loaded(TRANSFERS, person, csv_file(head, f"到疆,{parties},2011-08-11,3"))

    def loaded(self, kind, person, content) -> bool:
        choices = {"programme": self.project.programme.code, "scheme": "regional-aid"}
        load, _preview = loading.load_at_once(kind, content, "x", user=person, choices=choices)
        return load is not None

    def undo_transfers(self, person):
        undo(TRANSFERS, self.load, user=person)

    def issue_task(self, person):
        """As a leader; what an administrator issues is of the next rule."""
        self.issue_about(person, self.project, self.prefecture)
        return not reach(person).everything

    def issue_any_task(self, person):
        """About what none of the others sees."""
        project = make.project()
        self.issue_about(person, project, project.lead_pairing.recipient)

    def issue_about(self, person, subject, office):
        issue(
            user=person,
            key=uuid4(),
            title="未开工",
            demand="说明原因",
            responsible=office,
            due_on=date(2099, 1, 1),
            on=date(2011, 8, 1),
            subject=subject,
        )

    def task(self, **fields):
        """Issued by a further leader of the same office."""
        issuer = make.member(Role.LEADER, self.prefecture)
        values = {"responsible": self.prefecture, "issued_by": issuer, **fields}
        return make.task(project=self.project, **values)

    def answer_task(self, person):
        task = self.task()
        accept(user=person, task=task)
        until = date(2099, 1, 1)
        request = {"until": until, "reason": "等待批复", "on": task.due_on}
        ask_for_time(user=person, task=task, key=uuid4(), **request)
        answer(user=person, task=task, key=uuid4(), text="已进场")

    def release_answer(self, person):
        task = self.task()
        send_back_answer(user=person, answer=make.answer(task), reason="请附照片")
        release_answer(user=person, answer=make.answer(task))

    def close_task(self, person):
        """As a leader; what an administrator closes is of the next rule."""
        self.close_answered(person, self.task())
        return not reach(person).everything

    def close_any_task(self, person):
        """Issued by an office to which none of the others belongs."""
        self.close_answered(person, self.task(issued_by=make.member(Role.LEADER)))

    def close_answered(self, person, task):
        reviewed = {"released_by": make.user(), "released_at": timezone.now()}
        decide_on_time(user=person, extension=make.extension(task), granted=True)
        send_back_answer(user=person, answer=make.answer(task, **reviewed), reason="请附照片")
        further_answer = make.answer(task, **reviewed)
        close_task(user=person, task=task, outcome="A", seen_answer=further_answer.pk)

    def comment(self, person):
        """On a task, and on what everybody of the office sees."""
        for kind, row in {"project": self.project, "task": self.task()}.items():
            comment(user=person, subject=CommentSubject(kind, row), key=uuid4(), text="请核对")

    def acknowledge(self, person):
        self.respond(person, "acknowledged", "explained")

    def waive(self, person):
        self.respond(person, "waived")

    def respond(self, person, *kinds):
        """To a late start of a project of the office."""
        parties = {"lead_pairing": self.project.lead_pairing}
        make.project(code="LATE", planned_start_on=date(2011, 5, 1), **parties)
        rule = make.warning_rule(WarningTest.START_OVERDUE, 1, 92)
        named = {"kind": "project", "ref": "LATE", "rule": rule.code, "scope": "local"}
        day = {"programme": self.project.programme.code, "as_of": "2011-06-30"}
        warning = quotation_source(self.administrator, named | day).warning()
        for kind in kinds:
            record_response(
                user=person,
                warning=warning,
                programme=self.project.programme,
                kind=kind,
                text="冬季停工",
                until=date(2099, 1, 1),
                key=uuid4(),
                today=date(2026, 1, 1),
            )

    def hold_meeting(self, person):
        """As a leader; what an administrator holds is of the next rule."""
        self.hold_meeting_of(person, self.prefecture)
        return not reach(person).everything

    def hold_any_meeting(self, person):
        """Of an office to which none of the others belongs."""
        self.hold_meeting_of(person, make.prefecture())

    def hold_meeting_of(self, person, convener):
        """Enters one, changes one with a decision, and adds minutes."""
        values = {"scheme": make.scheme(), "number": 3, "on": IN_JULY, "title": "联席会议"}
        values["convener"] = convener
        arguments = {"user": person, "attending": []}
        stored = make.meeting(convener=convener, number=4)
        save_meeting(**arguments, values=values, lines=[])
        changed = {"stored": stored, "as_opened": meeting_digest(stored)}
        lines = [ItemLine(0, values={"text": "用地", "decision": "限期供地"})]
        save_meeting(**arguments, values={"title": "改名"}, lines=lines, **changed)
        add_minutes(user=person, meeting=stored, upload=document(), key=uuid4())

    def change_history(self, person):
        client, entry = client_of(person), LogEntry.objects.latest("pk")
        for page in ("change", "delete"):
            url = reverse(f"admin:auditlog_logentry_{page}", args=[entry.pk])
            client.post(url, {"post": "yes", "changes": "{}"})
        return not LogEntry.objects.filter(pk=entry.pk, changes=entry.changes).exists()


DEEDS = {
    "enter": World.enter_claim,
    "attach": World.attach,
    "submit": World.submit_claim,
    "correct": World.correct,
    "review": World.review,
    "open": World.open,
    "close": World.close,
    "exempt": World.grant,
    "reopen": World.reopen,
    "plan": World.plan,
    "withdraw": World.withdraw,
    "take back": World.take_back,
    "write facts": World.write_facts,
    "enter contributions": World.enter_contribution,
    "enter for a scheme": World.enter_for_scheme,
    "review contributions": World.review_contribution,
    "attach beside": World.attach_beside,
    "remove files": World.remove_files,
    "record": World.record,
    "record at project": World.record_at_project,
    "confirm": World.confirm,
    "reverse": World.reverse,
    "reverse at project": World.reverse_at_project,
    "accept": World.accept,
    "release": World.release,
    "accept for others": World.accept_for_others,
    "withdraw transfer": World.withdraw_transfer,
    "change transfers": World.change_transfers,
    "appoint": World.appoint,
    "load": World.load_pairings,
    "load entries": World.load_entries,
    "undo transfers": World.undo_transfers,
    "issue tasks": World.issue_task,
    "issue tasks for the office": World.issue_any_task,
    "answer tasks": World.answer_task,
    "release answers": World.release_answer,
    "close tasks": World.close_task,
    "close tasks for the office": World.close_any_task,
    "comment": World.comment,
    "respond": World.acknowledge,
    "waive": World.waive,
    "hold meetings": World.hold_meeting,
    "hold meetings for the office": World.hold_any_meeting,
    "change history": World.change_history,
}


def is_let(world: World, action: str, person) -> bool:
    """Whether the program lets a person do it; whatever was done is taken back."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                done = DEEDS[action](world, person)
        except (Refused, examining.Refused, PermissionDenied):
            done = False
        transaction.set_rollback(True)
    return done is not False
