"""The totals of a list of projects, and when its data last changed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from pairings.querysets import visible_rows
from projects.models import Programme, Project
from projects.models.amounts import to_fen
from projects.querysets.terms import at_project


@dataclass(frozen=True)
class ListTotals:
    """Sums over the rows of a list, whatever they are: counted or not, in the plan or not."""

    projects: int
    planned_aid: Decimal
    disbursed: Decimal


def list_totals(projects: QuerySet, *, on: date) -> ListTotals:
    """Column totals of a list of projects: count, planned aid and money disbursed, in yuan."""
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk"))
    sums = chosen.aggregate(n=Count("pk"), aid=Sum("planned_aid"))
    money = chosen.aggregate(disbursed=Sum("transfers__amount", filter=at_project(on)))
    return ListTotals(sums["n"], to_fen(sums["aid"]), to_fen(money["disbursed"]))


def last_changed(programme: Programme, *, user):
    """When a project or transfer of the programme was last written; None where there is none.

    Of the rows that ``user`` may see; of all for None.
    """
    projects = visible_rows(programme.projects, user).order_by("-updated_at")
    transfers = visible_rows(programme.transfers, user).order_by("-recorded_at")
    written = projects.values_list("updated_at", flat=True)[:1]
    recorded = transfers.values_list("recorded_at", flat=True)[:1]
    return max([*written, *recorded], default=None)
