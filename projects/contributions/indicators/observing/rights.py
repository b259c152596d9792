"""Who may enter an observation: whoever may enter contributions of one of its sides."""

from collections.abc import Iterable
from functools import cached_property

from django.db.models import F, Q

from pairings.access.permissions import may
from pairings.access.reach import reach
from pairings.models import Organisation, Pairing, Role, Scheme
from projects.contributions.indicators.identity import Subject, sides_of
from projects.contributions.indicators.lines import ObservationLine
from projects.models import Indicator, Observation, Project

STANDING = "nothing"
AT_MOST = 100


class EnterableSubjects:
    """The subjects of which a person may enter observations."""

    def __init__(self, user):
        self.user = user
        self.covered = reach(user).by_role.get(Role.RECORDER, frozenset())
        self.is_for_schemes = may(user, "enter for a scheme", standing=STANDING)

    @property
    def may_be_any(self) -> bool:
        """Whether there may be some; takes no query."""
        return bool(self.covered) or self.is_for_schemes

    @cached_property
    def pairings(self) -> list[Pairing]:
        """Every pairing that the person sees."""
        visible = Pairing.objects.visible_to(self.user)
        return list(visible.select_related("scheme", "supporter", "recipient"))

    @cached_property
    def own_pairings(self) -> list[Pairing]:
        return [p for p in self.pairings if {p.supporter_id, p.recipient_id} & self.covered]

    @cached_property
    def schemes(self) -> list[Scheme]:
        pairings = self.pairings if self.is_for_schemes else self.own_pairings
        by_code = {pairing.scheme.code: pairing.scheme for pairing in pairings}
        return [by_code[code] for code in sorted(by_code)]

    @cached_property
    def organisations(self) -> list[Organisation]:
        """The parties that the person enters for."""
        parties = {p for pair in self.own_pairings for p in (pair.supporter, pair.recipient)}
        own = (party for party in parties if party.pk in self.covered)
        return sorted(own, key=lambda party: party.ref)

    def project(self, code: str) -> Project | None:
        """The project of this code, as far as the person sees it and enters for it."""
        own = Q(lead_pairing__in=[pairing.pk for pairing in self.own_pairings])
        return Project.objects.visible_to(self.user).filter(own, code=code).first()

    def may_enter(self, subject: Subject) -> bool:
        if subject[0] == "scheme" and self.is_for_schemes:
            return True
        sides = sides_of(subject, self.pairings)
        action = "enter contributions"
        return bool(sides) and may(self.user, action, standing=STANDING, organisations=sides)

    def replaceable(self, rows: Iterable[Observation]) -> set[int]:
        """Ids of those of the rows that the person may enter another for; two queries at most."""
        if not self.may_be_any:
            return set()
        own = {row.pk for row in rows if self.may_enter(subject_of(row))}
        replaced = Observation.objects.filter(replaces__in=own).values_list("replaces", flat=True)
        return own - set(replaced)


def waiting_lines(indicator: Indicator, subjects: EnterableSubjects) -> list[ObservationLine]:
    """What waits for its review or was returned, for those who enter it; returned ones first.

    What was replaced waits no longer.
    """
    if not subjects.may_be_any:
        return []
    visible = Observation.objects.visible_to(subjects.user).with_subjects()
    open_rows = visible.awaiting_review() | visible.returned()
    rows = open_rows.filter(indicator=indicator, replaced_by=None)
    rows = rows.select_related("reviewed_by").order_by(F("reviewed_at").asc(nulls_last=True), "pk")
    return [ObservationLine(row, row.subject.label) for row in rows[:AT_MOST]]


def subject_of(row: Observation) -> Subject:
    return next((name, getattr(row, name)) for name in Observation.SUBJECTS if getattr(row, name))
