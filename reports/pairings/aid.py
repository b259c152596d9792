"""Aid that is not money on the pages of schemes, rows, units and pairings."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _t

from pairings.models import Scheme
from projects.contributions.changes import (
    asked_for_by,
    of_organisation,
    of_pairing,
    of_scheme,
)
from projects.contributions.headline import finding
from projects.contributions.indicators.panel import ChangesPanel, changes
from projects.contributions.panel import AidPanel, aid_panel
from projects.models import Contribution, Project
from reports.pairings.subjects import Subject


@dataclass(frozen=True)
class NamedAid:
    """A panel with its heading; ``is_whole``: of a scheme as a whole, beside that of a pairing."""

    panel: AidPanel
    is_whole: bool = False

    @property
    def id(self) -> str:
        return "given-whole-h" if self.is_whole else "given-h"

    @property
    def finding(self) -> str:
        return finding(self.panel, title=self.title)

    @property
    def title(self) -> str:
        return _t("Other aid of the whole scheme") if self.is_whole else _t("Other aid")

    @property
    def note(self) -> str:
        """Whose it is, where that is not what the page is about."""
        return _t("of no single pairing, so never added to one") if self.is_whole else ""

    @property
    def sheet(self) -> str:
        return "given-whole" if self.is_whole else "given"


def has_money(scheme: Scheme) -> bool:
    """Whether the scheme has projects, or rows in the tables: others give in other ways."""
    if scheme.rows.exists():
        return True
    return Project.objects.filter(programme__scheme=scheme).exists()


def scheme_changes(scheme: Scheme, *, on: date, user) -> ChangesPanel:
    """What changed under a scheme, and shares of what it gave."""
    contributions = Contribution.objects.visible_to(user).filter(scheme=scheme)
    return changes(of_scheme(scheme), on=on, user=user, contributions=contributions)


def subject_changes(subject: Subject, *, on: date, user) -> ChangesPanel:
    """What changed at a pairing; of a row or unit that of its pairings and their recipients."""
    if subject.pairing:
        return changes(of_pairing(subject.pairing), on=on, user=user)
    pairings = subject.pairings.order_by()
    parties = of_organisation(subject.recipient)
    parties |= Q(organisation__in=pairings.values("recipient"))
    where = Q(pairing__in=pairings.values("pk")) | parties & asked_for_by(subject.scheme)
    return changes(where, on=on, user=user)


def scheme_aid(scheme: Scheme, *, on: date, user) -> NamedAid:
    contributions = Contribution.objects.visible_to(user).filter(scheme=scheme)
    panel = aid_panel(contributions, on=on, params={"scheme": scheme.code})
    return NamedAid(panel)


def subject_aid(subject: Subject, *, on: date, user) -> list[NamedAid]:
    """What its pairings gave; apart from it, and never added, what was given as a whole."""
    of_scheme = Contribution.objects.visible_to(user).filter(scheme=subject.scheme)
    params = {"scheme": subject.scheme.code}
    pairings = [pairing.pk for pairing in subject.pairings]
    own = aid_panel(of_scheme.filter(pairing__in=pairings), on=on, params=params | subject.params)
    as_a_whole = params | {"pairing": "none"}
    whole = aid_panel(of_scheme.filter(pairing=None), on=on, params=as_a_whole)
    return [NamedAid(own), *([NamedAid(whole, is_whole=True)] if whole.groups else [])]
