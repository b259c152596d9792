"""Money between two sides: recording it, reversing it, and what the other side says about it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.values.formats import DASH, day, yuan
from aidtrack.values.refusals import Refused
from aidtrack.web.overwriting import digest, overwriting_refusal, stored_now
from pairings.access.permissions import may
from pairings.models import Organisation
from projects.checks.findings import Asked
from projects.models import (
    Acceptance,
    Confirmation,
    Programme,
    Project,
    ReportingMonth,
    Tranche,
    Transfer,
    accept,
    count,
)
from projects.money.beside_plan import transfer_question
from projects.money.rules import RecordingRules, check_passed

Level, Side = Transfer.Level, Transfer.Side
OTHER = {Side.SUPPORTER: Side.RECIPIENT, Side.RECIPIENT: Side.SUPPORTER}
# Values of one form; a second post of it must have the same.
RECORDED = (*Transfer.IDENTITY, "reverses_id", "reason", "recorded_by_id")
STATED = ("on", "amount", "note")


class TransferState(TextChoices):
    """Where a transfer stands between its two sides."""

    AWAITING = "awaiting", _("waiting to be accepted")
    LATE = "late", _("late entry, waiting for release")
    DIFFERING = "differing", pgettext_lazy("transfer", "differs")
    AGREED = "agreed", pgettext_lazy("transfer", "confirmed")
    VERIFIED = "verified", pgettext_lazy("transfer", "verified")
    CLAIMED = "claimed", pgettext_lazy("transfer", "by a verified report")
    OPENING = "opening", pgettext_lazy("transfer", "opening balance")
    REVERSED = "reversed", pgettext_lazy("transfer", "reversed")
    REVERSAL = "reversal", pgettext_lazy("transfer", "reversal")
    UNASKED = "unasked", pgettext_lazy("transfer", "no confirmation needed")


def state_of(transfer: Transfer) -> TransferState:
    """Needs ``with_sides()``, else it takes two queries."""
    if transfer.reverses_id:
        return TransferState.REVERSAL
    if hasattr(transfer, "reversed_by"):
        return TransferState.REVERSED
    if transfer.is_late and not transfer.is_accepted:
        return TransferState.LATE
    if stated := transfer.confirmation:
        return TransferState.AGREED if stated.agrees else TransferState.DIFFERING
    if not transfer.recorded_side:
        return TransferState.UNASKED
    if not transfer.is_accepted:
        return TransferState.AWAITING
    return TransferState(transfer.acceptance.kind)


@dataclass(frozen=True)
class StatementDifference:
    """What the other side states less what was recorded: yuan, and days later."""

    amount: Decimal
    days: int


def difference(transfer: Transfer) -> StatementDifference | None:
    """None where the two sides agree, or nothing is compared."""
    if state_of(transfer) != TransferState.DIFFERING:
        return None
    stated = transfer.confirmation
    return StatementDifference(stated.amount - transfer.amount, (stated.on - transfer.on).days)


def parties(transfer: Transfer) -> dict[str, int]:
    """The id of the organisation that answers for each side.

    For money of a project that is its lead recipient, whoever received it.
    """
    recipient = transfer.receiver_id
    if transfer.project_id:
        recipient = transfer.project.lead_pairing.recipient_id
    return {Side.RECIPIENT: recipient, Side.SUPPORTER: transfer.supporter_id}


def acting_side(user, action: str, transfer: Transfer) -> str:
    """The side for which ``user`` may act; the recipient's where it is both, empty for neither."""
    sides = parties(transfer).items()
    return next((side for side, party in sides if may(user, action, organisations=[party])), "")


def recording_side(user, transfer: Transfer) -> str:
    """The side for which ``user`` may record a transfer, as ``acting_side``."""
    if transfer.level == Level.AT_PROJECT:
        return acting_side(user, "record at project", transfer)
    return acting_side(user, "record", transfer)


def reversing_side(user, transfer: Transfer) -> str:
    """The side for which ``user`` may reverse a transfer, as ``acting_side``."""
    if transfer.level == Level.AT_PROJECT:
        return acting_side(user, "reverse at project", transfer)
    return acting_side(user, "reverse", transfer)


def record_transfer(
    *,
    user,
    key: UUID,
    programme: Programme,
    supporter: Organisation,
    receiver: Organisation,
    level: str,
    on: date,
    amount: Decimal,
    document_number: str = "",
    project: Project | None = None,
    tranche: Tranche | None = None,
    answers: dict[str, str] | None = None,
    reason: str = "",
    today: date | None = None,
) -> Transfer:
    """Records money that has reached a level, in yuan. The same form twice gives the row it made.

    ``answers`` is {code of a question about the amount: the amount that is kept}, ``reason`` why
    it is above the project's total investment.

    Raises  Refused where the person may not, or the day was reported on already;
            ValidationError by the field that must be mended; Asked where an amount is unlikely.
    """
    transfer = Transfer(
        key=key,
        programme=programme,
        supporter=supporter,
        receiver=receiver,
        level=level,
        on=on,
        amount=amount,
        document_number=document_number,
        project=project,
        tranche=tranche,
        reason=reason.strip(),
        recorded_by=user,
    )
    with transaction.atomic():
        _lock(transfer)
        if earlier_transfer := _recorded_before(transfer):
            return earlier_transfer
        transfer.recorded_side = recording_side(user, transfer)
        if not transfer.recorded_side:
            raise Refused(_t("Only a recorder of one of the two sides can record it."))
        _check(transfer, answers or {}, today or timezone.localdate())
        transfer.save()
    return transfer


def _check(transfer: Transfer, answers: dict[str, str], today: date):
    transfer.full_clean()
    rules = RecordingRules([transfer])
    rules.check_parties(transfer)
    rules.check_day(transfer, today)
    question = transfer_question(transfer)
    if question and not question.is_answered(answers, transfer.reason):
        raise Asked(question)


def reverse_transfer(
    *, user, key: UUID, transfer: Transfer, on: date, reason: str, today: date | None = None
) -> Transfer:
    """Takes a transfer back by a row of its own. The same form twice gives the row it made.

    One that counts is taken back by another person than its recorder, and at once. One that does
    not count yet is withdrawn by its recorder, or refused; neither row ever counts.

    Raises  Refused where the person may not, or it cannot be reversed; ValidationError by the
            field that must be mended.
    """
    reversal = transfer.reversal(on=on, reason=reason.strip(), key=key, recorded_by=user)
    with transaction.atomic():
        _lock(reversal)
        if earlier_reversal := _recorded_before(reversal):
            return earlier_reversal
        transfer = Transfer.objects.with_sides().get(pk=transfer.pk)
        if sentence := why_not_reverse(user, transfer):
            raise Refused(sentence)
        if not reversal.reason:
            raise ValidationError({"reason": _t("Enter a reason for the reversal.")})
        reversal.recorded_side = taking_back_side(user, transfer)
        reversal.full_clean()
        _check_reversal(reversal, transfer, today or timezone.localdate())
        reversal.save()
        if transfer.is_accepted:
            accept(reversal, Acceptance.Kind.VERIFIED, by=user)
    return reversal


def _check_reversal(reversal: Transfer, transfer: Transfer, today: date):
    if transfer.is_accepted:
        RecordingRules([reversal]).check_day(reversal, today)
    else:
        check_passed(reversal.on, today)


def taking_back_side(user, transfer: Transfer) -> str:
    """The side for which ``user`` may take a transfer back, as ``acting_side``: the recorder's own
    while it does not count yet, else one that the person reviews.
    """
    if is_own(user, transfer) and not transfer.is_accepted:
        return acting_side(user, "withdraw transfer", transfer)
    return reversing_side(user, transfer)


def is_own(user, transfer: Transfer) -> bool:
    return transfer.recorded_by_id == user.pk


def why_not_reverse(user, transfer: Transfer) -> str:
    """Why the person cannot reverse a transfer, in a sentence; empty where they can."""
    if not taking_back_side(user, transfer):
        return _t("Only a reviewer of one of the two sides can reverse it.")
    if transfer.reverses_id:
        return _t("A reversal cannot be reversed: record the transfer again.")
    if _is_reversed(transfer):
        return _t("That transfer has already been reversed.")
    if transfer.report_id:
        return _t("This transfer comes from a monthly report: correct it in a report.")
    if is_own(user, transfer) and transfer.is_accepted:
        return _t("You cannot reverse what you recorded: ask a colleague.")
    return ""


def state_confirmation(
    *,
    user,
    transfer: Transfer,
    on: date,
    amount: Decimal,
    note: str = "",
    as_opened: str = "",
    today: date | None = None,
) -> Confirmation:
    """What the side that did not record a transfer states, in yuan; of several the last holds.

    The same day and amount accept the transfer: it counts from then on, whatever is stated later.
    ``as_opened`` is the ``statement_digest`` that the person saw; empty states in any case.

    Raises  Refused where the person may not or nobody is asked; ValidationError by the field
            that must be mended, or that somebody stated otherwise since.
    """
    with transaction.atomic():
        # Whoever waits here then sees what was stated meanwhile.
        _lock(transfer)
        if sentence := why_not_confirm(user, transfer):
            raise Refused(sentence)
        stated = Confirmation.objects.filter(transfer=transfer).order_by("pk").last()
        statement = {"on": on, "amount": amount, "note": note.strip()}
        differing = [n for n, value in statement.items() if getattr(stated, n, None) != value]
        if not differing:
            return stated
        if as_opened and stated and as_opened != statement_digest(stated):
            raise _statement_changed(stated, differing)
        new = Confirmation(transfer=transfer, stated_by=user, **statement)
        new.full_clean()
        check_passed(on, today or timezone.localdate())
        new.save()
        fresh = Transfer.objects.with_sides().get(pk=transfer.pk)
        if new.agrees and not fresh.is_accepted and not fresh.is_late:
            count(fresh, Acceptance.Kind.CONFIRMED, by=user)
    return new


def statement_digest(stated: Confirmation | None) -> str:
    """Of what the other side states, None for nothing."""
    return digest({name: getattr(stated, name, "") for name in STATED})


def _statement_changed(stated: Confirmation, differing: list[str]) -> ValidationError:
    """By the fields in which somebody else stated otherwise meanwhile: what they stated."""
    words = {"on": day(stated.on), "amount": yuan(stated.amount), "note": stated.note or DASH}
    sentences = {name: stored_now(words[name]) for name in differing}
    sentences[NON_FIELD_ERRORS] = overwriting_refusal(stated.stated_by, stated.stated_at)
    return ValidationError(sentences)


def why_not_confirm(user, transfer: Transfer) -> str:
    """Why the person cannot state anything about a transfer; empty where they can."""
    if not transfer.recorded_side:
        return _t("Neither side recorded this transfer, so no confirmation is needed.")
    other_party = parties(transfer)[OTHER[transfer.recorded_side]]
    if not may(user, "confirm", organisations=[other_party]):
        return _t("Only a recorder of the other side can confirm it.")
    if transfer.reverses_id or _is_reversed(transfer):
        return _t("A reversed transfer needs no confirmation.")
    if transfer.recorded_by_id == user.pk:
        return _t("You cannot confirm what you recorded: ask a colleague.")
    return ""


def _is_reversed(transfer: Transfer) -> bool:
    return Transfer.objects.filter(reverses=transfer.pk).exists()


def _lock(transfer: Transfer):
    """Locks the project, the months and the programme; a second post of the same form waits here.

    The months come before the programme, as where one is closed or reopened.
    """
    if transfer.project_id:
        list(Project.objects.select_for_update().filter(pk=transfer.project_id).values_list("pk"))
    ReportingMonth.objects.locked_for_share_of([transfer.programme_id])
    programmes = Programme.objects.select_for_update(no_key=True).order_by()
    # Read anew: a month may have been closed in between.
    transfer.programme = programmes.get(pk=transfer.programme_id)


def _recorded_before(transfer: Transfer) -> Transfer | None:
    earlier_transfer = Transfer.objects.filter(key=transfer.key).first()
    if earlier_transfer and any(
        getattr(earlier_transfer, name) != getattr(transfer, name) for name in RECORDED
    ):
        raise ValidationError(
            _t("This form has already been used to submit something else: open it again.")
        )
    return earlier_transfer
