"""Money that has arrived for the subject of a pairing page: its balances and its arrival rate."""

from dataclasses import dataclass, replace

from pairings.models import Organisation
from pairings.reach import reach
from projects.balancing import Balance, Line, add_balances, lines
from projects.measures import Rate
from projects.progress import Progress, progress
from reports.subjects import PAIRING, ROW


@dataclass(frozen=True)
class Arrivals:
    """Balances of the units that the page is about, as far as the reader sees each in full.

    ``total`` and ``rate`` are None where the reader sees a part of them, or none is recorded.
    """

    lines: list[Line]
    total: Balance | None
    rate: Rate | None
    # The row that the money arrives for; None where the page is about that row or unit itself.
    row: Organisation | None


def arrivals(view, subject, of_subject: Progress) -> Arrivals | None:
    """None where the reader sees no balance in full. ``of_subject`` is the subject's progress."""
    row = subject.recipient
    if subject.level == PAIRING:
        row = row.reported_under or row
    listed = [
        line
        for line in lines(view.programme, scope="all", on=view.on, user=view.user)
        if line.params["recipient"] == row.ref
        and (subject.level == ROW or line.params["supporter"] == subject.supporters[0].ref)
    ]
    if not listed:
        return None
    is_whole = subject.level != ROW or reach(view.user).sees_all_of(row.pk)
    total = add_balances(line.balance for line in listed if line.balance) if is_whole else None
    if subject.level == PAIRING:
        of_unit = view.projects.of_recipient(row).of_supporter(subject.supporters[0])
        of_subject = progress(of_unit, on=view.on)
    rate = total and replace(of_subject, arrived_in_region=total.arrived).regional_arrival_rate
    return Arrivals(listed, total, rate, None if row == subject.recipient else row)
