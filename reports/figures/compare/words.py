"""Words beside the figures of one line."""

from decimal import Decimal

from django.utils.translation import gettext as _t

from aidtrack.values import formats
from reports.figures.trends import RateChange


def distance_words(change: RateChange | None) -> str:
    """Whether the distance to time elapsed grew or shrank; empty where it did neither."""
    points = {"points": formats.points(change.distance)} if change else {}
    if change is None or points["points"] == formats.points(Decimal(0)):
        return ""
    if change.grew:
        return _t("distance grew by %(points)s") % points
    return _t("distance shrank by %(points)s") % points


def months_words(months: int | None) -> str:
    """Of how many month ends in a row starts were behind; empty where on none."""
    return _t("starts %(n)s") % {"n": formats.count(months)} if months else ""
