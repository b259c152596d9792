"""How the projects of a programme are numbered: HT-2011-001 is HT-2011- and three digits."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Stands for the letters with which the codes of a prefecture's projects begin.
LETTERS = "*"
SHAPE = re.compile(r"^((?:\*(?=-)|[A-Za-z0-9])[A-Za-z0-9-]*?)([0-9]+)\Z")
code_pattern_validator = RegexValidator(
    SHAPE,
    _(
        "Enter a code that ends in the number, with a zero for each digit that it needs at least: "
        "HT-2011-001."
    ),
)


@dataclass(frozen=True)
class CodePattern:
    """``prefix`` may begin with LETTERS; the number has at least so many digits."""

    prefix: str
    digits: int

    @classmethod
    def of(cls, text: str) -> "CodePattern":
        prefix, number = SHAPE.fullmatch(text).groups()
        return cls(prefix, len(number))

    @property
    def has_letters(self) -> bool:
        return self.prefix.startswith(LETTERS)

    def with_letters(self, letters: str) -> "CodePattern":
        return CodePattern(self.prefix.replace(LETTERS, letters), self.digits)

    def letters_of(self, codes: Iterable[str]) -> set[str]:
        """The letters with which those of the codes begin that are of this pattern."""
        rest = re.escape(self.prefix.removeprefix(LETTERS))
        of_pattern = re.compile(f"([A-Za-z0-9]+){rest}[0-9]{{{self.digits},}}")
        return {written[1] for code in codes if (written := of_pattern.fullmatch(code))}

    def codes_after(self, codes: Iterable[str]) -> Iterator[str]:
        """Codes behind the highest number among these, without end."""
        ends = (code[len(self.prefix) :] for code in codes if code.startswith(self.prefix))
        numbers = (int(end) for end in ends if end.isascii() and end.isdigit())
        number = max(numbers, default=0)
        while True:
            number += 1
            yield f"{self.prefix}{number:0{self.digits}d}"
