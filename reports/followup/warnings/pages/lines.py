"""The lines of the page of warnings, by rule, and what they come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode

from reports.followup.warnings.catalogue import TESTS, new_keys, warnings
from reports.followup.warnings.declared import ComputedWarning, DeclaredTest
from reports.followup.warnings.pace import RATES
from reports.followup.warnings.responses import WarningResponse, instant_of, responses_to
from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.wording import fraction_words, threshold_words, value_words
from reports.models import SUBJECTS, WarningRule

# Lines of a rule beside those of others; the rest are behind a link.
AT_ONCE = 8


@dataclass(frozen=True)
class WarningLine:
    """A warning as of a day, whether it is new since last month, and what was responded.

    ``params`` name it in an address.
    """

    warning: ComputedWarning
    is_new: bool
    response: WarningResponse
    on: date
    params: dict

    @property
    def value(self) -> str:
        return value_words(self.warning)

    @property
    def fraction(self) -> str:
        return fraction_words(self.warning)

    @property
    def days(self) -> int:
        return self.warning.days(on=self.on)

    @property
    def is_of_rates(self) -> bool:
        """Whether its fraction is that of the projects of its subject."""
        return self.warning.rule.test in RATES

    @property
    def respond_url(self) -> str:
        return f"{reverse('follow-up:response')}?{urlencode(self.params)}"

    @property
    def task_url(self) -> str:
        return task_address(self.params)

    @property
    def order(self) -> tuple:
        """Red before yellow, of each what is new first, then by kind and the most money."""
        warning = self.warning
        return (
            not warning.is_red,
            not self.is_new,
            SUBJECTS.index(warning.subject.kind),
            -warning.stake,
            warning.subject.ref,
        )


@dataclass(frozen=True)
class WarningSum:
    """Of some warnings how many of each level, how many new and waived, and the money at stake."""

    lines: list[WarningLine]

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def red(self) -> int:
        return sum(line.warning.is_red for line in self.lines)

    @property
    def yellow(self) -> int:
        return self.count - self.red

    @property
    def new(self) -> int:
        return sum(line.is_new for line in self.lines)

    @property
    def waived(self) -> int:
        return sum(line.response.is_waived for line in self.lines)

    @cached_property
    def stakes(self) -> dict[tuple[str, str], Decimal]:
        """{(code of the rule, kind of the subjects): yuan at stake}."""
        sums: dict[tuple[str, str], Decimal] = {}
        for line in self.lines:
            key = line.warning.rule.code, line.warning.subject.kind
            sums[key] = sums.get(key, Decimal(0)) + line.warning.stake
        return sums

    @property
    def costliest(self) -> tuple[str, str]:
        """The rule and the kind of subjects whose money is the money at stake."""
        return max(self.stakes, key=self.stakes.__getitem__)

    @property
    def stake(self) -> Decimal:
        """Yuan: the largest sum of one rule over subjects of one kind.

        Several rules warn of the same money, and a pairing's is in that of its row.
        """
        return max(self.stakes.values(), default=Decimal(0))


@dataclass(frozen=True)
class RuleGroup:
    """The lines of one rule, and those of them that the page prints."""

    rule: WarningRule
    lines: list[WarningLine]

    @property
    def test(self) -> DeclaredTest:
        return TESTS[self.rule.test]

    @property
    def thresholds(self) -> str:
        return threshold_words(self.rule)

    @property
    def sum(self) -> WarningSum:
        return WarningSum(self.lines)

    @property
    def first(self) -> list[WarningLine]:
        return self.lines[:AT_ONCE]

    @property
    def is_cut(self) -> bool:
        return len(self.lines) > AT_ONCE


def warning_lines(at: Standpoint, rules: Iterable[WarningRule] | None = None) -> list[WarningLine]:
    """What is in force by all rules or some, each with its response; the queries grow with the
    rules, not with the rows.
    """
    in_force = warnings(at, rules)
    if not in_force:
        return []
    instant = instant_of(at.programme, at.on)
    new = new_keys(at, in_force)
    responses = responses_to(in_force, at.programme, user=at.user, at=instant)
    return [
        WarningLine(w, w.key in new, responses[w.key], at.on, address_params(w, at))
        for w in in_force
    ]


def task_address(params: dict) -> str:
    """Where a task is issued about the warning that the parameters name."""
    return f"{reverse('follow-up:task-new')}?{urlencode(params)}"


def address_params(warning: ComputedWarning, at: Standpoint) -> dict:
    """The parameters that name a warning of a day, as ``quotation`` reads them."""
    return {
        "kind": warning.subject.kind,
        "ref": warning.subject.ref,
        "rule": warning.rule.code,
        "programme": at.programme.code,
        "scope": at.scope,
        "as_of": f"{at.on}",
    }


def by_rule(lines: Iterable[WarningLine], rules: Iterable[WarningRule]) -> list[RuleGroup]:
    """The rules with something in force, in their order."""
    of_rules: dict[int, list[WarningLine]] = {rule.pk: [] for rule in rules}
    for line in lines:
        of_rules[line.warning.rule.pk].append(line)
    return [
        RuleGroup(rule, sorted(of_rules[rule.pk], key=lambda line: line.order))
        for rule in rules
        if of_rules[rule.pk]
    ]


@dataclass(frozen=True)
class RowGroup:
    """The sum of a reporting row."""

    ref: str
    label: str
    sum: WarningSum


def by_row(lines: Iterable[WarningLine]) -> list[RowGroup]:
    """The most red first, then the most money."""
    of_rows: dict[tuple[str, str], list[WarningLine]] = {}
    for line in lines:
        subject = line.warning.subject
        of_rows.setdefault((subject.row_ref, subject.row), []).append(line)
    groups = [RowGroup(ref, label, WarningSum(some)) for (ref, label), some in of_rows.items()]
    return sorted(groups, key=lambda group: (-group.sum.red, -group.sum.stake, group.ref))
