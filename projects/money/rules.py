"""Rules for recording money: the supporter supports the receiver, and the month is open.

Checks many transfers at once, so that a form and a whole file meet the same rules.
"""

from collections.abc import Collection
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from pairings.models import Pairing
from pairings.querysets import row_organisation
from projects.models import Exemption, Project, ReportingMonth, StatusReport, Transfer
from projects.models.days import FIRST, SENTENCE


class RecordingRules:
    """Takes three queries at most for any number of transfers, each when first needed; where
    some lie in a closed month, one more, and one for each exemption for its money.
    """

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
    def exempted(self) -> set[tuple[int, int, date, int]]:
        """(person, programme, first day of the month, project) of the exemptions for money."""
        people = {transfer.recorded_by_id for transfer in self.transfers}
        projects = {transfer.project_id for transfer in self.transfers} - {None}
        in_force = Exemption.objects.valid(on=timezone.localdate()).filter(covers_money=True)
        quadruples = set()
        for exemption in in_force.filter(user__in=people).select_related("month"):
            month = exemption.month
            this = Exemption.objects.order_by().filter(pk=exemption.pk)
            covered = Project.objects.filter(pk__in=projects).covered_by(this)
            quadruples |= {
                (exemption.user_id, month.programme_id, month.month, project)
                for project in covered.values_list("pk", flat=True)
            }
        return quadruples

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
        if transfer.level == Transfer.Level.AT_PROJECT:
            self._refuse_reported(transfer)

    def _refuse_reported(self, transfer: Transfer):
        """Refuses money in a closed or verified month: only a report may change it, or a new
        transfer in a closed month whoever has an exemption for its money.
        """
        first, through = transfer.on.replace(day=1), transfer.programme.reported_through
        if (through and transfer.on <= through) or (transfer.programme_id, first) in self.closed:
            if self._is_exempted(transfer):
                return
            raise Refused(
                _t(
                    "%(month)s is closed: enter money paid to projects in it through a monthly "
                    "report."
                )
                % {"month": f"{first:%Y-%m}"}
            )
        later = [month for month in self.verified.get(transfer.project_id, ()) if month >= first]
        if later:
            raise Refused(
                _t(
                    "The project's report for %(month)s is verified: change the amount through a "
                    "report."
                )
                % {"month": f"{later[0]:%Y-%m}"}
            )

    def _is_exempted(self, transfer: Transfer) -> bool:
        if transfer.pk is not None or transfer.reverses_id is not None:
            return False
        month = transfer.programme_id, transfer.on.replace(day=1)
        return (transfer.recorded_by_id, *month, transfer.project_id) in self.exempted


def check_passed(on: date, today: date):
    if on < FIRST:
        raise ValidationError({"on": SENTENCE})
    if on > today:
        raise ValidationError(
            {"on": _t("The date is in the future: record money once it has arrived.")}
        )
