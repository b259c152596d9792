"""Columns of the list of contributions, and by what each is sorted."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from projects.models import Contribution


class ContributionTable(tables.Table):
    """Sorting and paging only: the rows are printed by the list's own template."""

    title = tables.Column(verbose_name=pgettext_lazy("contribution", "content"))
    form = tables.Column(verbose_name=pgettext_lazy("contribution", "form"))
    quantity = tables.Column(
        empty_values=(),
        verbose_name=_("quantity"),
        orderable=False,
        attrs={"th": {"class": "num"}},
    )
    whom = tables.Column(
        empty_values=(),
        verbose_name=_("of whom"),
        orderable=False,
        attrs={"th": {"class": "p2"}},
    )
    printed = tables.Column(
        empty_values=(),
        verbose_name=_("as printed"),
        orderable=False,
        attrs={"th": {"class": "p3"}},
    )
    period = tables.Column(
        order_by=("starts_on", "ends_on"),
        empty_values=(),
        verbose_name=_("period"),
        attrs={"th": {"class": "p2"}},
    )
    state = tables.Column(
        verbose_name=pgettext_lazy("contribution", "status"), attrs={"th": {"class": "p2"}}
    )

    class Meta:
        model = Contribution
        fields = ()
        sequence = ("title", "form", "quantity", "whom", "printed", "period", "state")
        order_by_field = "sort"
        page_field = "page"
        per_page = 50
