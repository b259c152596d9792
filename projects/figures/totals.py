"""The totals of a list of projects."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from projects.models import Project
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
