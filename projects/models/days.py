"""The years that a programme or project can be dated in; any other is a slip, as 0211 for 2011.

And how exactly a day is known.
"""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

FIRST, LAST = date(1949, 1, 1), date(2099, 12, 31)
SENTENCE = _("Dates must be between 1949 and 2099: correct the year.")
# The validators name the field to a person, the constraint holds whatever writes the row.
OF_THIS_AGE = [MinValueValidator(FIRST, SENTENCE), MaxValueValidator(LAST, SENTENCE)]


def of_this_age(*names: str) -> Q:
    """The condition that each of these dates, where there is one, lies in those years."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (FIRST, LAST)})
    return condition


class Precision(models.TextChoices):
    """How exactly a source gives a day or a period."""

    DAY = "day", pgettext_lazy("precision", "day")
    MONTH = "month", pgettext_lazy("precision", "month")
    YEAR = "year", pgettext_lazy("precision", "year")
    BY = "by", pgettext_lazy("precision", "by that day, no telling when")
    UNKNOWN = "unknown", pgettext_lazy("precision", "unknown")
