"""An office in whose July nothing changed: 180 projects, each of which can be reported so."""

from datetime import date

from django.contrib.auth import get_user_model

from pairings.models import Membership, Role
from projects.models import Programme, Project, ReportingMonth
from tests import make

COUNTIES = 6
# Of each county: projects that were to start before the month ended, and of all those that have.
TO_START, OVERDUE, UNDER_WAY, STOPPED, ACCEPTED = 6, 12, 8, 2, 2
OF_A_COUNTY = TO_START + OVERDUE + UNDER_WAY + STOPPED + ACCEPTED
PROJECTS = COUNTIES * OF_A_COUNTY
STARTED_ON, JUNE = date(2011, 4, 10), date(2011, 6, 1)


def quiet_month(username: str):
    """Makes the person the recorder of that office, and of no other."""
    programme = Programme.objects.get(code="2011-plan")
    office = make.prefecture(name="安静地区", short_name="安静")
    recorder = get_user_model().objects.get(username=username)
    Membership.objects.filter(user=recorder).delete()
    make.membership(user=recorder, role=Role.RECORDER, organisation=office)
    june = ReportingMonth.objects.get(programme=programme, month=JUNE)
    for n in range(COUNTIES):
        recipient = make.county(name=f"安静{n + 1}县", reported_under=office)
        pairing = make.pairing(scheme=programme.scheme, recipient=recipient)
        add_projects(programme, pairing, june)


def add_projects(programme: Programme, pairing, june: ReportingMonth):
    def add(n: int, **fields) -> list[Project]:
        values = {"programme": programme, "lead_pairing": pairing, "planned_aid": 9_000_000}
        return [make.project(**values, **fields) for _n in range(n)]

    started = {"planned_start_on": STARTED_ON, "started_on": STARTED_ON}
    add(TO_START, planned_start_on=date(2011, 9, 1))
    add(OVERDUE, planned_start_on=date(2011, 4, 15))
    add(ACCEPTED, **started, completed_on=date(2011, 5, 20), accepted_on=date(2011, 6, 10))
    stopped = add(STOPPED, **started)
    for project in stopped:
        make.suspension(project, starts_on=date(2011, 6, 5))
    for project in add(UNDER_WAY, **started, planned_finish_on=date(2011, 11, 30)):
        report_progress(project, june, stage=Project.Stage.UNDER_CONSTRUCTION)
    for project in stopped:
        report_progress(project, june, stage=Project.Stage.SUSPENDED)


def report_progress(project: Project, month: ReportingMonth, *, stage: str):
    dates = {"started_on": project.started_on}
    make.status_report(project, month, state="verified", stage=stage, physical_progress=40, **dates)
