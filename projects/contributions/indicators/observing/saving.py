"""Saves an observation that a person entered; it counts once a second person verified it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _t

from projects.contributions.indicators.identity import (
    StoredObservations,
    free_ref,
    is_same_value,
    ref_begun,
    second_baseline,
    storable,
)
from projects.contributions.indicators.observing.rights import EnterableSubjects, subject_of
from projects.contributions.indicators.values import VALUES
from projects.models import Indicator, Observation


class OtherValueStored(Exception):
    """There is an observation of the same indicator, subject and day with another value."""

    def __init__(self, row: Observation):
        super().__init__(row.ref)
        self.row = row


def save_observation(
    *, user, values: dict, subjects: EnterableSubjects, replaces: Observation | None, agreed: str
) -> tuple[Observation, bool]:
    """The row, and whether it is new: what is stored already is not stored again.

    ``values`` are by field, without the ids of subjects that it is not of. ``agreed`` is the
    reference of a stored row of another value that the person wants to replace, "" for none.
    Raises  PermissionDenied, OtherValueStored, ValidationError. Nothing is saved by any.
    """
    with transaction.atomic():
        # Two posts of one form, or two persons: the second finds what the first has stored.
        indicator = Indicator.objects.select_for_update().get(pk=values["indicator_id"])
        row = Observation(**values, replaces=replaces, entered_by=user)
        subject = subject_of(row)
        if not subjects.may_enter(subject):
            raise PermissionDenied(_t("Only a recorder of one of the parties can enter this."))
        stored = _stored_beside(row)
        if stored is not None:
            if is_same_value(stored, vars(row)):
                return stored, False
            if stored.ref != agreed:
                raise OtherValueStored(stored)
            row.replaces = stored
        name = storable(ref_begun(subject, indicator.code, row.on.year))
        taken = Observation.objects.filter(ref__startswith=name).order_by()
        row.ref = free_ref(name, set(taken.values_list("ref", flat=True)))
        row.full_clean()
        row.save()
        return row, True


def _stored_beside(row: Observation) -> Observation | None:
    """The observation of the same day; not the one that it replaces.

    Raises  ValidationError where another value stands in the way
    """
    own = {name: value for name, value in vars(row).items() if name.endswith("_id")}
    rows = Observation.objects.filter(indicator=row.indicator_id, replaced_by=None)
    stored = StoredObservations(rows.order_by("pk"))
    beside = stored.of(own | {"on": row.on, "role": row.role})
    if row.replaces_id:
        return _beside_replacement(row, beside)
    if baseline := stored.other_baseline(own | {"on": row.on, "role": row.role}):
        expected, mend = second_baseline(baseline)
        raise ValidationError({"day": f"{expected} {mend}"})
    return beside


def _beside_replacement(row: Observation, beside: Observation | None) -> Observation | None:
    """What the same form has stored already."""
    replaced = row.replaces
    names = (*VALUES, "on", "precision", "printed", "source")
    if beside is not None and beside.replaces_id == row.replaces_id:
        return beside
    if beside is not None and beside.pk != replaced.pk:
        sentence = _t("There is another observation of that day: replace that one.")
        raise ValidationError({"day": sentence})
    if all(getattr(replaced, name) == getattr(row, name) for name in names):
        raise ValidationError(_t("Nothing is changed: correct what is wrong in it."))
    return None
