"""What a list of projects can be narrowed to."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.fields import MonthField
from aidtrack.web.filters import LONGEST_SEARCH, RunsFilter, StrictFilterSet
from pairings.filters import OrganisationFilter, PairingChoiceFilter
from projects.figures.filters import offer_pairings, offer_parties, offer_regions
from projects.figures.groupings import GROUPINGS, outside
from projects.figures.report_shares import not_reported
from projects.history.filters import DayFilter
from projects.measures import MEASURES
from projects.models import Category, Project, Tranche
from projects.querysets.terms import COUNTED

UNCLASSIFIED = "none"
# What the money at a project is compared with.
DISBURSED_ABOVE = {"plan": "planned_aid", "total": "total_investment"}
# The day on which a project came to be counted so.
COUNTED_ON = {
    "started": "started_on",
    "completed": "completed_on",
    "cancelled": "cancelled_on",
}


# Only links lead to these: the form offers them where the address has them.
FROM_LINKS = (
    *("partner", "outside", "report", "numbers"),
    *("planned_start", "planned_finish", "tranche"),
)


class MonthFilter(filters.Filter):
    field_class = MonthField


class ProjectFilter(StrictFilterSet):
    """Needs the ``viewpoint`` whose projects are listed; counts and stages are as of its day."""

    page_parameters = PARAMETERS | {"programme", "as_of", "scope", "sort", "page"}

    q = filters.CharFilter(label=_("search"), method="search", max_length=LONGEST_SEARCH)
    counted = filters.ChoiceFilter(
        label=_("figure"),
        empty_label=_("all"),
        choices=[(term, MEASURES[term].label) for term in COUNTED],
        method="count",
    )
    stage = filters.ChoiceFilter(
        label=_("stage"), empty_label=_("all"), choices=Project.Stage.choices, field_name="stage"
    )
    supporter = OrganisationFilter(label=_("supporter"), method="of_supporter", queryset=None)
    recipient = OrganisationFilter(label=_("recipient"), method="of_recipient", queryset=None)
    pairing = PairingChoiceFilter(label=_("pairing"), method="of_pairing")
    partner = PairingChoiceFilter(label=_("partner pairing"), method="of_partner")
    category = filters.ChoiceFilter(
        label=_("category"), empty_label=_("all"), method="of_category", choices=()
    )
    mode = filters.ChoiceFilter(
        label=_("delivery mode"),
        empty_label=_("all"),
        choices=Project.DeliveryMode.choices,
        field_name="delivery_mode",
    )
    region = filters.ChoiceFilter(
        label=_("region"), empty_label=_("all"), method="of_region", choices=()
    )
    overdue = filters.ChoiceFilter(
        label=_("overdue"),
        empty_label=_("all"),
        choices=[("start", _("start overdue"))],
        method="is_overdue",
    )
    money = filters.ChoiceFilter(
        label=_("disbursed"),
        empty_label=_("all"),
        choices=[
            ("plan", _("more money than plan")),
            ("total", _("more than total investment")),
        ],
        method="is_above",
    )
    month = MonthFilter(label=_("month"), method="in_month")
    outside = filters.ChoiceFilter(
        label=_("in no group by"),
        empty_label=_("all"),
        choices=[(grouping.name, grouping.label) for grouping in GROUPINGS.values()],
        method="is_outside",
    )
    report = filters.ChoiceFilter(
        label=_("report of the month"),
        empty_label=_("all"),
        choices=[("missing", _("not reported"))],
        method="is_not_reported",
    )
    planned_start = DayFilter(
        label=Project._meta.get_field("planned_start_on").verbose_name, method="starts_on"
    )
    planned_finish = DayFilter(
        label=Project._meta.get_field("planned_finish_on").verbose_name, method="finishes_on"
    )
    tranche = DayFilter(label=_("tranche planned on"), method="has_tranche_on")
    numbers = RunsFilter()

    class Meta:
        model = Project
        fields = []

    def __init__(self, data, *, viewpoint, **kwargs):
        self.viewpoint = viewpoint
        super().__init__(data, queryset=viewpoint.projects.for_list(on=viewpoint.on), **kwargs)
        offer_parties(self.filters, viewpoint)
        offer_pairings(self.filters, viewpoint, "pairing", "partner")
        for name in FROM_LINKS:
            if name not in data:
                del self.filters[name]
        categories = Category.objects.visible_to(viewpoint.user).filter(
            scheme=viewpoint.programme.category_scheme_id
        )
        self.filters["category"].extra["choices"] = [
            *((category.code, category.label) for category in categories.order_by("position")),
            (UNCLASSIFIED, _("unclassified")),
        ]
        self.regions = offer_regions(self.filters, viewpoint)

    def search(self, projects, name, value):
        """Every word must occur in the code, the name, or the names of the two parties."""
        for word in value.split():
            projects = projects.filter(
                Q(code__icontains=word)
                | Q(name__icontains=word)
                | Q(name_en__icontains=word)
                | Q(lead_pairing__recipient__name__icontains=word)
                | Q(lead_pairing__recipient__name_en__icontains=word)
                | Q(lead_pairing__recipient__reported_under__short_name__icontains=word)
                | Q(lead_pairing__supporter__name__icontains=word)
                | Q(lead_pairing__supporter__name_en__icontains=word)
            )
        return projects

    def count(self, projects, name, value):
        return projects.counted(value, on=self.viewpoint.on)

    def of_supporter(self, projects, name, value):
        return projects.of_supporter(value)

    def of_recipient(self, projects, name, value):
        return projects.of_recipient(value)

    def of_pairing(self, projects, name, value):
        return projects.of_pairing(value)

    def of_partner(self, projects, name, value):
        return projects.of_partner(value)

    def is_outside(self, projects, name, value):
        view = self.viewpoint
        return outside(value, projects, view.programme, scope=view.scope, user=view.user)

    def is_not_reported(self, projects, name, value):
        view = self.viewpoint
        return not_reported(projects, view.programme, on=view.on)

    def of_region(self, projects, name, value):
        return projects.of_regions(self.regions.filter(code=value))

    def is_overdue(self, projects, name, value):
        return projects.overdue_to_start(on=self.viewpoint.on)

    def starts_on(self, projects, name, value):
        return projects.in_force().filter(planned_start_on=value)

    def finishes_on(self, projects, name, value):
        return projects.in_force().filter(planned_finish_on=value)

    def has_tranche_on(self, projects, name, value):
        tranches = Tranche.objects.filter(planned_on=value).order_by()
        return projects.in_force().filter(pk__in=tranches.values("project"))

    def is_above(self, projects, name, value):
        return projects.disbursed_above(DISBURSED_ABOVE[value])

    def of_category(self, projects, name, value):
        if value == UNCLASSIFIED:
            return projects.filter(category=None)
        return projects.filter(category__code=value)

    def in_month(self, projects, name, value):
        happened = COUNTED_ON[self.form.cleaned_data["counted"]]
        return projects.filter(
            **{f"{happened}__gte": value.replace(day=1), f"{happened}__lte": value}
        )

    def get_form_class(self):
        class ProjectFilterForm(super().get_form_class()):
            def clean(self):
                cleaned = super().clean()
                if cleaned.get("month") and cleaned.get("counted") not in COUNTED_ON:
                    self.add_error(
                        "month",
                        _(
                            "A month can be combined only with started, completed or cancelled. "
                            "Choose one of them."
                        ),
                    )
                return cleaned

        return ProjectFilterForm
