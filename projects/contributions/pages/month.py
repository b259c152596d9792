"""What was given in a month of a scheme: what a programme without projects has to report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_safe

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import PARAMETERS, download
from aidtrack.web.filters import StrictForm
from pairings.models import Organisation
from projects.contributions.entry.rights import (
    may_review_some,
    pairings_to_enter,
    schemes_to_enter,
)
from projects.contributions.pages import export as exports
from projects.models import Contribution, Precision, ReportingMonth

State = Contribution.State


class MonthPageForm(StrictForm):
    """Nothing to choose but the kind of file."""

    page_parameters = PARAMETERS


@dataclass(frozen=True)
class OfficeContributions:
    """Those of a month to one recipient; ``office`` None: of the scheme as a whole."""

    office: Organisation | None
    rows: list[Contribution]

    @property
    def label(self) -> str:
        return self.office.label if self.office else _t("the scheme as a whole")


def of_month(contributions, *, first: date, last: date):
    """Those that end in a month or run in it; of what was done by a day, those of that month.

    What has no date is of no month, and what was replaced stands in its replacement.
    """
    is_running = Q(starts_on__lte=last) & (Q(ends_on=None) | Q(ends_on__gte=first))
    is_done_by = Q(precision=Precision.BY, ends_on__range=(first, last))
    is_running &= ~Q(precision=Precision.BY)
    return contributions.for_list(on=last).filter(is_running | is_done_by, is_replaced=False)


def by_office(contributions: Iterable[Contribution]) -> list[OfficeContributions]:
    """In the order of the offices' names, the scheme as a whole last."""
    grouped: dict[Organisation | None, list[Contribution]] = {}
    for row in contributions:
        grouped.setdefault(row.pairing and row.pairing.recipient, []).append(row)
    groups = [OfficeContributions(office, rows) for office, rows in grouped.items()]
    return sorted(groups, key=lambda group: (group.office is None, group.label))


def state_counts(contributions: Iterable[Contribution]) -> list[tuple[str, str, int]]:
    """(state, its words, how many) of the states that occur."""
    states = [row.state for row in contributions]
    return [
        (state, label, states.count(state)) for state, label in State.choices if state in states
    ]


def owner_to_enter(user, scheme) -> str:
    """With what an entry for the scheme begins; empty for whoever enters nothing of it.

    The pairing of whoever enters for one alone, else the scheme as a whole.
    """
    if not schemes_to_enter(user).filter(pk=scheme.pk).exists():
        return ""
    pairings = list(pairings_to_enter(user).filter(scheme=scheme)[:2])
    return f"pairing:{pairings[0].ref}" if len(pairings) == 1 else f"scheme:{scheme.code}"


@require_safe
def contribution_month(request, programme, month):
    form = MonthPageForm(request.GET)
    if not form.is_valid():
        raise WrongAddress(form=form)
    months = ReportingMonth.objects.visible_to(request.user).named(programme, month)
    reporting_month = get_object_or_404(
        months.with_lack_of_projects().select_related("programme__scheme")
    )
    scheme = reporting_month.programme.scheme
    visible = Contribution.objects.visible_to(request.user).filter(scheme=scheme)
    rows = list(of_month(visible, first=reporting_month.month, last=reporting_month.ends_on))
    export = exports.contribution_month(request, reporting_month, rows)
    if answer := download(request, export):
        return answer
    context = {
        "month": reporting_month,
        "scheme": scheme,
        "contributions": rows,
        "offices": by_office(rows),
        "states": state_counts(rows),
        "owner_to_enter": owner_to_enter(request.user, scheme),
        "may_review": may_review_some(request.user),
        "export": export,
    }
    return render(request, "contributions/month.html", context)
