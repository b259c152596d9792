"""Rows without codes that have the same name and the same pairing: several projects, or one.

Asked at most twice a file: once for rows that are equal in all cells, once for those that differ.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.questions import Alternative, Question, chosen_reading
from aidtrack.values.formats import count, exact_money
from reports.loads.asking import NAMED, code_of
from reports.loads.kinds.projects.candidates import Candidate

REPEATED, EQUAL, DIFFERENT = "repeated", "equal", "different"
APART, ONCE = "apart", "once"
Group = list[Candidate]


class Repeats:
    """Asks about groups of rows of one name each.

    ``left_out`` are the rows that a person takes for repeated ones, all of a group but the first;
    ``undecided`` those without an answer.
    """

    def __init__(self, groups: list[Group], answers: Mapping[str, str]):
        self.questions: list[Question] = []
        self.left_out: list[Candidate] = []
        self.undecided: list[Candidate] = []
        equal = [group for group in groups if _is_equal(group)]
        different = [group for group in groups if not _is_equal(group)]
        for kind, alike in ((EQUAL, equal), (DIFFERENT, different)):
            if alike:
                self._settle(alike, _question(kind, alike, answers))

    def _settle(self, groups: list[Group], question: Question):
        self.questions.append(question)
        for group in groups:
            if not question.choice:
                self.undecided += group
            elif question.choice == ONCE:
                self.left_out += group[1:]


def _is_equal(group: Group) -> bool:
    first, *others = (_cells(candidate) for candidate in group)
    return all(cells == first for cells in others)


def _cells(candidate: Candidate) -> dict:
    return {name: value for name, value in candidate.record.values.items() if name != "serial"}


def _question(kind: str, groups: list[Group], answers: Mapping[str, str]) -> Question:
    code = code_of(REPEATED, kind)
    candidates = [candidate for group in groups for candidate in group]
    firsts = [group[0] for group in groups]
    return Question(
        code,
        _t(", ").join(candidate.cell for candidate in candidates[:NAMED]),
        _("Rows of the same name and the same pairing: several projects, or one?"),
        _why(kind, groups[0]),
        (
            Alternative(APART, _("a project each"), _comes_to(candidates)),
            Alternative(
                ONCE,
                _("one and the same: only the first row counts"),
                _comes_to(firsts),
            ),
        ),
        chosen_reading(answers, code, (APART, ONCE)),
        len(candidates),
    )


def _why(kind: str, group: Group) -> str:
    sentence = (
        _t("“%(name)s” stands in %(cells)s, with the same values.")
        if kind == EQUAL
        else _t("“%(name)s” stands in %(cells)s, with different values.")
    )
    cells = _t(", ").join(candidate.cell for candidate in group[:NAMED])
    return sentence % {"name": group[0].record.values["name"], "cells": cells}


def _comes_to(candidates: list[Candidate]) -> str:
    amounts = (candidate.record.values.get("planned_aid") for candidate in candidates)
    total = sum((amount or Decimal(0) for amount in amounts), Decimal(0))
    n = len(candidates)
    words = {"n": count(n), "sum": exact_money(total)}
    return ngettext("%(n)s project, total %(sum)s", "%(n)s projects, total %(sum)s", n) % words
