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
    """A sentence about one field of a claim. ``code`` and ``value`` name what an answer is to."""

    level: str
    field: str
    sentence: str
    code: str = ""
    value: str = ""
    readings: tuple[Reading, ...] = field(default=())

    def is_answered(self, answers: dict) -> bool:
        return self.level != UNLIKELY or answers.get(self.code) == self.value


def open_questions(claim_findings: list[Finding], answers: dict) -> list[Finding]:
    return [finding for finding in claim_findings if not finding.is_answered(answers)]
