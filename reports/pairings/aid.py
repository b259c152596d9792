"""Aid that is not money on the pages of schemes, rows, units and pairings."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _t

from pairings.models import Scheme
from projects.contributions.headline import finding
from projects.contributions.panel import AidPanel, aid_panel
from projects.models import Contribution, Project
from reports.pairings.subjects import PAIRING, Subject


@dataclass(frozen=True)
class NamedAid:
    """A panel with its heading; ``is_whole``: of a scheme as a whole, beside that of a pairing.

    ``is_listed``: whether the panel's address lists exactly its contributions.
    """

    panel: AidPanel
    is_whole: bool = False
    is_listed: bool = True

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


def scheme_aid(scheme: Scheme, *, on: date, user) -> NamedAid:
    contributions = Contribution.objects.visible_to(user).filter(scheme=scheme)
    panel = aid_panel(contributions, on=on, params={"scheme": scheme.code})
    return NamedAid(panel)


def subject_aid(subject: Subject, *, on: date, user) -> list[NamedAid]:
    """What its pairings gave; apart from it, and never added, what was given as a whole."""
    of_scheme = Contribution.objects.visible_to(user).filter(scheme=subject.scheme)
    params = {"scheme": subject.scheme.code}
    own_params = params | ({"pairing": subject.ref} if subject.level == PAIRING else {})
    pairings = [pairing.pk for pairing in subject.pairings]
    own = aid_panel(of_scheme.filter(pairing__in=pairings), on=on, params=own_params)
    whole = aid_panel(of_scheme.filter(pairing=None), on=on, params=params)
    is_listed = subject.level == PAIRING
    return [
        NamedAid(own, is_listed=is_listed),
        *([NamedAid(whole, is_whole=True, is_listed=False)] if whole.groups else []),
    ]
