"""The headings of the comparison: what each column is called, and in what it is measured."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.values import formats
from reports.figures.compare.rows import LEVELS

POINTS, YI = _("points"), _("100 million yuan")
OVERDUE = _("projects; 100 million yuan")
# Narrow windows leave out columns of p3, phones those of wide.
ALWAYS, NOT_ON_PHONES, WIDE_ONLY = "num", "num wide", "num wide p3"


@dataclass(frozen=True)
class Heading:
    """``name`` is what one sorts by, empty where one cannot."""

    name: str
    label: str
    unit: str = ""
    css: str = ""


def headings(level: str, *, before: date) -> list[Heading]:
    """In their order; ``before`` is the end of last month."""
    since = _t("since %(day)s") % {"day": formats.day(before)}
    return [
        Heading("name", LEVELS[level]),
        Heading("start_rate", LABELS["start_rate"], "%", "rate"),
        Heading("disbursement_rate", LABELS["disbursement_rate"], "%", "rate"),
        Heading("completion_rate", LABELS["completion_rate"], "%", WIDE_ONLY),
        Heading("shortfall", LABELS["shortfall"], YI, ALWAYS),
        Heading("distance", LABELS["distance"], POINTS, WIDE_ONLY),
        Heading("change", since, POINTS, NOT_ON_PHONES),
        Heading("months", LABELS["months"], pgettext_lazy("unit", "months"), WIDE_ONLY),
        Heading("", _("disbursement rate by month"), "", "wide p3"),
        Heading("overdue", LABELS["overdue"], OVERDUE, WIDE_ONLY),
        Heading("suspended", LABELS["suspended"], "", WIDE_ONLY),
        Heading("reported", LABELS["reported"], "%", NOT_ON_PHONES),
    ]


# What is sorted by, in words.
LABELS = {
    "name": _("order of the tables"),
    "start_rate": _("start rate"),
    "completion_rate": _("completion rate"),
    "disbursement_rate": _("disbursement rate"),
    "shortfall": _("shortfall against time"),
    "distance": _("against time elapsed"),
    "change": _("change since the end of last month"),
    "months": _("behind in a row"),
    "overdue": _("overdue to start"),
    "suspended": _("suspended"),
    "reported": _("reported"),
}
