"""Money that waits for a second person, and what came late, for the demonstration.

Illustrative, as are the projects that it is about; the document numbers say so.
"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from projects.models import Project, ReportingMonth, Transfer
from projects.money.acceptance import accept_transfers
from projects.money.transfers import record_transfer, state_confirmation

WAN = 10_000
Level = Transfer.Level


def demonstrate_money(
    month: ReportingMonth, projects: list[Project], *, recorder, reviewer, headquarters
):
    """Waiting transfers of both sides, one of them disputed, and a late one of the month before.

    ``projects`` are five of the recorder's office, of a supporter of the headquarters.
    """
    own, theirs, disputed, late, arrived = projects
    _record(recorder, own, month.month.replace(day=12), Decimal(30 * WAN), 1)
    _record(headquarters, theirs, month.month.replace(day=15), Decimal(45 * WAN), 2)
    row = arrived.lead_pairing.recipient.row_organisation
    in_region = {"level": Level.IN_REGION, "project": None, "receiver": row}
    _record(headquarters, arrived, month.month.replace(day=8), Decimal(260 * WAN), 3, **in_region)
    differing = _record(headquarters, disputed, month.month.replace(day=18), Decimal(20 * WAN), 4)
    state_confirmation(
        user=recorder,
        transfer=differing,
        on=differing.on,
        amount=Decimal(18 * WAN),
        note="到账18万元（示例）",
    )
    came_late = _record(recorder, late, month.month - timedelta(days=4), Decimal(25 * WAN), 5)
    accept_transfers(user=reviewer, pks=[came_late.pk])


def _record(
    user, project: Project, on: date, amount: Decimal, n: int, /, level=Level.AT_PROJECT, **fields
) -> Transfer:
    pairing = project.lead_pairing
    return record_transfer(
        user=user,
        key=uuid5(NAMESPACE_URL, f"{project.code} {n}"),
        programme=project.programme,
        supporter=pairing.supporter,
        level=level,
        on=on,
        amount=amount,
        document_number=f"示例〔{on:%Y}〕{n}号",
        answers={"yuan": f"{amount}"},
        **{"project": project, "receiver": pairing.recipient, **fields},
    )
