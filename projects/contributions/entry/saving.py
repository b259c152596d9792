"""Saves a contribution with its quantities, submits it, and decides on it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from projects.contributions.closed_months import why_not_verified
from projects.contributions.entry.rights import may_enter, may_review, why_not_review
from projects.contributions.references import lock_numbers, next_refs, year_of
from projects.models import Contribution, Quantity

State = Contribution.State


class ContributionChanged(Refused):
    """Somebody else saved it in between; ``contribution`` is what they left."""

    def __init__(self, contribution: Contribution):
        super().__init__(_t("Somebody changed it after you opened the page: look again."))
        self.contribution = contribution


class QuantityRefused(Exception):
    """What is wrong with the quantity of this number in the form."""

    def __init__(self, number: int, error: ValidationError):
        super().__init__(error.messages)
        self.number, self.sentences = number, error.messages


def save_contribution(
    *,
    user,
    values: dict,
    quantities: dict[int, Quantity],
    key: UUID,
    stored: Contribution | None = None,
    seen_version: int = 0,
    submits: bool = False,
) -> Contribution:
    """Saves a draft, a new one unless ``stored`` is given; ``submits`` sends it to review.

    ``quantities`` are by their number in the form. The same key again gives the row already made.
    Raises  PermissionDenied, ContributionChanged, QuantityRefused, ValidationError. Nothing is
            saved by any.
    """
    with transaction.atomic():
        contribution = _row_to_save(user, values, key, stored, seen_version)
        if contribution.pk and stored is None:
            return contribution
        for name, value in values.items():
            setattr(contribution, name, value)
        if not may_enter(user, contribution):
            raise PermissionDenied(_t("Only a recorder of one of the parties can enter this."))
        if not contribution.pk:
            year = year_of(contribution.starts_on, contribution.ends_on)
            (contribution.ref,) = next_refs(contribution.scheme, year, 1, lock=False)
            contribution.entered_by, contribution.key = user, key
        else:
            contribution.version += 1
        if submits:
            contribution.state, contribution.submitted_at = State.SUBMITTED, timezone.now()
        contribution.full_clean()
        contribution.save()
        contribution.authors.add(user)
        _save_quantities(contribution, quantities)
        return contribution


def _row_to_save(user, values, key, stored, seen_version) -> Contribution:
    """Locked: the scheme for a new one, so that two at once draw no number twice."""
    if stored is None:
        lock_numbers(values["scheme"])
        earlier = Contribution.objects.filter(key=key).first()
        if earlier and earlier.entered_by_id != user.pk:
            raise ValidationError(
                _t("This form has already been used to submit something else: open it again.")
            )
        return earlier or Contribution()
    contribution = Contribution.objects.select_for_update().order_by().get(pk=stored.pk)
    if not may_enter(user, contribution):
        raise PermissionDenied(_t("Only a recorder of one of the parties can enter this."))
    if contribution.version != seen_version:
        raise ContributionChanged(contribution)
    return contribution


def _save_quantities(contribution: Contribution, quantities: dict[int, Quantity]):
    """Rows that stay keep their ids, so that the history tells what changed in them."""
    rows = {(row.counting_unit_id, row.of_whom): row for row in contribution.quantities.all()}
    kept_rows = set()
    for number, quantity in quantities.items():
        row_key = (quantity.counting_unit_id, quantity.of_whom)
        if row_key in kept_rows:
            sentence = _t("This contribution already has a number in that counting unit.")
            raise QuantityRefused(number, ValidationError(sentence))
        row = rows.get(row_key) or Quantity()
        row.contribution, row.counting_unit = contribution, quantity.counting_unit
        for name in ("of_whom", "planned", "low", "high", "printed"):
            setattr(row, name, getattr(quantity, name))
        try:
            row.full_clean()
            refuse_above_parts(row)
        except ValidationError as error:
            raise QuantityRefused(number, error) from None
        row.save()
        kept_rows.add(row_key)
    for row_key, row in rows.items():
        if row_key not in kept_rows:
            row.delete()


def refuse_above_parts(quantity: Quantity):
    """A whole is no less than any of its parts."""
    parts = Quantity.objects.filter(
        contribution__part_of=quantity.contribution, counting_unit=quantity.counting_unit
    )
    for part in parts.select_related("contribution"):
        if part.done and quantity.done and part.done.exceeds(quantity.done):
            words = {"part": part.contribution.ref, "number": part.done}
            raise ValidationError(
                _t("Its part %(part)s is more, %(number)s: correct either.") % words
            )


def submit(*, user, contribution: Contribution, seen_version: int) -> Contribution:
    """Sends a draft or a returned one to review as it is."""
    with transaction.atomic():
        row = _row_to_save(user, {}, None, contribution, seen_version)
        row.state, row.submitted_at = State.SUBMITTED, timezone.now()
        row.version += 1
        row.full_clean()
        row.save()
        row.authors.add(user)
        return row


def decide(
    *, user, contribution: Contribution, seen_version: int, verifies: bool, reason: str = ""
) -> Contribution:
    """Verifies a contribution, or returns it with a reason.

    Raises  Refused where the person may not, gave no reason, or it would count in a closed month;
            ContributionChanged.
    """
    with transaction.atomic():
        row = Contribution.objects.select_for_update().order_by().get(pk=contribution.pk)
        if not may_review(user, row):
            raise Refused(why_not_review(user, row))
        if row.version != seen_version:
            raise ContributionChanged(row)
        if not verifies and not reason.strip():
            raise Refused(_t("Enter a reason for returning the contribution."))
        if verifies and (sentence := why_not_verified([row], on=timezone.localdate())):
            raise Refused(sentence)
        row.state = State.VERIFIED if verifies else State.RETURNED
        row.return_reason = "" if verifies else reason.strip()
        row.reviewed_by, row.reviewed_at = user, timezone.now()
        row.version += 1
        row.save()
        return row
