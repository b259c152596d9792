"""Columns of the list of pairings: which there are, and by what each is sorted."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from pairings.models import Pairing


class PairingTable(tables.Table):
    """Sorting and paging only: the rows are printed by the list's own template."""

    supporter = tables.Column(accessor="supporter__name", verbose_name=_("supporter"))
    recipient = tables.Column(accessor="recipient__name", verbose_name=_("recipient"))
    reported_under = tables.Column(
        accessor="recipient__reported_under__name",
        verbose_name=_("reported under"),
        attrs={"th": {"class": "p2"}},
    )
    mode = tables.Column(orderable=False, verbose_name=_("mode"), attrs={"th": {"class": "p2"}})
    starts_on = tables.Column(verbose_name=_("since"), attrs={"th": {"class": "p3"}})
    ref = tables.Column(verbose_name=_("reference"), attrs={"th": {"class": "p3"}})

    class Meta:
        model = Pairing
        fields = ()
        order_by_field = "sort"
        page_field = "page"
        # One page holds the largest scheme whole.
        per_page = 200
