"""Finds what is impossible, unlikely or worth a warning in a claim.

Impossible claims are refused; for unlikely ones the person chooses between both readings; a
warning is shown to recorder and reviewer and stops nobody.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _t

from aidtrack.values import formats
from aidtrack.values.formats import exact_money
from aidtrack.values.numbers import plain
from projects.checks.amounts import AmountBesidePlan, amount_question
from projects.checks.findings import IMPOSSIBLE, UNLIKELY, WARNING, Finding, Reading
from projects.models import FACT_DATES, Project

# Percentage points within one month.
JUMP = 30
FALL = "fall"
# The codes of questions about a progress that goes badly with the stage.
EARLY, UNFINISHED, FINISHED_EARLY = "progress before work", "work after completion", "completion"
CONTRADICTIONS = (EARLY, UNFINISHED, FINISHED_EARLY)
# The codes of warnings.
BEYOND_REGION, BELOW_PAID, BEYOND_PLAN = "beyond region", "below paid", "beyond plan"
FIRST_OF_STAGE = {
    Project.Stage.UNDER_CONSTRUCTION: "started_on",
    Project.Stage.SUSPENDED: "stopped_on",
    Project.Stage.COMPLETED: "completed_on",
    Project.Stage.ACCEPTED: "accepted_on",
    Project.Stage.HANDED_OVER: "handed_over_on",
    Project.Stage.CANCELLED: "cancelled_on",
}
# A stage rules out the dates of those after it.
REACHED = {
    Project.Stage.NOT_STARTED: (),
    Project.Stage.UNDER_CONSTRUCTION: FACT_DATES[:1],
    Project.Stage.SUSPENDED: FACT_DATES[:1],
    Project.Stage.COMPLETED: FACT_DATES[:2],
    Project.Stage.ACCEPTED: FACT_DATES[:3],
    Project.Stage.HANDED_OVER: FACT_DATES[:4],
    Project.Stage.CANCELLED: ("started_on", "cancelled_on"),
}
# Stages in which work goes on, and those after it.
UNDER_WAY = (Project.Stage.UNDER_CONSTRUCTION, Project.Stage.SUSPENDED)
FINISHED = (Project.Stage.COMPLETED, Project.Stage.ACCEPTED, Project.Stage.HANDED_OVER)


@dataclass(frozen=True)
class ClosedFact:
    """A date that lies in a closed month or was stated in one, and the first day of the month whose
    report alone may change it.
    """

    day: date
    month: date


def findings(claim, before, *, arrived: Decimal | None = None) -> list[Finding]:
    """What there is to say about a claim beside what was known before its month.

    ``before`` is a ``due.Before``; ``arrived`` the yuan that had arrived in the region for
    the pairing and were not yet at projects, None where the region's money is not recorded.
    """
    claim_findings = [*_dates(claim, before), *_amounts(claim, before), *_progress(claim, before)]
    if not claim_findings or all(f.level != IMPOSSIBLE for f in claim_findings):
        claim_findings += _money(claim, before, arrived)
    return claim_findings


def _impossible(name: str, sentence: str) -> Finding:
    return Finding(IMPOSSIBLE, name, sentence)


def _label(claim, name: str) -> str:
    return str(claim._meta.get_field(name).verbose_name)


def _dates(claim, before):
    ends_on = claim.month.ends_on
    for name in (*FACT_DATES, "stopped_on", "resumed_on"):
        day = getattr(claim, name)
        if day and day > ends_on:
            yield _impossible(
                name,
                _t("The %(date)s is after the month's end (%(day)s). Report it next month.")
                % {"date": _label(claim, name), "day": formats.day(ends_on)},
            )
    if claim.stage:
        yield from _stage(claim, before)
    yield from _order(claim)
    yield from closed_fact_changes(claim, before)


def closed_fact_changes(claim, before):
    """Changes of facts of closed months: in the report that corrects their own, with a reason."""
    changed = {n: f for n, f in before.closed_facts.items() if _changes(claim, n, f)}
    for name, fact in changed.items():
        if fact.month != before.corrected_month:
            yield _impossible(
                name,
                _t(
                    "The %(date)s %(day)s counts in a closed month, so this report cannot change "
                    "it: correct the report for %(month)s, by exemption where it is closed."
                )
                % {
                    "date": _label(claim, name),
                    "day": formats.day(fact.day),
                    "month": f"{fact.month:%Y-%m}",
                },
            )
    if not claim.note.strip() and any(f.month == before.corrected_month for f in changed.values()):
        yield _impossible("note", _t("Enter why you change a date of a closed month."))


def _changes(claim, name: str, fact: ClosedFact) -> bool:
    if name == "stopped_on":
        return "stop" in claim.stated and claim.stopped_on != fact.day and not claim.resumed_on
    return name in claim.stated and getattr(claim, name) != fact.day


def _stage(claim, before):
    needed = FIRST_OF_STAGE.get(claim.stage)
    reached = REACHED[claim.stage]
    stage = Project.Stage(claim.stage).label
    for name in FACT_DATES:
        day = getattr(claim, name)
        if day is None and (name == needed or (name in reached and name != "started_on")):
            yield _impossible(
                name,
                _t("Stage is “%(stage)s”: enter the %(date)s.")
                % {"stage": stage, "date": _label(claim, name)},
            )
        if day is not None and name not in reached:
            yield _impossible(
                name,
                _t("The %(date)s is filled in but the stage is “%(stage)s”: change one of them.")
                % {"stage": stage, "date": _label(claim, name)},
            )
    has_begun = claim.stage not in ("not_started", "cancelled")
    if has_begun and claim.started_on is None and needed != "started_on":
        yield _impossible("started_on", _t("Enter the date on which work started."))
    if claim.stage == Project.Stage.SUSPENDED:
        if claim.stopped_on is None:
            yield _impossible("stopped_on", _t("Enter the date on which work stopped."))
        if not claim.delay_reason:
            yield _impossible("delay_reason", _t("Choose why work stopped."))
    elif before.stopped_on and claim.stage != "cancelled" and claim.resumed_on is None:
        yield _impossible(
            "resumed_on",
            _t("Work has been stopped since %(day)s: enter the date on which it resumed.")
            % {"day": formats.day(before.stopped_on)},
        )


def _order(claim):
    pairs = (
        ("started_on", "completed_on"),
        ("completed_on", "accepted_on"),
        ("accepted_on", "handed_over_on"),
        ("started_on", "cancelled_on"),
        ("started_on", "stopped_on"),
    )
    for earlier, later in pairs:
        first, then = getattr(claim, earlier), getattr(claim, later)
        if first and then and then < first:
            yield _impossible(
                later,
                _t("The %(later)s cannot be before the %(earlier)s (%(day)s).")
                % {
                    "later": _label(claim, later),
                    "earlier": _label(claim, earlier),
                    "day": formats.day(first),
                },
            )
    if claim.stopped_on and claim.resumed_on and claim.resumed_on <= claim.stopped_on:
        yield _impossible("resumed_on", _t("Work must resume after the day on which it stopped."))


def _progress(claim, before):
    share = claim.physical_progress
    if share is None:
        return
    if not 0 <= share <= 100:
        yield _impossible("physical_progress", _t("Physical progress must be between 0 and 100."))
        return
    yield from _contradiction(claim, before) or _unlikely_change(claim, before)


def _contradiction(claim, before) -> list[Finding]:
    """The question about a progress that goes badly with the stage, where either is new."""
    share, last, stage = claim.physical_progress, before.physical_progress, claim.stage
    if not stage or (stage, share) == (before.stage, last):
        return []
    if stage == Project.Stage.NOT_STARTED and share > 0:
        return [_stage_question(claim, EARLY, Decimal(0))]
    if stage in FINISHED and share < 100:
        return [_stage_question(claim, UNFINISHED, Decimal(100))]
    if stage in UNDER_WAY and share == 100:
        return [_stage_question(claim, FINISHED_EARLY, None if last == 100 else last)]
    return []


def _stage_question(claim, code: str, other: Decimal | None) -> Finding:
    """``other`` is the progress that would go with the stage; None where none is known."""
    share = claim.physical_progress
    sentence = _t("Stage is “%(stage)s” but progress is %(now)s%%. Is this correct?") % {
        "stage": Project.Stage(claim.stage).label,
        "now": plain(share),
    }
    read = [_progress_reading(_t("yes, %(now)s%%"), share)]
    if other is not None:
        read.append(_progress_reading(_t("no, %(now)s%%"), other))
    statement = _t("Stage “%(stage)s”, progress %(now)s%%.") % {
        "stage": Project.Stage(claim.stage).label,
        "now": plain(share),
    }
    return _of_progress(sentence, statement, code, share, *read)


def _progress_reading(label: str, share: Decimal) -> Reading:
    return Reading(label % {"now": plain(share)}, plain(share))


def progress_falls(share: Decimal, last: Decimal | None, *, is_correction: bool) -> bool:
    """Whether progress is below that of the month before and is not said to correct it."""
    return last is not None and share < last and not is_correction


def _unlikely_change(claim, before) -> list[Finding]:
    share, last = claim.physical_progress, before.physical_progress
    if last is None:
        return []
    still = Reading(_t("no, still %(last)s%%") % {"last": plain(last)}, plain(last))
    correct = _progress_reading(_t("yes, %(now)s%%"), share)
    words = {"last": plain(last), "now": plain(share)}
    if progress_falls(share, last, is_correction=claim.is_correction):
        sentence = _t("Progress falls from %(last)s%% to %(now)s%%. Is this correct?") % words
        statement = _t("Progress falls from %(last)s%% to %(now)s%%.") % words
        return [_of_progress(sentence, statement, FALL, share, correct, still)]
    if share - last > JUMP:
        sentence = _t("Progress jumps from %(last)s%% to %(now)s%% in one month. Is this correct?")
        tenth = share / 10
        is_tenth = last <= tenth <= last + JUMP
        other = _progress_reading(_t("no, %(now)s%%"), tenth) if is_tenth else still
        statement = _t("Progress jumps from %(last)s%% to %(now)s%% in one month.") % words
        return [_of_progress(sentence % words, statement, "jump", share, correct, other)]
    return []


def _of_progress(
    sentence: str, statement: str, code: str, share: Decimal, *readings: Reading
) -> Finding:
    value = plain(share)
    name = "physical_progress"
    return Finding(UNLIKELY, name, sentence, code, value, readings, statement=statement)


def _amounts(claim, before):
    amount, last = claim.disbursed_to_date, before.disbursed
    if amount is None:
        return
    if amount < 0:
        yield _impossible("disbursed_to_date", _t("The amount disbursed cannot be negative."))
    elif amount < last and not claim.is_correction:
        yield _impossible(
            "disbursed_to_date",
            _t(
                "The total cannot be below last month's %(last)s. If money was "
                "returned, tick “correction”."
            )
            % {"last": exact_money(last)},
        )
    elif question := amount_question(
        _beside_plan(amount, before), "disbursed_to_date", entered=amount, least=last
    ):
        yield question
    elif claim.stage == Project.Stage.NOT_STARTED and amount > max(last, before.due):
        yield _before_work(amount, before)


def _beside_plan(amount: Decimal, before) -> AmountBesidePlan:
    return AmountBesidePlan(
        before.disbursed, amount, before.planned_aid, before.due, before.total_investment
    )


def _before_work(amount: Decimal, before) -> Finding:
    last = before.disbursed
    sentence = _t(
        "Work has not started, yet %(now)s is disbursed, more than the tranches due by then "
        "(%(due)s). Is this correct?"
    )
    statement = _t("Work has not started; %(now)s disbursed, tranches due by then: %(due)s.")
    words = {"now": exact_money(amount), "due": exact_money(before.due)}
    return Finding(
        UNLIKELY,
        "disbursed_to_date",
        sentence % words,
        "money before work",
        plain(amount),
        (
            Reading(_t("Yes, %(amount)s") % {"amount": exact_money(amount)}, plain(amount)),
            Reading(_t("No, still %(amount)s") % {"amount": exact_money(last)}, plain(last)),
        ),
        statement=statement % words,
    )


def _money(claim, before, arrived: Decimal | None):
    """Warnings about money that is new this month: what was known before was said before."""
    amount = claim.disbursed_to_date
    new = 0 if amount is None else amount - before.disbursed
    if new <= 0:
        return
    # Below zero the balance was overdrawn by other rows.
    if arrived is not None and 0 <= arrived < new:
        yield _of_money(
            BEYOND_REGION,
            _t(
                "Projects report more than the region holds: balance %(held)s, newly reported "
                "%(new)s."
            ),
            held=arrived,
            new=new,
        )
    if before.paid > amount:
        yield _of_money(
            BELOW_PAID,
            _t(
                "%(paid)s has been paid out, more than the %(now)s disbursed to the project; the "
                "other %(over)s came from elsewhere."
            ),
            paid=before.paid,
            now=amount,
            over=before.paid - amount,
        )
    if amount > before.planned_aid and not _beside_plan(amount, before).is_unlikely:
        sentence = _t("Exceeds planned funds (%(plan)s).")
        yield _of_money(BEYOND_PLAN, sentence, plan=before.planned_aid)


def _of_money(code: str, sentence: str, **amounts: Decimal) -> Finding:
    words = {name: exact_money(amount) for name, amount in amounts.items()}
    return Finding(WARNING, "disbursed_to_date", sentence % words, code)
