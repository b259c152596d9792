"""Columns of the list of projects, and by what each is sorted."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class ProjectTable(tables.Table):
    """Sorting and paging only: the rows are printed by the list's own template."""

    name = tables.Column(verbose_name=_("project"))
    recipient = tables.Column(
        accessor="lead_pairing__recipient__name",
        verbose_name=_("recipient"),
        attrs={"th": {"class": "p3"}},
    )
    category = tables.Column(
        accessor="category__position",
        verbose_name=_("category"),
        attrs={"th": {"class": "p3"}},
    )
    stage = tables.Column(accessor="stage_position", verbose_name=_("stage"))
    planned_aid = tables.Column(
        verbose_name=_("planned funds (10,000 yuan)"), attrs={"th": {"class": "num p2"}}
    )
    disbursed = tables.Column(
        attrs={"th": {"class": "num p2"}}, verbose_name=_("disbursed (10,000 yuan)")
    )
    rate = tables.Column(
        accessor="disbursed_share",
        verbose_name=_("disbursement rate (%)"),
        attrs={"th": {"class": "num"}},
    )
    started_on = tables.Column(
        accessor="began_on", verbose_name=_("start date"), attrs={"th": {"class": "p3"}}
    )
    completed_on = tables.Column(
        accessor="ended_on", verbose_name=_("completion date"), attrs={"th": {"class": "p3"}}
    )

    class Meta:
        model = Project
        fields = ("code",)
        sequence = ("name", "recipient", "category", "stage", "...")
        exclude = ("code",)
        order_by_field = "sort"
        page_field = "page"
        per_page = 50
