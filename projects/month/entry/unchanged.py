"""The rows of a month that nobody has filled in, and what to ask before they are reported as
unchanged.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.values import formats
from pairings.models import Organisation
from projects.checks.claims import findings
from projects.checks.findings import WARNING
from projects.checks.obstacles import passed_plan
from projects.models import FACT_DATES, Project, ReportingMonth, StatusReport
from projects.month.due import (
    Row,
    due_projects,
    due_rows,
    last_day,
    no_change,
    unsaved_report,
)
from projects.month.entry.days import planned_words
from projects.month.entry.narrowing import by_county, county
from projects.month.statements import enter_values

# What a person reads of a row before it is reported as unchanged.
READ = (
    "stage",
    *FACT_DATES,
    "stopped_on",
    "delay_reason",
    "physical_progress",
    "disbursed_to_date",
)


class QuestionKind(TextChoices):
    """What has to be answered before a row is reported as unchanged."""

    REFUSED = "refused", _("Impossible without a change: fill in the row itself")
    OVERDUE = "overdue", _("Overdue to start: why has nothing changed?")
    PROGRESS = "progress", _("Under way, and no progress is known: enter it")
    UNFINISHED = "unfinished", _("Past the planned finish: why has nothing changed?")
    UNACCEPTED = "unaccepted", _("Completed but not accepted: why has nothing changed?")


KIND_OF_PLAN = {
    "planned_start_on": QuestionKind.OVERDUE,
    "planned_finish_on": QuestionKind.UNFINISHED,
}
# Those that are answered with a reason.
REASONED = (QuestionKind.OVERDUE, QuestionKind.UNFINISHED, QuestionKind.UNACCEPTED)
# The field of the report that takes the answer.
ANSWERED_IN = {
    QuestionKind.PROGRESS: "physical_progress",
    **dict.fromkeys(REASONED, "problem"),
}


@dataclass(frozen=True)
class UnchangedRow:
    """A row that nobody has filled in, with the unsaved report that says "no change".

    ``kind`` is empty where nothing is to be asked; ``sentence`` says what is asked about.
    ``error`` says why it was left, ``typed`` is the progress that was typed.
    """

    row: Row
    report: StatusReport
    kind: str = ""
    sentence: str = ""
    is_ticked: bool = False
    error: str = ""
    typed: str = ""

    @property
    def key(self) -> str:
        """The code of the project with a digest of what is read of it."""
        values = "\0".join(str(getattr(self.report, name)) for name in READ)
        return f"{self.row.project.code}:{sha256(values.encode()).hexdigest()[:12]}"

    @property
    def may_be_ticked(self) -> bool:
        return self.kind != QuestionKind.REFUSED

    @property
    def asks_progress(self) -> bool:
        return self.kind == QuestionKind.PROGRESS

    @property
    def answered_in(self) -> str:
        """The field that has to be filled in first; empty where nothing is to be answered."""
        return ANSWERED_IN.get(self.kind, "")

    def lacks_answer(self, values: Mapping, current: StatusReport) -> bool:
        """Whether neither new values nor the report so far answer what is asked."""
        name = self.answered_in
        return bool(name) and values.get(name, getattr(current, name)) in ("", None)

    @property
    def request(self) -> str:
        """What the row itself says where it is reported as unchanged without the answer."""
        if self.asks_progress:
            words = _t("%(question)s, then press “no change” again.")
        else:
            words = _t(
                "%(question)s Enter the reason as the problem, then press “no change” again."
            )
        return words % {"question": QuestionKind(self.kind).label}


@dataclass(frozen=True)
class QuestionGroup:
    """The rows with one kind of question, and the reason that was typed for those ticked."""

    kind: QuestionKind
    rows: list[UnchangedRow]
    reason: str = ""
    problem_type: str = ""

    @property
    def takes_reason(self) -> bool:
        return self.kind in REASONED

    @property
    def takes_ticks(self) -> bool:
        return self.kind != QuestionKind.REFUSED


def due_with_stops(month: ReportingMonth, projects: QuerySet, user) -> list[Row]:
    """The rows of these projects with their stops, which saying "no change" looks at."""
    return due_rows(month, projects.prefetch_related("suspensions"), user)


def unchanged_rows(rows: Iterable[Row], user) -> list[UnchangedRow]:
    """Those of the rows that can be reported as unchanged, or asked about, by county."""
    return [unchanged(row, user) for row in by_county(list(rows)) if is_unfilled(row, user)]


def unasked_by_office(month: ReportingMonth, user) -> Counter[int]:
    """{office id: its rows that nobody has filled in and of which nothing is to be asked}."""
    begun = StatusReport.objects.filter(month=month).order_by()
    projects = due_projects(month, user).exclude(pk__in=begun.values("project"))
    rows = unchanged_rows(due_with_stops(month, projects, user), user)
    return Counter(county(entry.row).row_organisation_id for entry in rows if not entry.kind)


def is_unfilled(row: Row, user) -> bool:
    """Whether nobody has filled in a row of an open month that the person may fill in."""
    is_open = not row.month.is_closed and not row.month.is_loaded
    return is_open and row.latest_report is None and row.may(user, "enter")


def unchanged(row: Row, user) -> UnchangedRow:
    report = unsaved_report(row, user)
    enter_values(report, no_change(row), corrected=None)
    kind, sentence = _question(row, report)
    return UnchangedRow(row, report, kind, sentence, is_ticked=not kind)


def _question(row: Row, report: StatusReport) -> tuple[str, str]:
    doubts = findings(report, row.before, arrived=row.arrived)
    if sentences := [finding.sentence for finding in doubts if finding.level != WARNING]:
        return QuestionKind.REFUSED, " ".join(sentences)
    if report.physical_progress is None:
        return QuestionKind.PROGRESS, ""
    day = last_day(row.month)
    if name := passed_plan(report, on=day):
        return KIND_OF_PLAN[name], planned_words(row.project, name, day)
    if report.stage == Project.Stage.COMPLETED:
        return QuestionKind.UNACCEPTED, _completed_words(report)
    return "", ""


def _completed_words(report: StatusReport) -> str:
    return _t("completed on %(day)s") % {"day": formats.day(report.completed_on)}


def question_groups(
    rows: list[UnchangedRow], reasons: dict[str, str], types: dict[str, str]
) -> list[QuestionGroup]:
    """The rows with a question, by its kind; no group without rows."""
    groups = [
        QuestionGroup(
            kind,
            [row for row in rows if row.kind == kind],
            reasons.get(kind, ""),
            types.get(kind, ""),
        )
        for kind in QuestionKind
    ]
    return [group for group in groups if group.rows]


def plain_counties(rows: list[UnchangedRow]) -> list[tuple[Organisation, list[UnchangedRow]]]:
    """The rows without a question, by county."""
    by_place: dict[Organisation, list[UnchangedRow]] = {}
    for unchanged_row in rows:
        if not unchanged_row.kind:
            by_place.setdefault(county(unchanged_row.row), []).append(unchanged_row)
    return list(by_place.items())


def is_first_month(rows: list[Row]) -> bool:
    """Whether the programme has no month before that of the rows."""
    return any(min(row.past.closed.closed_at) == row.month.month for row in rows[:1])
