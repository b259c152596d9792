"""Illustrative projects: rows that add up to the printed totals; no list was published."""

from django.db import transaction

from projects.models import (
    Programme,
    Project,
    Suspension,
    Tranche,
    Transfer,
    accept_as_opening,
)
from reports.demo.drawing import OUTLINES, Draft, draw

ILLUSTRATED = tuple(OUTLINES)

__all__ = ["ILLUSTRATED", "Draft", "draw", "illustrate", "store"]


@transaction.atomic
def illustrate(programme: Programme) -> Draft | None:
    """Draw and store a programme's illustrative rows; None, and no row, where it has projects."""
    if programme.projects.exists():
        return None
    draft = draw(programme)
    store(draft)
    programme.follow_loading()
    return draft


def store(draft: Draft):
    Project.objects.bulk_create(draft.projects)
    partner = Project.partner_pairings.through
    partner.objects.bulk_create(
        partner(project=p, pairing=pairing) for p, pairing in draft.partners
    )
    Suspension.objects.bulk_create(draft.suspensions)
    Tranche.objects.bulk_create(draft.tranches)
    # A reversal refers to a row, which must be stored first.
    Transfer.objects.bulk_create(t for t in draft.transfers if not t.reverses)
    Transfer.objects.bulk_create(t for t in draft.transfers if t.reverses)
    accept_as_opening(draft.transfers)
