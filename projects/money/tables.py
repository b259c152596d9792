"""Columns of the list of transfers, and by what each is sorted."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from projects.models import Transfer


class TransferTable(tables.Table):
    """Sorting and paging only, as above."""

    on = tables.Column(verbose_name=_("date"))
    level = tables.Column(
        verbose_name=_("funding stage"), orderable=False, attrs={"th": {"class": "p2"}}
    )
    supporter = tables.Column(
        accessor="supporter__name", verbose_name=_("supporter"), attrs={"th": {"class": "p2"}}
    )
    receiver = tables.Column(
        accessor="receiver__name", verbose_name=_("payee"), attrs={"th": {"class": "p2"}}
    )
    project = tables.Column(
        accessor="project__name", verbose_name=_("project"), attrs={"th": {"class": "p3"}}
    )
    amount = tables.Column(verbose_name=_("amount (yuan)"), attrs={"th": {"class": "num"}})
    state = tables.Column(
        empty_values=(), verbose_name=pgettext_lazy("transfer", "status"), orderable=False
    )

    class Meta:
        model = Transfer
        fields = ("on",)
        order_by_field = "sort"
        page_field = "page"
        per_page = 50
