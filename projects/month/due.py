"""The projects due in a month, with what was known before it and what is claimed so far."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.store.queries import compiled, mark
from pairings.access.permissions import Standing, may
from pairings.access.reach import reach
from pairings.models import Role
from projects.checks.amounts import YUAN
from projects.checks.claims import FINISHED, ClosedFact, findings
from projects.checks.findings import IMPOSSIBLE, UNLIKELY, WARNING, Finding, open_questions
from projects.checks.obstacles import no_obstacle, obstacle_question
from projects.figures.balances import held_in_region
from projects.models import FACT_DATES, Project, ReportingMonth, StatusReport, Transfer
from projects.month.statements import STOP, Mark, Past, known_dates, marks, pasts
from projects.permissions import CLAIM, exempted_projects, standing
from projects.querysets.terms import NOTHING

Origin = ReportingMonth.Origin
# Stands in the compiled query for the ids of the projects.
PROJECTS = mark(0)
# What it adds to each of them.
KNOWN = ("stage", "stopped_since", "disbursed", "due", "paid_before", "progress_before")


@dataclass(frozen=True)
class Before:
    """What was known of a project when its month began; yuan, percent, days.

    Of a month that was loaded it is what was loaded, as of its end: the version that a report on
    it corrects. ``dates`` are those known by the end of the month itself.
    """

    stage: str
    physical_progress: Decimal | None
    disbursed: Decimal
    paid: Decimal
    planned_aid: Decimal
    total_investment: Decimal | None
    # Tranches due by the end of the month itself.
    due: Decimal
    stopped_on: date | None
    dates: dict[str, date | None]
    # Those that only the report on one month may change.
    closed_facts: dict[str, ClosedFact]
    # The first day of the month where it has a verified report; else None.
    corrected_month: date | None


@dataclass(frozen=True)
class Row:
    """A project whose report on a month is due: what was before, and what is claimed so far.

    ``report`` is the open report, ``verified_report`` the one that holds; both may be None.
    """

    project: Project
    month: ReportingMonth
    before: Before
    report: StatusReport | None
    verified_report: StatusReport | None
    is_exempted: bool
    arrived: Decimal | None
    past: Past

    @property
    def latest_report(self) -> StatusReport | None:
        """The report that a page shows: the open one, else the one that holds."""
        return self.report or self.verified_report

    @property
    def standing(self) -> str:
        return standing(self.month, self.latest_report, is_exempted=self.is_exempted)

    @property
    def state(self) -> str:
        """Of the report itself, the month open or closed: what may be done follows ``standing``."""
        return self.latest_report.state if self.latest_report else Standing.NOTHING

    @property
    def state_label(self) -> str:
        return state_label(self.state, is_closed=self.month.is_closed, origin=self.month.origin)

    @cached_property
    def findings(self) -> list[Finding]:
        if self.report is None:
            return []
        claim_findings = findings(self.report, self.before, arrived=self.arrived)
        return claim_findings + no_obstacle(self.report, on=last_day(self.month))

    @property
    def questions(self) -> list[Finding]:
        """What is still to be answered before the row can be submitted."""
        if self.report is None:
            return []
        claim_findings = [*self.findings, *self._obstacle_questions]
        return open_questions(claim_findings, self.report.answers, self.report.excess_reason)

    @property
    def _obstacle_questions(self) -> list[Finding]:
        """None for a correction: what stands in the way was asked with the first report."""
        if self.month.is_loaded or self.verified_report is not None:
            return []
        question = obstacle_question(self.report, on=last_day(self.month))
        return [question] if question else []

    @property
    def unlikely(self) -> list[Finding]:
        """What a reviewer looks at first and by itself, answered or not; amounts first."""
        unlikely = [finding for finding in self.findings if finding.level == UNLIKELY]
        return sorted(unlikely, key=lambda finding: finding.code != YUAN)

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == WARNING]

    @property
    def marks(self) -> list[Mark]:
        """Dates of the latest report that it states later than they happened."""
        return marks(self.latest_report, self.past) if self.latest_report else []

    @property
    def planned_share(self) -> Decimal | None:
        """The amount claimed as a share of planned funds; None where either is unknown."""
        amount = self.latest_report.disbursed_to_date if self.latest_report else None
        if amount is None or not self.before.planned_aid:
            return None
        return amount / self.before.planned_aid

    @property
    def has_figures(self) -> bool:
        """Whether stage, progress and amount are there: of a loaded month no progress, which was
        not loaded either.
        """
        claim = self.report
        if claim is None or not claim.stage or claim.disbursed_to_date is None:
            return False
        return self.month.is_loaded or claim.physical_progress is not None

    @property
    def lacks_problem_type(self) -> bool:
        """Whether a problem is entered without its type."""
        return bool(self.report and self.report.problem and not self.report.problem_type)

    @property
    def is_complete(self) -> bool:
        """Whether everything that a month asks for is there."""
        return self.has_figures and not self.lacks_problem_type

    @property
    def is_ready(self) -> bool:
        return (
            self.is_complete
            and not any(finding.level == IMPOSSIBLE for finding in self.findings)
            and not self.questions
        )

    def with_report(self, report: StatusReport) -> "Row":
        """The same row after somebody else saved its report."""
        return replace(self, report=_of(self.project, report))

    def may(self, user, action: str) -> bool:
        recipient = self.project.lead_pairing.recipient_id
        return may(user, action, standing=self.standing, organisations=[recipient])

    def may_withdraw(self, user) -> bool:
        """Whether the person may make it a draft again, and could then enter it."""
        return self.may(user, "withdraw") and (not self.month.is_closed or self.is_exempted)

    def may_claim(self, user) -> bool:
        """Whether the person may now enter the row, or correct what holds."""
        is_correction = self.report is None and self.verified_report is not None
        return self.may(user, "correct" if is_correction else "enter")


def last_day(month: ReportingMonth, *, on: date | None = None) -> date:
    """The day as of which a report on the month speaks: its last, or ``on`` while it runs."""
    return min(month.ends_on, on or timezone.localdate())


def due_projects(month: ReportingMonth, user, *, role: str | None = Role.RECORDER) -> QuerySet:
    """The programme's projects on which a report is due for the month. With ``role``, those that
    the person covers in that role.
    """
    projects = Project.objects.visible_to(user).filter(programme=month.programme_id)
    projects = projects.due_in(month.month)
    if role is None:
        return projects
    covered = reach(user).by_role.get(role, frozenset())
    return projects.filter(lead_pairing__recipient__in=covered)


def missing_projects(month: ReportingMonth, user) -> QuerySet:
    """Of all projects due those without a verified report, whoever reports on them."""
    verified = StatusReport.objects.filter(month=month).verified()
    return due_projects(month, user, role=None).exclude(pk__in=verified.values("project"))


def due_rows(
    month: ReportingMonth, projects: QuerySet, user, *, today: date | None = None
) -> list[Row]:
    """The rows of these projects in the order of their codes, in a fixed number of queries."""
    today = today or timezone.localdate()
    projects = _with_before(projects, month)
    reports: dict[int, dict[bool, StatusReport]] = {}
    month_reports = StatusReport.objects.filter(month=month, project__in=[p.pk for p in projects])
    for report in month_reports.select_related("entered_by", "reviewed_by").order_by(
        "reviewed_at", "pk"
    ):
        report.month = month
        is_open = report.state != StatusReport.State.VERIFIED
        reports.setdefault(report.project_id, {})[is_open] = report
    pasts_by_project = pasts(month.programme, projects)
    exempted = exempted_projects(user, month, on=today)
    balance_by_pairing = held_in_region(
        month.programme, {p.lead_pairing for p in projects}, on=month.ends_on
    )
    return [
        Row(
            project,
            month,
            _before(project, month, pasts_by_project[project.pk], reports.get(project.pk, {})),
            _of(project, reports.get(project.pk, {}).get(True)),
            _of(project, reports.get(project.pk, {}).get(False)),
            project.pk in exempted,
            balance_by_pairing.get(project.lead_pairing_id),
            pasts_by_project[project.pk],
        )
        for project in projects
    ]


def due_row(month: ReportingMonth, project: Project, user) -> Row:
    """The row of one project, whether or not it is due."""
    (row,) = due_rows(month, Project.objects.filter(pk=project.pk), user)
    return row


def _of(project: Project, report: StatusReport | None) -> StatusReport | None:
    if report is not None:
        report.project = project
    return report


def _with_before(projects: QuerySet, month: ReportingMonth) -> list[Project]:
    """The projects by code, with what was known of each before the month, or was loaded: KNOWN."""
    listed = projects.order_by("code").select_related(
        "programme", "lead_pairing__supporter", "lead_pairing__recipient__reported_under"
    )
    ids = [project.pk for project in listed]
    query = compiled(_known_before, _known_on(month), month.month, month.ends_on)
    values_by_id = {pk: values for pk, *values in query.rows({PROJECTS: ids})}
    # One that was deleted in between is left out.
    projects = [project for project in listed if project.pk in values_by_id]
    for project in projects:
        for name, value in zip(KNOWN, values_by_id[project.pk], strict=True):
            setattr(project, name, value)
    return projects


def _known_before(eve: date, month: date, ends_on: date) -> QuerySet:
    """(id, KNOWN) as of ``eve``, and what was due by the end of the month that begins on a day."""
    earlier = StatusReport.objects.holding().filter(
        project=OuterRef("pk"), month__month__lt=month, physical_progress__isnull=False
    )
    latest = earlier.order_by("-month__month").values("physical_progress")[:1]
    money = Transfer.objects.accepted().filter(project=OuterRef("pk"), on__lte=eve).order_by()
    paid = money.filter(level=Transfer.Level.PAID).values("project").annotate(n=Sum("amount"))
    projects = Project.objects.filter(pk__in=[PROJECTS]).order_by()
    return (
        projects.with_stage(on=eve)
        .with_stopped_since(on=eve)
        .with_disbursed(on=eve)
        .with_due(on=ends_on)
        .annotate(
            paid_before=Coalesce(Subquery(paid.values("n")), NOTHING),
            progress_before=Subquery(latest),
        )
        .values_list("pk", *KNOWN)
    )


def _known_on(month: ReportingMonth) -> date:
    """The day as of which a report on the month starts."""
    return month.ends_on if month.is_loaded else month.month - timezone.timedelta(days=1)


def _before(project: Project, month: ReportingMonth, past: Past, reports: dict) -> Before:
    """``reports`` are those of the month: {whether it is open: report}."""
    progress = project.progress_before
    return Before(
        project.stage,
        progress_of_stage(project.stage) if progress is None else progress,
        Decimal(project.disbursed),
        Decimal(project.paid_before),
        project.planned_aid,
        project.total_investment,
        Decimal(project.due),
        project.stopped_since,
        known_dates(project, on=month.ends_on),
        _closed_facts(project, past),
        month.month if False in reports or month.is_loaded else None,
    )


def progress_of_stage(stage: str) -> Decimal | None:
    """Where no progress was reported: 0 % before the start, 100 % once completed."""
    if stage == Project.Stage.NOT_STARTED:
        return Decimal(0)
    if stage in FINISHED:
        return Decimal(100)
    return None


def _closed_facts(project: Project, past: Past) -> dict[str, ClosedFact]:
    days = {name: getattr(project, name) for name in FACT_DATES}
    facts = {name: past.closed_fact(name, day) for name, day in days.items()}
    facts["stopped_on"] = past.closed_fact(STOP, project.stopped_since)
    return {name: fact for name, fact in facts.items() if fact}


def unsaved_report(row: Row, user) -> StatusReport:
    """An unsaved report on the row: what is known so far, or the claim that it corrects; of a
    loaded month all that was loaded.
    """
    verified_report = row.verified_report
    if verified_report is not None:
        values = {name: getattr(verified_report, name) for name in CLAIM}
        values |= {"is_correction": True, "no_change": False, "no_spending": False}
        return StatusReport(project=row.project, month=row.month, entered_by=user, **values)
    report = StatusReport(
        project=row.project,
        month=row.month,
        entered_by=user,
        stage=row.before.stage,
        stopped_on=row.before.stopped_on,
        **{name: day for name, day in row.before.dates.items() if day},
    )
    if row.month.is_loaded:
        report.is_correction = True
        report.physical_progress = row.before.physical_progress
        report.disbursed_to_date = row.before.disbursed
    return report


def no_change(row: Row, progress: Decimal | None = None) -> dict:
    """The values by which a row says that nothing changed in the month.

    ``progress`` holds where none was known before.
    """
    known_progress = row.before.physical_progress
    return row.before.dates | {
        "stage": row.before.stage,
        "stopped_on": row.before.stopped_on,
        "resumed_on": None,
        "delay_reason": _delay_reason(row),
        "physical_progress": progress if known_progress is None else known_progress,
        "disbursed_to_date": row.before.disbursed,
        "no_change": True,
        "no_spending": False,
    }


def _delay_reason(row: Row) -> str:
    if row.before.stopped_on is None:
        return ""
    stops = row.project.suspensions.all()
    return next((s.reason for s in stops if s.starts_on == row.before.stopped_on), "")


def state_label(state: str, *, is_closed: bool, origin: str = Origin.OPENED) -> str:
    """The words for a report's state: never begun is not reported, once closed, or loaded."""
    if state == Standing.NOTHING and origin == Origin.LOADED:
        return str(Origin.LOADED.label)
    is_missing = is_closed and state == Standing.NOTHING
    return _t("not reported") if is_missing else str(Standing(state).label)


def due_words(month: ReportingMonth) -> str:
    """Until when reports on the month were due, or that it was loaded."""
    return (
        str(Origin.LOADED.label) if month.is_loaded else _t("due %(day)s") % {"day": month.due_on}
    )


def states(rows: Iterable[Row]) -> dict[tuple[str, str], int]:
    """How many rows have each (state, its words), in the order of the states."""
    ordered = sorted(rows, key=lambda row: Standing.values.index(row.state))
    return dict(Counter((row.state, row.state_label) for row in ordered))
