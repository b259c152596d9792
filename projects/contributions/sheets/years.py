"""The years for which a scheme has a sheet."""

from datetime import date

from pairings.models import Scheme
from projects.contributions.changes import observations, of_scheme
from projects.models import Contribution, Precision


def counting(scheme: Scheme, *, user):
    """The contributions that count, as far as a user may see them."""
    return Contribution.objects.visible_to(user).filter(scheme=scheme).counting()


def schemes_with_sheets(user):
    """Those of which a user sees a contribution that counts."""
    seen = Contribution.objects.visible_to(user).counting()
    return Scheme.objects.offered_to(user).filter(pk__in=seen.order_by().values("scheme"))


def sheet_years(scheme: Scheme, *, user, today: date) -> list[int]:
    """Years with a beginning or an end of a contribution, or an observation; the latest first.

    This year alone where contributions have no such year: without dates, or still to come.
    """
    periods = list(counting(scheme, user=user).values_list("starts_on", "ends_on", "precision"))
    observed = observations(of_scheme(scheme), user=user).values_list("on", flat=True)
    days = [*map(_first_day, periods), *(end for _start, end, _precision in periods), *observed]
    years = {day.year for day in days if day and day.year <= today.year}
    return sorted(years or ({today.year} if periods else ()), reverse=True)


def _first_day(period) -> date | None:
    """The start; None of what was done by a day, where it only says since when it may have been."""
    start, _end, precision = period
    return None if precision == Precision.BY else start
