"""Periods, shares and numbers of contributions as pages print them."""

from decimal import Decimal

from django import template

from aidtrack.values.intervals import Interval, printed
from projects.contributions import periods, quantities

register = template.Library()
register.filter(periods.period_words)
register.filter(quantities.kept_words)
register.filter(quantities.quantity_words)
register.filter(quantities.share_in_whole)


@register.filter
def between(interval: Interval | None) -> str:
    """12,000–12,999, ≥ 80 or a dash."""
    return printed(interval)


@register.filter
def exactly(number: Decimal | None) -> str:
    return printed(None if number is None else Interval.exactly(number))
