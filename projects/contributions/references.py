"""The references that new contributions get: SX-UNIONS-2013-07."""

import re
from collections.abc import Iterable

from pairings.models import Scheme
from projects.models import Contribution


def next_refs(
    scheme: Scheme, year: int | None, count: int, taken: Iterable[str] = (), *, lock: bool = True
) -> list[str]:
    """The references of so many new contributions of a year, behind the highest number.

    ``year`` None: no date is known. ``taken`` are references that others will have. ``lock``, in
    a transaction: nobody else draws numbers of the scheme until it ends.
    """
    if lock:
        list(Scheme.objects.select_for_update(no_key=True).filter(pk=scheme.pk).values_list("pk"))
    prefix = f"{scheme.code}-{year}-" if year else f"{scheme.code}-"
    stored = Contribution.objects.filter(ref__startswith=prefix).order_by()
    refs = [*stored.values_list("ref", flat=True), *taken]
    pattern = re.compile(re.escape(prefix) + r"([0-9]{1,6})")
    numbers = [int(match[1]) for ref in refs if (match := pattern.fullmatch(ref))]
    first = max(numbers, default=0) + 1
    return [f"{prefix}{number:02d}" for number in range(first, first + count)]
