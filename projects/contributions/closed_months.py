"""A closed month's figures stay: what counts from a day in one is not verified without leave.

The same of contributions and of observations. Leave is an exemption for that month, of the person
who entered the row; or the row replaces one that counts in the same month, as its correction. A
month does not close while a row of it waits for review, so that only late ones need it.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _t

from aidtrack.values.people import person_name
from pairings.models import Organisation, Pairing
from projects.models import (
    Contribution,
    Exemption,
    Indicator,
    Observation,
    Programme,
    ReportingMonth,
    closed_month_of,
)

Provenance = Contribution.Provenance
Row = Contribution | Observation


class SchemesOfParties:
    """The schemes whose pages gather observations of organisations; four queries at most.

    The other way round than ``ObservationQuerySet.gathered_by``, and of rows not stored yet too.
    """

    def __init__(self, observations: Iterable[Observation]):
        rows = [row for row in observations if row.organisation_id]
        self.parties = {row.organisation_id for row in rows}
        self.indicators = {row.indicator_id for row in rows}

    def of(self, row: Observation) -> set[int]:
        own, asking = self._paired[row.organisation_id], self._asking[row.indicator_id]
        return (own & asking if asking else own) | self._naming[row.organisation_id]

    @cached_property
    def _paired(self) -> dict[int, set[int]]:
        edges = Pairing.objects.order_by()
        as_supporter = edges.filter(supporter__in=self.parties).values_list("supporter", "scheme")
        as_recipient = edges.filter(recipient__in=self.parties).values_list("recipient", "scheme")
        return _sets([*as_supporter, *as_recipient])

    @cached_property
    def _naming(self) -> dict[int, set[int]]:
        """Of those that a scheme names as a group."""
        groups = Organisation.objects.order_by().filter(pk__in=self.parties, scheme__isnull=False)
        return _sets(groups.values_list("pk", "scheme"))

    @cached_property
    def _asking(self) -> dict[int, set[int]]:
        asking = Indicator.schemes.through.objects.filter(indicator__in=self.indicators)
        return _sets(asking.values_list("indicator", "scheme"))


def _sets(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    collected: dict[int, set[int]] = defaultdict(set)
    for key, value in pairs:
        collected[key].add(value)
    return collected


class MonthsOfAid:
    """The closed months in which rows count; two queries, and those of the parties observed."""

    def __init__(self, rows: Iterable[Row]):
        rows = list(rows)
        observations = [row for row in rows if isinstance(row, Observation)]
        self.schemes_of_parties = SchemesOfParties(observations)
        self.schemes = {scheme for row in rows for scheme in self._schemes(row)}
        self.own = {row.project.programme_id for row in observations if row.project_id}
        self.exempted: dict[date, set[tuple[int, int]]] = {}

    def _schemes(self, row: Row) -> set[int]:
        """None of what is observed of a project: it has its own programme."""
        if isinstance(row, Observation) and row.organisation_id:
            return self.schemes_of_parties.of(row)
        if isinstance(row, Observation) and row.pairing_id:
            return {row.pairing.scheme_id}
        return {row.scheme_id} if row.scheme_id else set()

    @property
    def owners(self):
        """The programmes whose months they may be."""
        return Programme.objects.filter(Q(scheme__in=self.schemes) | Q(pk__in=self.own))

    @cached_property
    def programmes(self) -> list[Programme]:
        months = Prefetch("months", ReportingMonth.objects.order_by("month"))
        return list(self.owners.order_by("position", "code").prefetch_related(months))

    def _programmes(self, row: Row) -> list[Programme]:
        """The one that it names, itself or by its project; each of its schemes where none."""
        if isinstance(row, Observation):
            named = row.project.programme_id if row.project_id else None
        else:
            named = row.programme_id
        if named is not None:
            return [programme for programme in self.programmes if programme.pk == named]
        schemes = self._schemes(row)
        return [programme for programme in self.programmes if programme.scheme_id in schemes]

    def of(self, row: Row) -> list[ReportingMonth]:
        """One of each of its programmes, where that month is closed."""
        day = row.counts_on
        if day is None:
            return []
        closed = (closed_month_of(list(p.months.all()), p, day) for p in self._programmes(row))
        return [month for month in closed if month is not None]

    def barred(self, row: Row, *, on: date) -> list[ReportingMonth]:
        """Those that it may not enter: nobody gave leave, and it corrects nothing of them.

        A query for each of whose author has some exemption, and one for each row before it.
        """
        months = self.of(row)
        if not months or row.provenance != Provenance.RECORDED:
            return []
        corrected = self._corrected(row)
        return [m for m in months if m not in corrected and not self._has_leave(row, m, on=on)]

    def _has_leave(self, row: Row, month: ReportingMonth, *, on: date) -> bool:
        if (row.entered_by_id, month.pk) not in self._exempted(on=on):
            return False
        in_force = Exemption.objects.in_force(row.entered_by, month, on=on)
        if isinstance(row, Observation):
            return in_force.leaves_observation(row).exists()
        return in_force.leaves_contribution(row).exists()

    def _exempted(self, *, on: date) -> set[tuple[int, int]]:
        """Who has an exemption for which of the months, whatever it reaches; one query."""
        if on not in self.exempted:
            months = [month.pk for programme in self.programmes for month in programme.months.all()]
            in_force = Exemption.objects.valid(on=on).filter(month__in=months).order_by()
            self.exempted[on] = set(in_force.values_list("user", "month"))
        return self.exempted[on]

    def closed_here(self, row: Row) -> ReportingMonth | None:
        """The month closed here that a published one, which counts at once, would enter.

        A month that came with its programme takes what is published of it.
        """
        months = [month for month in self.of(row) if not month.is_loaded]
        corrected = self._corrected(row) if months else []
        return next((month for month in months if month not in corrected), None)

    def _corrected(self, row: Row) -> list[ReportingMonth]:
        """The months of what counts until it is verified: not of what only waited before it."""
        earlier = row.replaces
        while earlier is not None and not earlier.is_valid:
            earlier = earlier.replaces
        return [] if earlier is None else self.of(earlier)

    def why_not(self, row: Row, *, on: date) -> str:
        """Why it cannot be verified, and how that is mended; empty where it can."""
        months = self.barred(row, on=on)
        return _sentence(row, months[0]) if months else ""


def why_not_verified(rows: Iterable[Row], *, on: date) -> str:
    """The same of the first that cannot. Nobody closes a month of theirs before the transaction
    ends.
    """
    rows = list(rows)
    closed = MonthsOfAid(rows)
    list(ReportingMonth.objects.locked_for_share_of(closed.owners))
    return next(filter(None, (closed.why_not(row, on=on) for row in rows)), "")


def sentences(rows: Iterable[Row], *, on: date) -> dict[int, str]:
    """{id: why it cannot be verified}, of those that cannot; the rows are of one model."""
    rows = list(rows)
    closed = MonthsOfAid(rows)
    reasons = {row.pk: closed.why_not(row, on=on) for row in rows}
    return {pk: sentence for pk, sentence in reasons.items() if sentence}


def _sentence(row: Row, month: ReportingMonth) -> str:
    sentence = _t(
        "It counts in %(month)s (%(programme)s), which is closed: its figures stay as they are "
        "until an administrator gives %(person)s an exemption for that month."
    )
    return sentence % {
        "month": month.label,
        "programme": month.programme.label,
        "person": person_name(row.entered_by),
    }
