"""What the reports of a month can be narrowed to, for whoever reads them."""

import django_filters as filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.filters import LONGEST_SEARCH, StrictFilterSet
from pairings.filters import OrganisationFilter
from pairings.models import Organisation
from pairings.querysets import in_row_of, row_organisation
from projects.models import StatusReport

COUNTY = "project__lead_pairing__recipient"


class MonthReportFilter(StrictFilterSet):
    """Needs ``user`` and their reports of a month, whose offices and counties are offered."""

    page_parameters = PARAMETERS | {"page"}

    q = filters.CharFilter(label=_("search"), method="search", max_length=LONGEST_SEARCH)
    state = filters.ChoiceFilter(
        label=pgettext_lazy("report", "status"),
        empty_label=_("all"),
        choices=StatusReport.State.choices,
    )
    office = OrganisationFilter(label=_("office"), method="of_office", queryset=None)
    county = OrganisationFilter(label=_("county"), field_name=COUNTY, queryset=None)
    closed = filters.ChoiceFilter(
        label=_("month"),
        empty_label=_("all"),
        choices=[("after", _("after its month was closed"))],
        method="after_its_close",
    )

    class Meta:
        model = StatusReport
        fields = []

    def __init__(self, data, *, queryset, user):
        super().__init__(data, queryset=queryset)
        organisations = Organisation.objects.visible_to(user)
        reports = queryset.order_by()
        offices = organisations.filter(pk__in=reports.values_list(row_organisation(COUNTY)))
        self.filters["office"].queryset = offices
        self.filters["county"].queryset = organisations.filter(pk__in=reports.values(COUNTY))

    def search(self, reports, name, value):
        """Every word must occur in the code or the name of the project."""
        for word in value.split():
            reports = reports.filter(
                Q(project__code__icontains=word)
                | Q(project__name__icontains=word)
                | Q(project__name_en__icontains=word)
            )
        return reports

    def of_office(self, reports, name, value):
        return reports.filter(in_row_of(value, COUNTY))

    def after_its_close(self, reports, name, value):
        return reports.filter(entered_at__gt=F("month__closed_at"))
