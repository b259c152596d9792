"""Counting money by two: who may accept a waiting transfer, and how; one row or many."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _t

from aidtrack.values.formats import day, yuan
from aidtrack.values.refusals import Refused
from pairings.access.permissions import may
from pairings.access.reviewers import other_reviewers
from projects.models import (
    Acceptance,
    Confirmation,
    Programme,
    Project,
    ReportingMonth,
    Transfer,
    count,
)
from projects.money.transfers import OTHER, is_own, parties

Kind = Acceptance.Kind


def way_to_accept(user, transfer: Transfer) -> str:
    """By which kind of acceptance the person may count a transfer; empty where they may not.

    As the other side, else as a reviewer of the recording side, else for the coordinating office:
    before the first month as an opening balance, later where that side has no second reviewer.
    """
    if not transfer.recorded_side:
        return ""
    sides = parties(transfer)
    recording_party = sides[transfer.recorded_side]
    if may(user, "confirm", organisations=[sides[OTHER[transfer.recorded_side]]]):
        return Kind.CONFIRMED
    if may(user, "accept", organisations=[recording_party]):
        return Kind.VERIFIED
    if not may(user, "accept for others"):
        return ""
    if not transfer.programme.months.opened().exists():
        return Kind.OPENING
    alone = not other_reviewers(recording_party, besides=transfer.recorded_by_id)
    return Kind.VERIFIED if alone else ""


def why_not_accept(user, transfer: Transfer) -> str:
    """Why the person cannot accept a transfer, in a sentence; empty where they can."""
    if transfer.reverses_id or hasattr(transfer, "reversed_by"):
        return _t("A reversed transfer cannot be accepted.")
    if transfer.is_accepted:
        return _t("This transfer counts already.")
    if transfer.is_late:
        return _t("This transfer is a late entry: the coordinating office releases it.")
    if is_own(user, transfer):
        return _t("You cannot accept what you recorded: ask a colleague.")
    way = way_to_accept(user, transfer)
    if not way:
        return _t("Only the other side, or a reviewer of the side that recorded it, can accept it.")
    stated = transfer.confirmation
    if stated and not stated.agrees and way != Kind.CONFIRMED:
        return _t("The other side states another amount or date: settle that first.")
    return ""


def accept_transfers(*, user, pks: Collection[int]) -> list[Transfer]:
    """Accepts waiting transfers, all of them or none; gives those that were not accepted before.

    One that lies in a closed month becomes a late entry of it, which waits for its release.

    Raises  Refused where the person may not accept one of them.
    """
    with transaction.atomic():
        transfers = [t for t in _locked(user, pks) if not _accepted_by(user, t)]
        _refuse_unless_acceptable(user, transfers)
        for transfer in transfers:
            way = way_to_accept(user, transfer)
            if way == Kind.CONFIRMED:
                _state(user, transfer, amount=transfer.amount, note="")
            count(transfer, way, by=user)
        return transfers


def refuse_transfers(*, user, pks: Collection[int], reason: str) -> list[Transfer]:
    """Refuses waiting transfers, all of them or none, with one reason.

    The other side states that nothing has arrived, which the recording side then settles; a
    reviewer of the recording side takes the transfer back.

    Raises  Refused where the person may not decide on one of them, or without a reason.
    """
    if not reason.strip():
        raise Refused(_t("Enter a reason for refusing the transfer."))
    with transaction.atomic():
        transfers = _locked(user, pks)
        _refuse_unless_acceptable(user, transfers)
        for transfer in transfers:
            if way_to_accept(user, transfer) == Kind.CONFIRMED:
                _state(user, transfer, amount=0, note=reason.strip())
            else:
                side = {"recorded_by": user, "recorded_side": transfer.recorded_side}
                transfer.reversal(on=transfer.on, reason=reason.strip()[:200], **side).save()
        return transfers


def _locked(user, pks: Collection[int]) -> list[Transfer]:
    """The transfers as they stand, their projects, months and programmes locked in order."""
    visible = Transfer.objects.visible_to(user).filter(pk__in=pks).order_by()
    projects = Project.objects.filter(pk__in=visible.values("project")).order_by("pk")
    list(projects.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    programmes = Programme.objects.filter(pk__in=visible.values("programme")).order_by("pk")
    ReportingMonth.objects.locked_for_share_of(programmes.values("pk"))
    list(programmes.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    transfers = list(visible.with_sides().order_by("on", "pk"))
    if len(transfers) != len(set(pks)):
        raise Refused(_t("A selected transfer cannot be found: reload the page."))
    return transfers


def _accepted_by(user, transfer: Transfer) -> bool:
    word = getattr(transfer, "acceptance", None) or getattr(transfer, "late_entry", None)
    return bool(word and word.accepted_by_id == user.pk)


def _refuse_unless_acceptable(user, transfers: list[Transfer]):
    for transfer in transfers:
        if sentence := why_not_accept(user, transfer):
            words = f"{day(transfer.on)} {transfer.project or transfer.receiver}"
            raise Refused(f"{words} {yuan(transfer.amount)}: {sentence}")


def _state(user, transfer: Transfer, *, amount, note: str):
    stated = transfer.confirmation
    if stated and (stated.on, stated.amount) == (transfer.on, amount):
        return
    Confirmation(
        transfer=transfer, on=transfer.on, amount=amount, note=note[:300], stated_by=user
    ).save()
