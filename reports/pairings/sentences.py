"""Sentences that only the pairing pages print, computed from their figures."""

from django.utils.translation import gettext as _t, pgettext

from reports.figures.pace import BEHIND_BOTH, UNKNOWN, Pace
from reports.figures.sentences import unreported_clause
from reports.pairings.subjects import ROW


def panels_finding(paces: list[Pace]) -> str:
    """How many reporting units lag on both rates, of those with a row of their own that reported
    for the month; and how many have not reported.
    """
    silent = [s for s in paces if s.is_unreported]
    if all(s.status == UNKNOWN for s in paces):
        return _t("No reporting unit has anything to measure")
    if len(silent) == len(paces):
        month = silent[0].reports.month_label
        return _t("No reporting unit has reported for %(month)s") % {"month": month}
    own = [s for s in paces if not s.group.is_split]
    if own and all(s.is_unreported for s in own):
        month = silent[0].reports.month_label
        return _t("No unit with a row of its own has reported for %(month)s") % {"month": month}
    finding = _compared_units([s for s in paces if not s.is_unreported])
    clauses = [finding, *([unreported_clause(len(silent))] if silent else [])]
    return pgettext("clauses", ", ").join(clauses)


def _compared_units(paces: list[Pace]) -> str:
    own = [s for s in paces if not s.group.is_split]
    behind = sum(s.status == BEHIND_BOTH for s in own)
    values = {"behind": behind, "all": len(own)}
    if not own:
        return _t("Every row is published jointly: its units are not compared")
    if len(own) < len(paces):
        return (
            _t("%(behind)d of %(all)d units with a row of their own are behind on both rates")
            % values
        )
    if not behind:
        return _t("None of the %(all)d reporting units is behind on both rates") % values
    return _t("%(behind)d of %(all)d reporting units are behind on both rates") % values


def split_note(view, subject) -> str:
    """What a unit's or a pairing's figures are, where illustrative projects make them; or empty."""
    if subject.level == ROW or not view.is_illustrative:
        return ""
    return _t(
        "The source gives figures by prefecture only; any split by supporter or county is "
        "illustrative."
    )
