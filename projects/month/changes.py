"""A claim beside what was known before it: the fields that differ, in words; and what its
verification does with money.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _t, ngettext

from aidtrack.values.formats import DASH, count, exact_money, exact_wan
from aidtrack.values.numbers import plain
from projects.models import (
    FACT_DATES,
    Project,
    StatusReport,
    Suspension,
)
from projects.month.due import Row
from projects.month.facts import Settlement

COMPARED = (
    "stage",
    *FACT_DATES,
    "stopped_on",
    "resumed_on",
    "delay_reason",
    "physical_progress",
    "disbursed_to_date",
)
TEXTS = ("excess_reason", "note", "problem_type", "problem", "measure_taken")

CHOICES = {
    "stage": Project.Stage,
    "delay_reason": Suspension.Reason,
    "problem_type": StatusReport.ProblemType,
}


@dataclass(frozen=True)
class Change:
    """One field of a claim: its name, what it was before, what is claimed; in words."""

    field: str
    label: str
    old: str
    new: str


def changes(row: Row, report: StatusReport | None = None) -> list[Change]:
    """What the report of a row changes, against the report that it corrects or, without one,
    against what was known before the month. Notes are always listed.
    """
    report = report or row.latest_report
    if report is None:
        return []
    old = _before(row, report)
    differences = [
        Change(name, field_label(name), in_words(name, old.get(name)), in_words(name, new))
        for name in COMPARED
        if (new := getattr(report, name)) != old.get(name) and (new or old.get(name))
    ]
    texts = [
        Change(name, field_label(name), "", text) for name in TEXTS if (text := _text(report, name))
    ]
    return differences + texts


def _text(report: StatusReport, name: str) -> str:
    return problem_type_words(report) if name == "problem_type" else getattr(report, name)


def problem_type_words(report: StatusReport) -> str:
    """The type of its problem; of an older report without one, that it is unclassified."""
    if report.problem_type:
        return str(report.get_problem_type_display())
    return _t("unclassified") if report.problem else ""


def _before(row: Row, report: StatusReport) -> dict:
    verified_report = row.verified_report
    if verified_report is not None and verified_report.pk != report.pk:
        return {name: getattr(verified_report, name) for name in COMPARED}
    before = row.before
    return before.dates | {
        "stage": before.stage,
        "stopped_on": before.stopped_on,
        "delay_reason": report.delay_reason if before.stopped_on else "",
        "physical_progress": before.physical_progress,
        "disbursed_to_date": before.disbursed,
    }


def field_label(name: str) -> str:
    label = str(StatusReport._meta.get_field(name).verbose_name)
    return _t("disbursed to date (10,000 yuan)") if name == "disbursed_to_date" else label


def in_words(name: str, value) -> str:
    """A value of a claim as pages print it; a dash for nothing."""
    match value:
        case None | "":
            return DASH
        case date():
            return f"{value}"
        case Decimal() if name == "disbursed_to_date":
            return exact_wan(value)
        case Decimal():
            return plain(value)
    return str(CHOICES[name](value).label) if name in CHOICES else str(value)


def settlement_words(settlement: Settlement) -> str:
    """What verifying does with money, as the reviewer reads it; empty where it does nothing."""
    deeds = [*_accepted_words(settlement), *_written_words(settlement.written)]
    sentences = [_t("Verifying %(deeds)s.") % {"deeds": _t(", ").join(deeds)}] if deeds else []
    if settlement.left:
        n = len(settlement.left)
        words = ngettext(
            "%(n)s transfer of %(amount)s is not covered and stays waiting.",
            "%(n)s transfers of together %(amount)s are not covered and stay waiting.",
            n,
        )
        sentences.append(words % _sum(n, settlement.left_amount))
    return " ".join(sentences)


def _accepted_words(settlement: Settlement) -> list[str]:
    n = len(settlement.accepted)
    if not n:
        return []
    words = ngettext(
        "confirms %(n)s waiting transfer of %(amount)s",
        "confirms %(n)s waiting transfers of together %(amount)s",
        n,
    )
    return [words % _sum(n, settlement.accepted_amount)]


def _written_words(written: Decimal) -> list[str]:
    if not written:
        return []
    amount = {"amount": exact_money(abs(written))}
    if written < 0:
        return [_t("takes back %(amount)s") % amount]
    return [_t("writes a transfer of %(amount)s") % amount]


def _sum(n: int, amount: Decimal) -> dict:
    return {"n": count(n), "amount": exact_money(amount)}
