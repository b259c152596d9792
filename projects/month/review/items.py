"""A report as the reviewer reads it: what is unusual, what changes, what was before, the files."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _t

from aidtrack.values.formats import WAN, exact_money, exact_wan
from projects.checks.amounts import YUAN, share_in_words
from projects.checks.findings import Finding, Reading
from projects.models import Evidence, StatusReport
from projects.models.amounts import to_fen
from projects.month.changes import (
    Change,
    changes,
    field_label,
    in_words,
    settlement_words,
)
from projects.month.closing.moves import moves
from projects.month.due import Row
from projects.month.facts import settlements
from projects.month.review.past_months import MonthEnd, claimed_month, past_months
from projects.month.review.remarks import Remark, ReviewGroup, group, severity, telling_remarks

# Where the plan stands on a bar that leaves room for what is beyond it; percent of its width.
PLAN_AT = 80
# A line of the four months: width between two of them, height.
STEP, HEIGHT = 28, 22
# What the columns of the list show; its other changes stand below the name.
IN_COLUMNS = ("stage", "physical_progress", "disbursed_to_date")


@dataclass(frozen=True)
class PlanBar:
    """A share of planned funds as lengths of a bar, percent of its width; None where unknown."""

    share: Decimal | None

    @property
    def value(self) -> Decimal:
        return min(max(self.share or Decimal(0), Decimal(0)), Decimal(1)) * PLAN_AT

    @property
    def beyond(self) -> Decimal:
        """How far it runs past the plan."""
        return min(max((self.share or 0) - 1, Decimal(0)) * PLAN_AT, Decimal(100 - PLAN_AT))


@dataclass(frozen=True)
class ReadingBar:
    """One way to read an amount, beside the plan."""

    label: str
    amount: str
    of_plan: str
    bar: PlanBar


@dataclass(frozen=True)
class Unusual:
    """An unlikely value of a report, as its reviewer reads it."""

    finding: Finding
    report: StatusReport
    is_open: bool

    @property
    def sentence(self) -> str:
        return self.finding.statement

    @property
    def readings(self) -> list[ReadingBar]:
        """Both readings of an amount beside its plan; none of other questions."""
        if self.finding.code != YUAN:
            return []
        ordered = sorted(self.finding.readings, key=self._is_as_entered)
        return [self._reading_bar(reading) for reading in ordered]

    def _is_as_entered(self, reading: Reading) -> bool:
        return reading.value == self.finding.value

    def _reading_bar(self, reading: Reading) -> ReadingBar:
        amount, planned = Decimal(reading.value), self.report.project.planned_aid
        share = amount / planned if planned else None
        words = share_in_words(amount, planned)
        return ReadingBar(self._label(reading), exact_money(amount), words, PlanBar(share))

    def _label(self, reading: Reading) -> str:
        if self._is_as_entered(reading):
            return _t("as entered")
        is_in_yuan = Decimal(reading.value) == to_fen(Decimal(self.finding.value) / WAN)
        return _t("if yuan was meant") if is_in_yuan else _t("as the month before")

    @property
    def answer(self) -> str:
        """What the recorder answered, in a sentence."""
        if self.is_open:
            return _t("The recorder was not asked: return it if you cannot check it.")
        value = self.report.answers.get(self.finding.code)
        labels = [reading.label for reading in self.finding.readings if reading.value == value]
        return _t("The recorder was asked “%(question)s” and answered “%(answer)s”.") % {
            "question": self.finding.sentence,
            "answer": "".join(labels[:1]),
        }


@dataclass(frozen=True)
class ReviewItem:
    """A report under review, with all that its card or its row shows."""

    row: Row
    common_codes: set[str]
    is_own: bool
    months: list[MonthEnd]
    money: str
    # The id of the report to go on with once this one is decided; None: there is no other.
    following: int | None = None
    files: list[Evidence] = field(default_factory=list)
    moves: list = field(default_factory=list)

    @property
    def report(self) -> StatusReport:
        return self.row.report

    @property
    def project(self):
        return self.row.project

    @property
    def is_unusual(self) -> bool:
        return group(self.row, self.common_codes) == ReviewGroup.UNUSUAL

    @property
    def is_plain(self) -> bool:
        return group(self.row, self.common_codes) == ReviewGroup.PLAIN

    @property
    def severity(self) -> str:
        return severity(self.row)

    @property
    def unusual(self) -> list[Unusual]:
        questions = self.row.questions
        return [Unusual(f, self.report, f in questions) for f in self.row.unlikely]

    @cached_property
    def remarks(self) -> list[Remark]:
        return telling_remarks(self.row, self.common_codes)

    @cached_property
    def changes(self) -> list[Change]:
        return changes(self.row, self.report)

    @property
    def changes_below(self) -> list[Change]:
        return [change for change in self.changes if change.field not in IN_COLUMNS]

    @property
    def columns(self) -> list[Change]:
        """Stage, progress and money, changed or not."""
        changes_by_field = {change.field: change for change in self.changes}
        return [changes_by_field.get(name) or self._unchanged(name) for name in IN_COLUMNS]

    def _unchanged(self, name: str) -> Change:
        value = getattr(self.report, name)
        return Change(name, field_label(name), "", in_words(name, value))

    @property
    def claimed(self) -> MonthEnd:
        return claimed_month(self.report)

    @property
    def bar(self) -> PlanBar:
        return PlanBar(self.claimed.share)

    @property
    def bar_before(self) -> PlanBar:
        return PlanBar(self.months[-1].share if self.months else None)

    @property
    def amounts(self) -> list[str]:
        """What had reached the project by the end of each of the four months, 万元."""
        return [exact_wan(month.disbursed) for month in self._line]

    @property
    def points(self) -> str:
        """The line of the four months' money, as an SVG polyline has it."""
        amounts = [month.disbursed or Decimal(0) for month in self._line]
        most = max(*amounts, Decimal(1))
        heights = [f"{3 + HEIGHT - max(amount, 0) / most * HEIGHT:.1f}" for amount in amounts]
        return " ".join(f"{2 + n * STEP},{height}" for n, height in enumerate(heights))

    @property
    def _line(self) -> list[MonthEnd]:
        return [*self.months, self.claimed]


def items(user, month, rows: Sequence[Row], common_codes: set[str]) -> list[ReviewItem]:
    """The reports of these rows, in a fixed number of queries."""
    reports = [row.report for row in rows]
    own, following = _own(user, reports), _following(reports)
    settled = settlements(reports)
    months = past_months(month, [row.project.pk for row in rows])
    files, moves_by_report = _files(user, reports), moves(rows, user)
    return [
        ReviewItem(
            row,
            common_codes,
            row.report.pk in own,
            months.get(row.project.pk, []),
            settlement_words(settled[row.report.pk]),
            following[row.report.pk],
            files[row.report.pk],
            moves_by_report.get(row.report.pk, []),
        )
        for row in rows
    ]


def _following(reports: list[StatusReport]) -> dict[int, int | None]:
    """{report id: the next one's}; of the last the one before it."""
    ids: list[int | None] = [report.pk for report in reports]
    before_last = ids[-2] if len(ids) > 1 else None
    return dict(zip(ids, [*ids[1:], before_last], strict=False))


def _own(user, reports: list[StatusReport]) -> set[int]:
    """The ids of those that the person wrote, in part or as a whole."""
    written = user.reports_written.filter(pk__in=[report.pk for report in reports])
    entered = {report.pk for report in reports if report.entered_by_id == user.pk}
    return entered | set(written.values_list("pk", flat=True))


def _files(user, reports: list[StatusReport]) -> dict[int, list[Evidence]]:
    files = defaultdict(list)
    for file in Evidence.objects.visible_to(user).filter(report__in=reports).for_gallery():
        files[file.report_id].append(file)
    return files
