"""What indicators were before and are by a day: the measure ``change``, collected for subjects."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Max, Q
from django.utils.translation import gettext as _t

from aidtrack.values.intervals import Interval, total
from pairings.models import Organisation, Pairing, Scheme
from pairings.querysets import visible_rows
from projects.models import Indicator, Observation

Kind, Role = Indicator.Kind, Observation.Role
AcrossParties, AcrossTime = Indicator.AcrossParties, Indicator.AcrossTime
RELATED = (
    "indicator__part_of",
    "indicator__per",
    "organisation",
    "pairing__supporter",
    "pairing__recipient",
    "scheme",
    "project",
)


@dataclass(frozen=True)
class IndicatorChange:
    """An indicator of a subject: ``before`` the aid and ``after`` it, as known by a day.

    None: unknown, which is neither 0 nor a level. ``parties`` are those of a total, else the
    subject alone; ``observations`` are the rows behind it, the oldest first.
    """

    indicator: Indicator
    parties: tuple
    observations: tuple[Observation, ...]
    before: Interval | None
    after: Interval | None

    @property
    def subject(self):
        """The organisation, pairing, scheme or project; None: several parties together."""
        return self.parties[0] if len(self.parties) == 1 else None

    @cached_property
    def baseline(self) -> Observation | None:
        return self._latest(Role.BASELINE)

    @cached_property
    def actual(self) -> Observation | None:
        return self._latest(Role.ACTUAL)

    def _latest(self, role: str) -> Observation | None:
        rows = [row for row in self.observations if row.role == role]
        return rows[-1] if rows else None

    @property
    def is_known(self) -> bool:
        """Whether there is something to compare on both sides."""
        return self.baseline is not None and self.actual is not None

    @property
    def is_of_several(self) -> bool:
        """Whether the source, or a total, names the parties together."""
        return self.subject is None or getattr(self.subject, "is_collective", False)

    @property
    def difference(self) -> Interval | None:
        """What it is now less what it was; None: unknown, a level, or without an upper bound."""
        is_number = self.before and self.after and self.indicator.kind != Kind.YES_NO
        if not is_number or self.before.high is None:
            return None
        return self.after - self.before

    @property
    def multiple(self) -> Interval | None:
        """How many times what it was; None too where that may have been 0, or is below it now."""
        if self.difference is None or self.after.low < 0:
            return None
        return self.after.over(self.before)

    @property
    def steps(self) -> int | None:
        """Levels gained on the scale, negative where lost; None: no level, or either is unknown."""
        if self.indicator.kind != Kind.LEVEL or not self.is_known:
            return None
        scale = [level[0] for level in self.indicator.levels]
        ends = [self.actual.level, self.baseline.level]
        if not set(ends) <= set(scale):
            return None
        return scale.index(ends[0]) - scale.index(ends[1])

    @property
    def missing(self) -> str:
        """Which side is not known, in words; empty where both are."""
        if self.is_known:
            return ""
        if self.baseline is None:
            return _t("No value from before is recorded.")
        return _t("No value from after is recorded.")


def asked_for_by(scheme: Scheme) -> Q:
    """Observations of what a scheme asks for."""
    return Observation.objects.all().asked_for_by(scheme)


def of_scheme(scheme: Scheme) -> Q:
    """All that the pages of a scheme gather."""
    return Observation.objects.all().gathered_by(scheme)


def of_pairing(pairing: Pairing) -> Q:
    """Of a pairing and its two parties, and of those that its scheme names only together."""
    parties = Q(organisation__in=[pairing.supporter_id, pairing.recipient_id])
    return (
        Q(pairing=pairing)
        | parties & asked_for_by(pairing.scheme)
        | Q(organisation__scheme=pairing.scheme_id)
    )


def of_organisation(organisation: Organisation) -> Q:
    return Q(organisation=organisation)


def observations(where: Q, *, user):
    """What counts of it, as far as a user may see it; ``user`` None: a command, which sees all."""
    counting = visible_rows(Observation.objects, user).counting()
    # The condition leads along no to-many relation, so no row comes twice.
    return counting.filter(where)


def last_observed_on(where: Q, *, user) -> date | None:
    """The day of the latest observation; None without one."""
    return observations(where, user=user).aggregate(day=Max("on"))["day"]


def observed_changes(where: Q, *, on: date, user) -> list[IndicatorChange]:
    """The change of each indicator and subject as known on a day, by indicator. One query."""
    known = observations(where, user=user).known(on=on).select_related(*RELATED)
    grouped: dict[tuple, list[Observation]] = {}
    for row in known.order_by("indicator__position", "indicator__code", "on", "pk"):
        grouped.setdefault((row.indicator, type(row.subject), row.subject.pk), []).append(row)
    return [change_of(rows) for rows in grouped.values()]


def change_of(rows: list[Observation]) -> IndicatorChange:
    """The change that observations of one indicator and subject make, the oldest first."""
    indicator = rows[0].indicator
    baselines = [row.value for row in rows if row.role == Role.BASELINE and row.value]
    actuals = [row.value for row in rows if row.role == Role.ACTUAL and row.value]
    after = actuals[-1] if actuals else None
    if actuals and indicator.across_time == AcrossTime.SUM:
        after = total(actuals)
    before = baselines[-1] if baselines else None
    return IndicatorChange(indicator, (rows[0].subject,), tuple(rows), before, after)


def together(changes: Iterable[IndicatorChange]) -> list[IndicatorChange]:
    """For each indicator that may be summed across parties its total over those named singly.

    A side on which one of them is unknown is unknown. Parties named only together are left out:
    theirs would count twice.
    """
    by_indicator: dict[Indicator, list[IndicatorChange]] = {}
    for change in changes:
        is_party = isinstance(change.subject, Organisation) and not change.subject.is_collective
        if is_party and change.indicator.across_parties != AcrossParties.NONE:
            by_indicator.setdefault(change.indicator, []).append(change)
    several = {key: rows for key, rows in by_indicator.items() if len(rows) > 1}
    return [_total(indicator, rows) for indicator, rows in several.items()]


def _total(indicator: Indicator, changes: list[IndicatorChange]) -> IndicatorChange:
    parties = tuple(change.subject for change in changes)
    rows = sorted((row for change in changes for row in change.observations), key=_age)
    if indicator.across_parties == AcrossParties.RATIO:
        before = _ratio(indicator, [change.baseline for change in changes])
        after = _ratio(indicator, [change.actual for change in changes])
    else:
        before = _sum([change.before for change in changes])
        after = _sum([change.after for change in changes])
    return IndicatorChange(indicator, parties, tuple(rows), before, after)


def _age(row: Observation) -> tuple:
    return row.on, row.pk


def _sum(values: list[Interval | None]) -> Interval | None:
    return None if None in values else total(values)


def _ratio(indicator: Indicator, rows: list[Observation | None]) -> Interval | None:
    """Numerators over denominators, on the scale of the indicator: percent where that is its unit.

    None where one of them is not known.
    """
    if any(row is None or not row.denominator for row in rows):
        return None
    fraction = sum(row.numerator for row in rows) / sum(row.denominator for row in rows)
    return Interval.exactly(fraction * (Decimal(100) if "%" in indicator.unit else 1))
