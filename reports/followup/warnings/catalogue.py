"""Every test of warnings, declared once, and all warnings of a day."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from reports.figures.trends import last_month_end
from reports.followup.warnings import delays, held, late, pace, payments, progress
from reports.followup.warnings.declared import ComputedWarning, DeclaredTest
from reports.followup.warnings.delays import KIND
from reports.followup.warnings.standpoint import Standpoint
from reports.models import SUBJECTS, WarningLevel, WarningRule
from reports.thresholds import WarningTest

GROUPS, PROJECT = pace.KINDS, (KIND,)
# So many projects are looked for by their ids; of more, all are looked at.
FEW_PROJECTS = 1000

TESTS = {
    test.test: test
    for test in (
        DeclaredTest(
            WarningTest.MONEY_PACE,
            _(
                "Time elapsed less the disbursement rate, both of the day, in percentage points; "
                "from amounts, never from printed rates. Not of what nothing is reported of."
            ),
            GROUPS,
            pace.behind_time,
        ),
        DeclaredTest(
            WarningTest.START_PACE,
            _(
                "Time elapsed less the start rate, both of the day, in percentage points. Not of "
                "what nothing is reported of."
            ),
            GROUPS,
            pace.behind_time,
        ),
        DeclaredTest(
            WarningTest.START_OVERDUE,
            _("Days since the planned start of a planned project that has not started."),
            PROJECT,
            delays.start_overdue,
        ),
        DeclaredTest(
            WarningTest.REPORT_LATE,
            _(
                "Days after the due day of the month that tells the day, while reports are "
                "missing. By today's calendar, whatever day the figures are of."
            ),
            ("row",),
            late.reports_late,
            follows_calendar=True,
        ),
        DeclaredTest(
            WarningTest.MONEY_HELD,
            _(
                "Days since the oldest money arrived that is still in the region; the first to "
                "arrive is the first to leave. Its amount, of all that is held."
            ),
            ("unit",),
            held.money_held,
        ),
        DeclaredTest(
            WarningTest.NOT_ACCEPTED,
            _("Months since the completion of a project that is neither accepted nor handed over."),
            PROJECT,
            delays.not_accepted,
        ),
        DeclaredTest(
            WarningTest.FINISH_OVERDUE,
            _("Days since the planned finish of a project that is not completed."),
            PROJECT,
            delays.finish_overdue,
        ),
        DeclaredTest(
            WarningTest.MONEY_WITHOUT_START,
            _("Days for which money has been at a project that has not started."),
            PROJECT,
            payments.money_without_start,
        ),
        DeclaredTest(
            WarningTest.START_WITHOUT_MONEY,
            _("Days since the start of a project at which there is no money."),
            PROJECT,
            payments.start_without_money,
        ),
        DeclaredTest(
            WarningTest.STOPPED,
            _("Days since the works were stopped; they are not completed."),
            PROJECT,
            delays.stopped,
        ),
        DeclaredTest(
            WarningTest.PROGRESS_FELL,
            _(
                "Percentage points by which the last verified physical progress lies below the "
                "one before."
            ),
            PROJECT,
            progress.progress_fell,
        ),
        DeclaredTest(
            WarningTest.ABOVE_PLAN,
            _("Per cent by which the money at a project exceeds its planned aid."),
            PROJECT,
            payments.above_plan,
        ),
        DeclaredTest(
            WarningTest.ABOVE_TOTAL,
            _("Per cent by which the money at a project exceeds its total investment."),
            PROJECT,
            payments.above_total,
        ),
        DeclaredTest(
            WarningTest.RED_AGAIN,
            _(
                "Month ends in a row that were red by money or by starts, up to the day; a month "
                "that was not reported neither breaks nor extends the run. Not of what nothing is "
                "reported of."
            ),
            GROUPS,
            pace.red_again,
        ),
    )
}


def warnings(at: Standpoint, rules: Iterable[WarningRule] | None = None) -> list[ComputedWarning]:
    """All that is in force on the day: by rule, red before yellow, most money first.

    By some of the rules, where these are named.

    The queries grow with the rules, not with the rows.
    """
    rules = at.rules if rules is None else rules
    return [warning for rule in rules for warning in _by_rule(at, rule)]


def _by_rule(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    return sorted(TESTS[rule.test].find(at, rule), key=_most_serious_first)


def _most_serious_first(warning: ComputedWarning) -> tuple:
    return (
        warning.level != WarningLevel.RED,
        SUBJECTS.index(warning.subject.kind),
        -warning.stake,
        warning.subject.ref,
    )


def new_keys(at: Standpoint, in_force: list[ComputedWarning]) -> set[tuple]:
    """The keys of those that were not in force at the end of the month before the day.

    One that has held since before then was; the others are looked for on that day, for one that
    ended in between has begun again.
    """
    day = last_month_end(at.on)
    begun = [warning for warning in in_force if warning.since > day]
    keys = {warning.key for warning in begun}
    if not begun or day < at.programme.starts_on:
        return keys
    return keys - {warning.key for warning in _earlier(at, day, begun)}


def _earlier(at: Standpoint, day: date, begun: list[ComputedWarning]) -> list[ComputedWarning]:
    """The warnings of an earlier day, by the rules and of the kinds of those that have begun since.

    Where these are of few projects, only they are looked at: what holds of a project depends on it
    alone, what holds of a group on all its projects.
    """
    by_project = [warning for warning in begun if warning.subject.kind == KIND]
    by_group = [warning for warning in begun if warning.subject.kind != KIND]
    pks = {warning.subject.pk for warning in by_project}
    groups = at.moved_to(day, kinds=tuple({warning.subject.kind for warning in by_group}))
    projects = at.moved_to(day, kinds=(KIND,))
    if len(pks) <= FEW_PROJECTS:
        projects = projects.narrowed(lambda rows: at.narrow(rows).filter(pk__in=pks))
    return [
        *warnings(groups, _rules_of(by_group, at)),
        *warnings(projects, _rules_of(by_project, at)),
    ]


def _rules_of(begun: list[ComputedWarning], at: Standpoint) -> list[WarningRule]:
    tests = {warning.rule.test for warning in begun}
    return [rule for rule in at.rules if rule.test in tests]
