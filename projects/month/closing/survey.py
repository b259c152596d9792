"""A month before it is closed: what is missing by office, what waits, what is unusual."""

from dataclasses import dataclass
from datetime import date

from projects.checks.amounts import YUAN
from projects.checks.claims import findings
from projects.checks.findings import UNLIKELY
from projects.models import ReportingMonth, StatusReport
from projects.month.completeness import OfficeMonth, OfficeRow, completeness
from projects.month.due import Row, due_projects, due_rows

# Reports with an unlikely value that the page lists; the others are counted.
LISTED = 20


@dataclass(frozen=True)
class UnlikelyReport:
    """A submitted or verified report with an unlikely value, and the sentence about it."""

    row: Row
    sentence: str


@dataclass(frozen=True)
class MonthSurvey:
    """What an administrator sees before closing: the offices with gaps, the largest gap first."""

    rows: list[OfficeRow]
    total: OfficeMonth
    complete: int
    unlikely: list[UnlikelyReport]

    @property
    def listed(self) -> list[UnlikelyReport]:
        return self.unlikely[:LISTED]


def survey(month: ReportingMonth, user, *, on: date) -> MonthSurvey:
    rows = completeness([month], user, on=on)
    total = OfficeMonth()
    for row in rows:
        total.add(row.total)
    gaps = sorted((row for row in rows if row.total.missing), key=lambda row: -row.total.missing)
    return MonthSurvey(gaps, total, len(rows) - len(gaps), _unlikely(month, user))


def _unlikely(month: ReportingMonth, user) -> list[UnlikelyReport]:
    """Amounts first: of what was reported, whether or not it was answered and verified."""
    reported = StatusReport.objects.filter(month=month).exclude(state__in=StatusReport.EDITABLE)
    projects = due_projects(month, user, role=None).filter(pk__in=reported.values("project"))
    unlikely = [
        (finding.code != YUAN, UnlikelyReport(row, finding.sentence))
        for row in due_rows(month, projects, user)
        for finding in findings(row.latest_report, row.before, arrived=row.arrived)
        if finding.level == UNLIKELY
    ]
    return [report for _place, report in sorted(unlikely, key=lambda placed: placed[0])]
