"""One report as it is read: what it says, what was asked, who reviewed it, its versions."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _t

from projects.checks.claims import findings
from projects.checks.findings import IMPOSSIBLE, UNLIKELY, Finding
from projects.models import FACT_DATES, Evidence, StatusReport
from projects.month.changes import Change, changes, field_label, in_words
from projects.month.due import Row, due_row
from projects.month.review.items import Unusual
from projects.permissions import CLAIM


@dataclass(frozen=True)
class ReportReading:
    """``versions`` are all reports on its project and month, the latest first; the findings are
    those of today, beside what is known today of the time before the month.
    """

    row: Row
    report: StatusReport
    versions: list[StatusReport]
    files: list[Evidence]

    @property
    def values(self) -> list[tuple[str, str]]:
        """(label, value in words) of all that it claims."""
        fields = [name for name in CLAIM if getattr(self.report, name) not in (None, "", False)]
        return [(field_label(name), self._in_words(name)) for name in fields]

    def _in_words(self, name: str) -> str:
        value = getattr(self.report, name)
        return _t("yes") if value is True else in_words(name, value)

    @property
    def changes(self) -> list[Change]:
        return changes(self._row, self.report)

    @property
    def _row(self) -> Row:
        """The row as this version found it: beside the version that held before."""
        earlier = [v for v in self.versions if v.pk < self.report.pk and _is_verified(v)]
        return replace(
            self.row,
            report=self.report,
            verified_report=earlier[0] if earlier else None,
            before=replace(self.row.before, dates=dates_before(self.report)),
        )

    @property
    def findings(self) -> list[Finding]:
        """Without those that refuse a value: what was verified since stands in their way."""
        every = findings(self.report, self.row.before, arrived=self.row.arrived)
        return [finding for finding in every if finding.level != IMPOSSIBLE]

    @property
    def unusual(self) -> list[Unusual]:
        return [
            Unusual(finding, self.report, is_open=self._is_open(finding))
            for finding in self.findings
            if finding.level == UNLIKELY
        ]

    def _is_open(self, finding: Finding) -> bool:
        return not finding.is_answered(self.report.answers, self.report.excess_reason)

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level != UNLIKELY]


def dates_before(report: StatusReport) -> dict[str, date | None]:
    """What was known of each date when the report stated it; what it repeats is as it says."""
    stated = {name: report.stated[name] for name in FACT_DATES if name in report.stated}
    known = {name: day and date.fromisoformat(day) for name, day in stated.items()}
    return {name: getattr(report, name) for name in FACT_DATES} | known


def _is_verified(report: StatusReport) -> bool:
    return report.state == StatusReport.State.VERIFIED


def report_reading(report: StatusReport, user) -> ReportReading:
    """``report`` with its month and parties at hand."""
    versions = StatusReport.objects.visible_to(user).filter(
        month=report.month_id, project=report.project_id
    )
    files = Evidence.objects.visible_to(user).filter(report=report).for_gallery()
    row = due_row(report.month, report.project, user)
    return ReportReading(row, report, list(versions.for_project_page()), list(files))
