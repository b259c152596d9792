"""Who may enter a contribution, and who decides on it: asked of the one table of permissions."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _t

from pairings.access.permissions import may, may_sometime
from pairings.access.reach import reach
from pairings.models import Pairing, Role, Scheme
from projects.models import Contribution
from projects.permissions import contribution_parties


def may_enter(user, contribution: Contribution) -> bool:
    """A recorder of a party; of a scheme as a whole also an administrator."""
    standing = contribution.state if contribution.pk else "nothing"
    parties = contribution_parties(contribution)
    if parties and may(user, "enter contributions", standing=standing, organisations=parties):
        return True
    return contribution.pairing_id is None and may(user, "enter for a scheme", standing=standing)


def may_enter_some(user) -> bool:
    return may(user, "enter for a scheme") or pairings_to_enter(user).exists()


def may_replace(user, contribution: Contribution) -> bool:
    """Enter one in place of a verified one, which itself is never changed."""
    is_verified = contribution.state == Contribution.State.VERIFIED
    copy = Contribution(scheme=contribution.scheme, pairing=contribution.pairing)
    return is_verified and may_enter(user, copy)


def pairings_to_enter(user) -> QuerySet:
    covered = reach(user).by_role.get(Role.RECORDER, frozenset())
    own = Q(supporter__in=covered) | Q(recipient__in=covered)
    return Pairing.objects.visible_to(user).filter(own)


def schemes_to_enter(user) -> QuerySet:
    """Those of which a person may enter something as a whole."""
    schemes = Scheme.objects.offered_to(user)
    if may(user, "enter for a scheme"):
        return schemes
    return schemes.filter(pk__in=pairings_to_enter(user).order_by().values("scheme"))


class EntryOwners:
    """What a person may enter contributions of: pairings by reference, schemes by code.

    ``scheme`` narrows both to one.
    """

    def __init__(self, user, scheme: Scheme | None = None):
        of_scheme = {} if scheme is None else {"scheme": scheme}
        pairings = pairings_to_enter(user).filter(**of_scheme)
        related = pairings.select_related("scheme", "supporter", "recipient")
        self.pairings = {pairing.ref: pairing for pairing in related}
        schemes = schemes_to_enter(user)
        self.schemes = {row.code: row for row in schemes if scheme is None or row == scheme}

    def choices(self) -> list:
        """The pairings of each scheme, then the scheme as a whole."""
        groups = [("", "—")]
        for scheme in self.schemes.values():
            pairings = [
                (f"pairing:{ref}", pairing.label)
                for ref, pairing in self.pairings.items()
                if pairing.scheme_id == scheme.pk
            ]
            whole = (f"scheme:{scheme.code}", f"{scheme.label} · {_t('the scheme as a whole')}")
            groups.append((scheme.label, [*pairings, whole]))
        return groups


def may_review(user, contribution: Contribution) -> bool:
    """A reviewer of a party who entered none of it."""
    parties = contribution_parties(contribution)
    is_let = bool(parties) and may(
        user, "review contributions", standing=contribution.state, organisations=parties
    )
    return is_let and not is_author(user, contribution)


def may_review_some(user) -> bool:
    return may_sometime(user, "review contributions")


def is_author(user, contribution: Contribution) -> bool:
    return contribution.entered_by_id == user.pk or contribution.authors.filter(pk=user.pk).exists()


def why_not_review(user, contribution: Contribution) -> str:
    """The sentence for whoever may not decide."""
    if contribution.state == Contribution.State.VERIFIED:
        return _t("Someone has already verified it.")
    if contribution.state != Contribution.State.SUBMITTED:
        return _t("It is not awaiting review.")
    if is_author(user, contribution):
        return _t("You cannot review your own entry: ask a colleague.")
    return _t("Only a reviewer of one of the two parties can decide.")
