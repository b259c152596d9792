"""The panel of changes on the page of a scheme, a pairing, a row or an organisation."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _t, ngettext

from projects.contributions.changes import observed_changes
from projects.contributions.cross_checks import (
    PartsOfIndicator,
    ShareOfWhole,
    TimesGiven,
    parts_of_indicators,
    shares_of_wholes,
    times_given,
)
from projects.contributions.indicators.lines import ChangeLine, change_lines
from projects.contributions.indicators.slopes import Slope, is_drawable, slope

# What a panel draws and lists; the list of indicators has the rest.
DRAWN, LISTED = 8, 40


@dataclass(frozen=True)
class ComputedFigures:
    """Figures that no source prints, each of published ones."""

    parts: list[PartsOfIndicator] = field(default_factory=list)
    products: list[TimesGiven] = field(default_factory=list)
    shares: list[ShareOfWhole] = field(default_factory=list)

    def __bool__(self):
        return bool(self.parts or self.products or self.shares)


@dataclass(frozen=True)
class ChangesPanel:
    """What ``contributions/_changes.html`` shows, all of it as known on a day."""

    on: date
    lines: list[ChangeLine]
    computed: ComputedFigures

    @property
    def drawable(self) -> list[ChangeLine]:
        return [line for line in self.lines if is_drawable(line)]

    @property
    def slopes(self) -> list[Slope]:
        return [slope(line) for line in self.drawable[:DRAWN]]

    @property
    def facts(self) -> list[ChangeLine]:
        """What is not drawn: levels, and what is unknown from before or after."""
        return [line for line in self.lines if not is_drawable(line)][:DRAWN]

    @property
    def listed(self) -> list[ChangeLine]:
        return self.lines[:LISTED]

    @property
    def unlisted(self) -> int:
        return len(self.lines) - len(self.listed)

    @property
    def is_of_several(self) -> bool:
        return any(line.change.is_of_several for line in self.lines)

    @property
    def is_exact(self) -> bool:
        """Whether no end that is drawn is an interval."""
        ends = [end for slope in self.slopes for end in (slope.before, slope.after)]
        return all(end.is_exact for end in ends)

    @property
    def finding(self) -> str:
        """The first change there is, else that nothing is known to compare with."""
        known = [line for line in self.lines if line.change.is_known]
        if not known:
            n = len(self.lines)
            words = ngettext(
                "Changes: %(n)s value known, and no other one to compare it with",
                "Changes: %(n)s values known, and no other ones to compare them with",
                n,
            )
            return words % {"n": n}
        line = (self.drawable or known)[0]
        return _t("Changes: %(indicator)s from %(before)s to %(after)s") % {
            "indicator": line.change.indicator.label,
            "before": line.before,
            "after": line.after,
        }


def changes(where: Q, *, on: date, user, contributions=None) -> ChangesPanel:
    """The panel over the observations that ``where`` gathers (``of_scheme``, ``of_pairing`` …).

    ``contributions`` is the QuerySet of the page's own, where their parts are to be set beside
    their wholes. One query; two more for each indicator per counting unit, three for the parts.
    """
    observed = observed_changes(where, on=on, user=user)
    computed = computed_figures(observed, on=on, user=user, contributions=contributions)
    return ChangesPanel(on, change_lines(observed), computed)


def computed_figures(observed, *, on: date, user, contributions=None) -> ComputedFigures:
    return ComputedFigures(
        parts_of_indicators(observed),
        times_given(observed, on=on, user=user),
        [] if contributions is None else shares_of_wholes(contributions, on=on),
    )
