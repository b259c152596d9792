"""Sentences that only the pairing pages print, computed from their figures."""

from django.utils.translation import gettext as _t

from reports.figures.pace import BEHIND_BOTH, UNKNOWN, Pace


def panels_finding(paces: list[Pace]) -> str:
    """How many reporting units lag on both rates."""
    if all(s.status == UNKNOWN for s in paces):
        return _t("No reporting unit has anything to measure")
    behind = sum(s.status == BEHIND_BOTH for s in paces)
    values = {"behind": behind, "all": len(paces)}
    if not behind:
        return _t("None of the %(all)d reporting units is behind on both rates") % values
    return _t("%(behind)d of %(all)d reporting units are behind on both rates") % values
