"""Who can still count a transfer that waits, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _t

from pairings.access.reviewers import covering
from pairings.models import Organisation, Role
from projects.models import Acceptance, ReportingMonth, Transfer
from projects.money.acceptance import way_to_accept, why_not_accept
from projects.money.transfers import OTHER, is_own, parties

Kind, Side = Acceptance.Kind, Transfer.Side


@dataclass(frozen=True)
class Acceptors:
    """Who can count a waiting transfer: the other side, a colleague of the recorder who reviews,
    the coordinating office, and for money at a project the verified report of a month.

    Neither ``other`` nor ``recording`` where a command recorded it for no side.
    """

    other: Organisation | None
    recording: Organisation | None
    has_reviewer: bool
    has_coordinating_office: bool
    has_report: bool

    @property
    def words(self) -> str:
        named = [_t("%(name)s (other side)") % {"name": self.other.label}] if self.other else []
        if self.has_reviewer:
            named.append(_t("a reviewer of %(name)s") % {"name": self.recording.label})
        if self.has_coordinating_office:
            named.append(_t("the coordinating office"))
        if self.has_report:
            named.append(_t("the project's monthly report, once verified"))
        return _t(" or ").join(named)

    @property
    def sentence(self) -> str:
        """Empty where nobody can."""
        return _t("To be confirmed by %(who)s.") % {"who": self.words} if self.words else ""


def acceptors(transfers: Iterable[Transfer]) -> dict[int, Acceptors]:
    """{id: who can count it} of those that wait, in three queries. Needs ``with_sides()``."""
    waiting = [transfer for transfer in transfers if is_waiting(transfer)]
    sides = [parties(transfer)[t] for transfer in waiting if (t := transfer.recorded_side)]
    reviewers = covering(Role.REVIEWER, sides) if sides else {}
    begun = _begun({transfer.programme_id for transfer in waiting})
    return {
        transfer.pk: _acceptors(transfer, reviewers, has_begun=transfer.programme_id in begun)
        for transfer in waiting
    }


def _begun(programmes: set[int]) -> set[int]:
    """Those of some programmes whose first month was opened."""
    if not programmes:
        return set()
    months = ReportingMonth.objects.opened().filter(programme__in=programmes).order_by()
    return set(months.values_list("programme", flat=True))


def with_acceptors(transfers: Iterable[Transfer]) -> list[tuple[Transfer, Acceptors | None]]:
    """Each transfer with who can count it; None beside one that does not wait."""
    transfers = list(transfers)
    who = acceptors(transfers)
    return [(transfer, who.get(transfer.pk)) for transfer in transfers]


def is_waiting(transfer: Transfer) -> bool:
    """Whether it does not count yet, and may. Needs ``with_sides()``."""
    is_taken_back = transfer.reverses_id or hasattr(transfer, "reversed_by")
    return not is_taken_back and not transfer.is_accepted


def _acceptors(transfer: Transfer, reviewers: dict[int, list], *, has_begun) -> Acceptors:
    if transfer.is_late:
        return Acceptors(None, None, False, True, False)
    is_at_project = transfer.level == Transfer.Level.AT_PROJECT
    if not transfer.recorded_side:
        return Acceptors(None, None, False, False, is_at_project)
    by_side = {Side.SUPPORTER: transfer.supporter, Side.RECIPIENT: _recipient(transfer)}
    recording, other = by_side[transfer.recorded_side], by_side[OTHER[transfer.recorded_side]]
    others = [u for u in reviewers.get(recording.pk, ()) if u.pk != transfer.recorded_by_id]
    return Acceptors(other, recording, bool(others), not others or not has_begun, is_at_project)


def _recipient(transfer: Transfer) -> Organisation:
    return transfer.project.lead_pairing.recipient if transfer.project_id else transfer.receiver


def counted_words(transfer: Transfer) -> str:
    """Whether it counts in figures, and by whose word. Needs ``with_sides()``."""
    if transfer.is_accepted:
        kind = transfer.acceptance.get_kind_display()
        return _t("counted: %(kind)s") % {"kind": kind}
    if is_waiting(transfer):
        return _t("waiting to be accepted")
    return _t("taken back before it counted")


def next_step(user, transfer: Transfer, who: Acceptors) -> str:
    """What the reader can do about a transfer that waits, or who can; needs ``with_sides()``."""
    if is_own(user, transfer):
        return _own_step(who)
    if not (way := way_to_accept(user, transfer)):
        return who.sentence or why_not_accept(user, transfer)
    # First what must be settled.
    return why_not_accept(user, transfer) or _step(way, who)


def _step(way: str, who: Acceptors) -> str:
    """What somebody can do who may accept it in that way."""
    if way == Kind.CONFIRMED:
        return _t("You can confirm or refuse it for %(name)s.") % {"name": who.other.label}
    if way == Kind.VERIFIED and who.has_reviewer:
        name = who.recording.label
        return _t("You can verify or refuse it as a reviewer of %(name)s.") % {"name": name}
    return _t("You can accept or refuse it for the coordinating office.")


def _own_step(who: Acceptors) -> str:
    """What the recorder reads of their own."""
    sentences = [_t("Until it counts you can withdraw it.")]
    if who.recording and not who.has_reviewer:
        sentences.append(
            _t("Nobody else in your office can verify it: the coordinating office can.")
        )
    return " ".join(filter(None, [*sentences, who.sentence]))
