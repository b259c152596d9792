"""The references that new contributions get: SX-UNIONS-2013-07."""

import re
from collections.abc import Iterable
from datetime import date

from pairings.models import Scheme
from projects.models import Contribution

# Characters of a scheme's code; the year and the number stand behind them.
LONGEST = 31


def lock_numbers(scheme: Scheme):
    """Nobody else draws numbers of the scheme until the transaction ends."""
    list(Scheme.objects.select_for_update(no_key=True).filter(pk=scheme.pk).values_list("pk"))


def year_of(starts_on: date | None, ends_on: date | None) -> int | None:
    """The year in which it counts: that of its end; None where no date is known."""
    day = ends_on or starts_on
    return day and day.year


def next_refs(
    scheme: Scheme, year: int | None, count: int, taken: Iterable[str] = (), *, lock: bool = True
) -> list[str]:
    """The references of so many new contributions of a year, behind the highest number.

    ``year`` None: no date is known. ``taken`` are references that others will have. ``lock``, in
    a transaction, unless the numbers are locked.
    """
    if lock:
        lock_numbers(scheme)
    code = scheme.code[:LONGEST]
    prefix = f"{code}-{year}-" if year else f"{code}-"
    stored = Contribution.objects.filter(ref__startswith=prefix).order_by()
    refs = [*stored.values_list("ref", flat=True), *taken]
    pattern = re.compile(re.escape(prefix) + r"([0-9]{1,6})")
    numbers = [int(match[1]) for ref in refs if (match := pattern.fullmatch(ref))]
    first = max(numbers, default=0) + 1
    return [f"{prefix}{number:02d}" for number in range(first, first + count)]
