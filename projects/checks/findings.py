"""What a check says of a value that a person enters: impossible, unlikely or worth a warning.

An impossible value is refused; for an unlikely one the person chooses between both readings; a
warning is shown to whoever enters and whoever checks, and stops nobody.
"""

from dataclasses import dataclass, field

IMPOSSIBLE, UNLIKELY, WARNING = "impossible", "unlikely", "warning"


@dataclass(frozen=True)
class Reading:
    """One way to read an unlikely value: what it says, and the value to keep for it."""

    label: str
    value: str


@dataclass(frozen=True)
class Finding:
    """A sentence about one field. ``code`` and ``value`` name what an answer is to; where
    ``needs_reason``, an answer is one with its reason only. ``statement`` says an unlikely value
    as a fact, to whoever reviews it. An answer writes the field, unless it ``only_confirms``.
    """

    level: str
    field: str
    sentence: str
    code: str = ""
    value: str = ""
    readings: tuple[Reading, ...] = field(default=())
    needs_reason: bool = False
    statement: str = ""
    only_confirms: bool = False

    def is_answered(self, answers: dict, reason: str = "") -> bool:
        if self.level != UNLIKELY:
            return True
        return answers.get(self.code) == self.value and bool(reason or not self.needs_reason)


class Asked(Exception):
    """A value was not saved, since a question about it is open."""

    def __init__(self, question: Finding):
        super().__init__(question.sentence)
        self.question = question


def open_questions(findings: list[Finding], answers: dict, reason: str = "") -> list[Finding]:
    """The findings that are still to be answered; ``reason`` is why an amount is above a total."""
    return [finding for finding in findings if not finding.is_answered(answers, reason)]
