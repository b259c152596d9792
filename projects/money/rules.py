"""What stands in the way of recording money: who supports nobody there, what was reported on.

Asked once for many transfers, so that one and a whole file of them meet the same rules.
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


class Settled:
    """Three queries at most, whatever the number of transfers; each when it is first needed."""

    def __init__(self, transfers: Collection[Transfer]):
        self.transfers = transfers

    @cached_property
    def supported(self) -> set[tuple[int, int, int]]:
        """(scheme, supporter, the organisation in whose row a recipient is printed), as ids."""
        supporters = {made.supporter_id for made in self.transfers}
        edges = Pairing.objects.filter(supporter__in=supporters).order_by()
        return set(edges.values_list("scheme_id", "supporter_id", row_organisation("recipient")))

    @cached_property
    def closed(self) -> set[tuple[int, date]]:
        """(programme, first day of the month) of the months that are closed."""
        programmes = {made.programme_id for made in self.transfers}
        months = ReportingMonth.objects.filter(programme__in=programmes, closed_at__isnull=False)
        return set(months.order_by().values_list("programme_id", "month"))

    @cached_property
    def verified(self) -> dict[int, list[date]]:
        """The months of which a project has verified reports, in order."""
        projects = {made.project_id for made in self.transfers} - {None}
        reports = StatusReport.objects.verified().filter(project__in=projects)
        found: dict[int, list[date]] = {}
        for project, month in reports.order_by("month__month").values_list(
            "project_id", "month__month"
        ):
            found.setdefault(project, []).append(month)
        return found

    def check_parties(self, made: Transfer):
        """Money that has no project yet goes to a row in which the supporter supports somebody."""
        if made.project_id is not None:
            return
        row = made.receiver.row_organisation_id
        if (made.programme.scheme_id, made.supporter_id, row) not in self.supported:
            sentence = _t(
                "%(supporter)s does not support this recipient under this programme: choose "
                "another."
            )
            raise ValidationError({"receiver": sentence % {"supporter": made.supporter.label}})

    def check_day(self, made: Transfer, today: date):
        check_passed(made.on, today)
        if made.level == Transfer.Level.AT_PROJECT:
            self._refuse_reported(made)

    def _refuse_reported(self, made: Transfer):
        """What a report has settled is changed by a report alone: the two stay one figure."""
        first, through = made.on.replace(day=1), made.programme.reported_through
        if (through and made.on <= through) or (made.programme_id, first) in self.closed:
            raise Refused(
                _t(
                    "%(month)s is closed: enter money paid to projects in it through a monthly "
                    "report."
                )
                % {"month": f"{first:%Y-%m}"}
            )
        later = [month for month in self.verified.get(made.project_id, ()) if month >= first]
        if later:
            raise Refused(
                _t(
                    "The project's report for %(month)s is verified: change the amount through a "
                    "report."
                )
                % {"month": f"{later[0]:%Y-%m}"}
            )


def check_passed(on: date, today: date):
    if on < FIRST:
        raise ValidationError({"on": SENTENCE})
    if on > today:
        raise ValidationError(
            {"on": _t("The date is in the future: record money once it has arrived.")}
        )
