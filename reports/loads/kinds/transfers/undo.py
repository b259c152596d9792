"""Taking back a file of transfers: nothing is edited or deleted, each row gets a reversal.

A reversal has the date of its row, so that on every day the sums are as if there had been no load.
Nobody reverses what they entered: another administrator does, or a reviewer of a side of each row.
"""

from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from pairings.access.permissions import may
from projects.models import Acceptance, Transfer
from projects.money.rules import RecordingRules
from projects.money.transfers import reversing_side
from reports.loads.batches import Batch, journalled, within, write_batches
from reports.models import Load

NAMES = (*Transfer.IDENTITY, "recorded_side", "recorded_by_id")
REVERSAL = (*NAMES, "reverses_id", "reason")
ACCEPTED = ("transfer_id", "kind", "accepted_by_id")
VERIFIED = Acceptance.Kind.VERIFIED


def words(row) -> str:
    return f"{row['on']} {Transfer.Level(row['level']).label} {row['amount']}"


def rows_of(load: Load) -> list[Transfer]:
    """The transfers that a load recorded, with the related rows that the rules read."""
    transfers = []
    for _model, created, _changed in journalled(load.journal):
        for condition in within("pk", created):
            rows = Transfer.objects.filter(condition).select_related(
                "programme", "receiver", "supporter", "project__lead_pairing", "acceptance"
            )
            transfers += rows
    return transfers


def why_not_undo(load: Load, user) -> str:
    rows = rows_of(load)
    counting = [row for row in rows if row.is_accepted]
    if load.accepted_by_id == user.pk and not counting:
        return ""
    if load.accepted_by_id == user.pk:
        return _t("You cannot reverse what you recorded: ask a colleague.")
    sides = all(reversing_side(user, row) for row in rows)
    if not sides and not may(user, "undo transfers"):
        return _t("Only an administrator, or a reviewer of one side of each row, can undo it.")
    reversals = [row.reversal(on=row.on, reason=load.file_name) for row in counting]
    settled = RecordingRules(reversals)
    try:
        for reversal in reversals:
            settled.check_day(reversal, max(row.on for row in rows))
    except Refused as sentence:
        return str(sentence)
    return ""


def undo(load: Load, user, moment):
    """Records a reversal for each row of the load; that of one that counts, counts at once."""
    rows = rows_of(load)
    batch = Batch(Transfer, REVERSAL, words)
    reason = _t("import undone: %(file)s") % {"file": load.file_name}
    for row in rows:
        values = {name: getattr(row, name) for name in NAMES}
        batch.create(
            {
                **values,
                "amount": -row.amount,
                "recorded_side": reversing_side(user, row) or row.recorded_side,
                "recorded_by_id": user.pk,
                "reverses_id": row.pk,
                "reason": reason[:200],
            }
        )
    write_batches([batch], user=user, moment=moment)
    reversals = Transfer.objects.filter(reverses__in=[row.pk for row in rows if row.is_accepted])
    acceptances = Batch(Acceptance, ACCEPTED, lambda values: load.file_name)
    for pk in reversals.order_by("pk").values_list("pk", flat=True):
        acceptances.create({"transfer_id": pk, "kind": VERIFIED, "accepted_by_id": user.pk})
    write_batches([acceptances], user=user, moment=moment)
