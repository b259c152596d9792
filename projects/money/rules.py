"""Rules for recording money: the supporter supports the receiver, and no report is undercut.

Checks many transfers at once, so that a form and a whole file meet the same rules.
"""

from collections.abc import Collection
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from pairings.models import Pairing
from pairings.querysets import row_organisation
from projects.models import ReportingMonth, StatusReport, Transfer
from projects.models.days import FIRST, SENTENCE


class RecordingRules:
    """Takes three queries at most for any number of transfers, each when first needed."""

    def __init__(self, transfers: Collection[Transfer]):
        self.transfers = transfers

    @cached_property
    def supported(self) -> set[tuple[int, int, int]]:
        """(scheme, supporter, the organisation in whose row a recipient is printed), as ids."""
        supporters = {transfer.supporter_id for transfer in self.transfers}
        edges = Pairing.objects.filter(supporter__in=supporters).order_by()
        return set(edges.values_list("scheme_id", "supporter_id", row_organisation("recipient")))

    @cached_property
    def closed(self) -> set[tuple[int, date]]:
        """(programme, first day of the month) of the months that are closed."""
        programmes = {transfer.programme_id for transfer in self.transfers}
        months = ReportingMonth.objects.filter(programme__in=programmes, closed_at__isnull=False)
        return set(months.order_by().values_list("programme_id", "month"))

    @cached_property
    def verified(self) -> dict[int, list[date]]:
        """The months of which a project has verified reports, in order."""
        projects = {transfer.project_id for transfer in self.transfers} - {None}
        reports = StatusReport.objects.verified().filter(project__in=projects)
        months_by_project: dict[int, list[date]] = {}
        for project, month in reports.order_by("month__month").values_list(
            "project_id", "month__month"
        ):
            months_by_project.setdefault(project, []).append(month)
        return months_by_project

    def check_parties(self, transfer: Transfer):
        """Money that has no project yet goes to a row in which the supporter supports somebody."""
        if transfer.project_id is not None:
            return
        row = transfer.receiver.row_organisation_id
        if (transfer.programme.scheme_id, transfer.supporter_id, row) not in self.supported:
            sentence = _t(
                "%(supporter)s does not support this recipient under this programme: choose "
                "another."
            )
            raise ValidationError({"receiver": sentence % {"supporter": transfer.supporter.label}})

    def check_day(self, transfer: Transfer, today: date):
        check_passed(transfer.on, today)
        if transfer.reverses_id is not None:
            self._refuse_closed(transfer)
        if transfer.level == Transfer.Level.AT_PROJECT:
            self._refuse_verified(transfer)

    def _refuse_closed(self, reversal: Transfer):
        """Refuses to take money back in a closed month: it leaves from the day of the reversal."""
        first, through = reversal.on.replace(day=1), reversal.programme.reported_through
        if (through and reversal.on <= through) or (reversal.programme_id, first) in self.closed:
            raise Refused(
                _t(
                    "%(month)s is closed: date the reversal in an open month, from which the money "
                    "no longer counts."
                )
                % {"month": f"{first:%Y-%m}"}
            )

    def _refuse_verified(self, transfer: Transfer):
        """Refuses money in an open month that is verified: a report may change it. In a closed
        month it is a late entry.
        """
        first = transfer.on.replace(day=1)
        verified = self.verified.get(transfer.project_id, ())
        later = [month for month in verified if month >= first and not self._is_closed(transfer)]
        if later:
            raise Refused(
                _t(
                    "The project's report for %(month)s is verified: change the amount through a "
                    "report."
                )
                % {"month": f"{later[0]:%Y-%m}"}
            )

    def _is_closed(self, transfer: Transfer) -> bool:
        return (transfer.programme_id, transfer.on.replace(day=1)) in self.closed


def check_passed(on: date, today: date):
    if on < FIRST:
        raise ValidationError({"on": SENTENCE})
    if on > today:
        raise ValidationError(
            {"on": _t("The date is in the future: record money once it has arrived.")}
        )
