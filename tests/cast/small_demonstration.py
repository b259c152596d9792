"""A demonstration of a few dozen projects, with rows in every table: what a dump is taken from."""

from datetime import UTC, date, datetime
from io import StringIO

from auditlog.context import disable_auditlog
from django.contrib.auth import get_user_model
from django.core.management import call_command

from projects.models import Programme, Project, ReportingMonth, Transfer
from reports.demo.illustrating import ILLUSTRATED, Draft, draw, store
from reports.demo.month import demonstrate_month
from reports.models import PublishedFigure
from tests import make

PLAN = "2011-plan"
# The prefecture whose office has accounts in the demonstration, and how many projects it keeps.
OFFICE, OFFICE_PROJECTS = "HT-2011-", 18
EVERY = 40
OPENED_ON = date(2011, 8, 1)
AT = datetime(2011, 8, 3, 4, tzinfo=UTC)
PUBLISHED = "table-2"


def fill():
    """Fills an empty, migrated database. Nobody in it can sign in: no password is kept."""
    with disable_auditlog():
        call_command("load_fixtures", stdout=StringIO())
        for programme in Programme.objects.filter(code__in=ILLUSTRATED):
            store(some_of(draw(programme)))
        PublishedFigure.objects.exclude(table__code=PUBLISHED).delete()
        people = add_people()
    month = demonstrate_month(
        Programme.objects.get(code=PLAN),
        recorder=people["recorder"],
        reviewer=people["reviewer"],
        headquarters=people["headquarters"],
        today=OPENED_ON,
    )
    add_closed_month(month.programme, people)
    add_files(month, people)


def some_of(draft: Draft) -> Draft:
    """Every so many projects, those in which something unusual happened, and money before them."""
    chosen = chosen_projects(draft)
    money = [t for t in draft.transfers if t.project in chosen]
    arrived = [t for t in draft.transfers if t.project is None and not t.reverses]
    return Draft(
        projects=chosen,
        partners=[pair for pair in draft.partners if pair[0] in chosen],
        suspensions=[stop for stop in draft.suspensions if stop.project in chosen],
        tranches=[part for part in draft.tranches if part.project in chosen],
        transfers=[*money, *arrived[::EVERY]],
    )


def chosen_projects(draft: Draft) -> list[Project]:
    office = [p for p in draft.projects if p.code.startswith(OFFICE)][:OFFICE_PROJECTS]
    unusual = [
        *[project for project, _ in draft.partners][:2],
        *[stop.project for stop in draft.suspensions][:3],
        *[t.project for t in draft.transfers if t.reverses and t.project][:2],
        *[p for p in draft.projects if p.is_off_plan][:2],
        *[p for p in draft.projects if p.cancelled_on][:2],
        *[p for p in draft.projects if p.completed_on][:3],
    ]
    codes = {p.code for p in [*office, *unusual, *draft.projects[::EVERY]]}
    return [p for p in draft.projects if p.code in codes]


def add_people() -> dict:
    call_command("demo_accounts", stdout=StringIO())
    people = {user.username: user for user in get_user_model().objects.all()}
    for user in people.values():
        user.set_unusable_password()
        user.save()
    return people


def add_closed_month(programme: Programme, people):
    """June, loaded, with a verified report and a correction of it by an exemption."""
    programme.follow_loading()
    month = programme.months.get(month=date(2011, 6, 1))
    project = Project.objects.filter(code__startswith=OFFICE).exclude(started_on=None).first()
    claim = {"stage": Project.Stage.UNDER_CONSTRUCTION, "started_on": project.started_on}
    reports = {"entered_by": people["recorder"], "reviewed_by": people["reviewer"]}
    make.status_report(project, month, state="verified", **reports, **claim)
    leave = make.exemption(month, people["recorder"], [project], granted_by=people["admin"])
    make.status_report(project, month, entered_by=people["recorder"], exemption=leave, **claim)


def add_files(month: ReportingMonth, people):
    added = {"added_by": people["recorder"]}
    report = month.reports.first()
    paid = Transfer.objects.filter(level=Transfer.Level.AT_PROJECT).first()
    for owner in (
        {"report": report},
        {"project": report.project},
        {"pairing": report.project.lead_pairing},
        {"transfer": paid},
    ):
        make.evidence(**owner, **added)
    make.confirmation(paid, stated_by=people["headquarters"])
    loaded = {"uploaded_by": people["admin"]}
    accepted = {**loaded, "accepted_by": people["admin"], "accepted_at": AT}
    make.load(**loaded)
    make.load(state="accepted", counts={"projects.project": {"created": 3}}, **accepted)
    make.load(state="undone", undone_by=people["admin"], undone_at=AT, **accepted)
    make.header_name(report.project.lead_pairing.recipient.row_organisation)
