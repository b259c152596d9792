"""Money that has arrived for the subject of a pairing page: its balances and its arrival rate."""

from dataclasses import dataclass

from django.utils.translation import gettext as _t

from pairings.access.reach import reach
from pairings.models import Organisation, Pairing
from projects.figures.balances import Balance, BalanceLine, add_balances, arrival_rate, lines
from projects.figures.progress import Progress, progress
from projects.figures.waiting import WaitingMoney, add_waiting
from projects.measures import Rate
from reports.pairings.subjects import PAIRING, ROW


@dataclass(frozen=True)
class Arrivals:
    """Balances of the units that the page is about, as far as the reader sees each in full.

    ``total`` and ``rate`` are None where the reader sees a part of them, or none is recorded.
    ``params`` list what the rate is made of: transfers and, by their plan, projects.
    """

    lines: list[BalanceLine]
    total: Balance | None
    rate: Rate | None
    params: dict
    # In the region, of all lines.
    waiting: WaitingMoney
    # The row that the money arrives for; None where it is the money of the page's subject alone.
    row: Organisation | None

    @property
    def total_label(self) -> str:
        """Whose the total is: a unit without a recorded arrival has no balance to add."""
        if all(line.balance for line in self.lines):
            return _t("Total")
        return _t("Total of units with money received in the region")


def arrivals(view, subject, of_subject: Progress) -> Arrivals | None:
    """None where the reader sees no balance in full. ``of_subject`` is the subject's progress.

    Money and plan are of the page's population: money in the region has no project yet, so it is
    its receiver that is local or of the XPCC.
    """
    row = subject.recipient
    if subject.level == PAIRING:
        row = row.row_organisation
    params = view.params | subject.unit_params
    listed = [
        line
        for line in lines(view.programme, scope=view.scope, on=view.on, user=view.user)
        if params.items() <= line.params.items()
    ]
    if not listed:
        return None
    is_whole = subject.level != ROW or reach(view.user).sees_all_of(row.pk)
    total = add_balances(line.balance for line in listed if line.balance) if is_whole else None
    if total and subject.level == PAIRING:
        of_unit = view.projects.of_recipient(row).of_supporter(subject.supporters[0])
        of_subject = progress(of_unit, on=view.on)
    rate = total and arrival_rate(total, of_subject)
    waiting = add_waiting(line.waiting for line in listed)
    row_beyond = row if _is_of_more(subject, row) else None
    return Arrivals(listed, total, rate, params, waiting, row_beyond)


def _is_of_more(subject, row: Organisation) -> bool:
    """Whether the page is about a pairing, and the money that of more than it."""
    if subject.level != PAIRING or row != subject.recipient:
        return subject.level == PAIRING
    same = Pairing.objects.filter(scheme=subject.scheme, supporter=subject.supporters[0])
    return same.of_recipient(row).exclude(pk=subject.pairing.pk).exists()
