"""What stands out in a report under review, and in which of three groups it is read.

An unusual report is decided by itself; one with a remark is not ticked beforehand; a plain one is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from projects.checks.labels import FINDING_LABELS
from projects.month.due import Row
from projects.month.statements import StatementKind

# Fewer rows than this cannot show what always stands there.
FEW = 3
CORRECTION = "correction"
# Everything that a list can be narrowed to: the codes of findings and of remarks.
KINDS = {
    **FINDING_LABELS,
    CORRECTION: _("correction"),
    StatementKind.OPENING: StatementKind.OPENING.label,
    StatementKind.LATE: StatementKind.LATE.label,
}
# A change of progress may well be true; the others contradict the plan or the stage.
DOUBTED = frozenset({"jump", "fall"})


class ReviewGroup(TextChoices):
    UNUSUAL = "unusual", _("unusual")
    REMARKED = "remarked", _("with a remark")
    PLAIN = "plain", _("plain")


@dataclass(frozen=True)
class Remark:
    code: str
    sentence: str

    @property
    def label(self) -> str:
        return str(KINDS[self.code])


def remarks(row: Row) -> list[Remark]:
    """What a reviewer should know of a report that holds nothing unlikely."""
    row_remarks = [Remark(finding.code, finding.sentence) for finding in row.warnings]
    row_remarks += [Remark(mark.kind, str(mark)) for mark in row.marks]
    if row.report.is_correction:
        row_remarks.append(Remark(CORRECTION, str(KINDS[CORRECTION])))
    return row_remarks


def codes_of_all(rows: Sequence[Row]) -> set[str]:
    """The codes of remarks that stand on every row, so tell none from another."""
    if len(rows) < FEW:
        return set()
    return set.intersection(*({remark.code for remark in remarks(row)} for row in rows))


def telling_remarks(row: Row, common_codes: set[str]) -> list[Remark]:
    """The remarks on a row that do not stand on every other, too."""
    return [remark for remark in remarks(row) if remark.code not in common_codes]


def group(row: Row, common_codes: set[str]) -> ReviewGroup:
    if row.unlikely:
        return ReviewGroup.UNUSUAL
    return ReviewGroup.REMARKED if telling_remarks(row, common_codes) else ReviewGroup.PLAIN


def severity(row: Row) -> str:
    """Red for what contradicts plan or stage, amber for what may well be true."""
    return "warn" if all(finding.code in DOUBTED for finding in row.unlikely) else "lag"
