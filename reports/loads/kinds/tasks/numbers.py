"""The numbers of the tasks of a file: their own where they can be kept, else numbered on."""

import re

from reports.models import Task

OWN = re.compile(r"(\d{4})-(\d{3,6})")


def number_of(text: str | None) -> tuple[int, int] | None:
    """Year and number of 2011-031; None for any other."""
    own_number = OWN.fullmatch(text or "")
    if not own_number or not int(own_number[2]):
        return None
    return int(own_number[1]), int(own_number[2])


def titled(title: str, number: str) -> str:
    """A title with the number that the office had given the task."""
    return f"{title} ({number})" if number else title


class Numbers:
    """Those in use, by year; ``next`` goes on behind the last one of a year."""

    def __init__(self, years: set[int]):
        stored = Task.objects.filter(year__in=years).order_by()
        self.taken = set(stored.values_list("year", "sequence"))

    def take(self, number: tuple[int, int]) -> bool:
        """Whether a number was free; it is taken then."""
        is_free = number not in self.taken
        self.taken.add(number)
        return is_free

    def next(self, year: int) -> tuple[int, int]:
        last = max((sequence for of, sequence in self.taken if of == year), default=0)
        self.taken.add((year, last + 1))
        return year, last + 1
