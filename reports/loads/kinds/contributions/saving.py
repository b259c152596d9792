"""Writing the contributions of a file, and taking them back."""

from django.db.models import F
from django.utils.translation import gettext as _t

from aidtrack.store import history
from pairings.access.permissions import may
from projects.models import Contribution
from reports.loads.batches import (
    Batch,
    New,
    journalled,
    ranges,
    take_back,
    update,
    within,
    write_batches,
)
from reports.loads.plans import Context, Plan

Author = Contribution.authors.through


def write(plan: Plan, context: Context, moment) -> dict:
    """Writes rows, then which of them are parts of each other, and whose entries they are."""
    contributions, quantities = plan.batches
    parts = _without_new_wholes(contributions)
    changed = {change.pk for change in contributions.changed}
    journal = write_batches([contributions, quantities], user=context.user, moment=moment)
    ids = _created(journal)
    refs = dict(Contribution.objects.filter(pk__in=ids).values_list("ref", "pk"))
    _put_wholes({refs[ref]: refs[whole] for ref, whole in parts.items()}, context.user, moment)
    own = Contribution.objects.filter(pk__in=ids)
    own.filter(state=Contribution.State.SUBMITTED).update(submitted_at=moment)
    # Whoever edits a form that was opened before is shown both.
    Contribution.objects.filter(pk__in=changed).update(version=F("version") + 1)
    authors = [Author(contribution_id=pk, user_id=context.user.pk) for pk in (*ids, *changed)]
    Author.objects.bulk_create(authors, ignore_conflicts=True)
    return journal


def _without_new_wholes(batch: Batch) -> dict[str, str]:
    """Takes wholes that the file makes too out of the rows; {ref of the part: ref of the whole}."""
    at, own = batch.names.index("part_of_id"), batch.names.index("ref")
    parts = {row[own]: row[at].key for row in batch.created if type(row[at]) is New}
    batch.created = [
        (*row[:at], None, *row[at + 1 :]) if type(row[at]) is New else row for row in batch.created
    ]
    return parts


def _put_wholes(wholes: dict[int, int], user, moment):
    """Makes new rows parts of others: {id of the part: id of the whole}."""
    update(Contribution, {part: {"part_of_id": whole} for part, whole in wholes.items()})
    entries = (
        (row.pk, str(row), history.entry_of(Contribution, [("part_of_id", None, row.part_of_id)]))
        for row in Contribution.objects.filter(pk__in=wholes)
    )
    history.record(Contribution, history.CHANGED, entries, user=user, moment=moment)


def _created(journal: dict) -> list[int]:
    return [
        pk
        for model, created, _changed in journalled(journal)
        if model is Contribution
        for first, last in created
        for pk in range(first, last + 1)
    ]


def undo(load, user, moment):
    """Takes back all rows of the load."""
    for condition in within("contribution__pk", ranges(_created(load.journal))):
        Author.objects.filter(condition).delete()
    take_back(load.journal, user=user, moment=moment)


def why_not_undo(_load, user) -> str:
    if may(user, "load entries") or may(user, "load"):
        return ""
    return _t("Only those who may import this type can undo it.")
