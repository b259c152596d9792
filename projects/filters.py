"""What a list of projects or of transfers can be narrowed to."""

import re
from datetime import date

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.dates import month_end
from aidtrack.downloads import PARAMETERS
from aidtrack.filters import LONGEST_SEARCH, StrictFilterSet
from pairings.filters import OrganisationFilter
from pairings.models import Organisation, Region
from projects.measures import MEASURES
from projects.models import Category, Project, Transfer
from projects.querysets import COUNTED

UNCLASSIFIED = "none"
# The day on which a project came to be counted so.
COUNTED_ON = {
    "started": "started_on",
    "completed": "completed_on",
    "cancelled": "cancelled_on",
}


class MonthField(forms.CharField):
    """A month as 2011-06; its value is the last day of it."""

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value) or value.startswith("0000"):
            raise ValidationError(_("Give the month as 2011-06."))
        return month_end(date.fromisoformat(f"{value}-01"))


class MonthFilter(filters.Filter):
    field_class = MonthField


def offer_parties(offered, viewpoint):
    """Gives the filters called supporter and recipient those of the programme's scheme."""
    scheme = viewpoint.programme.scheme_id
    organisations = Organisation.objects.visible_to(viewpoint.user)
    edge = Q(pairings_as_recipient__scheme=scheme)
    recipients = organisations.filter(edge | Q(reporting_row__scheme=scheme))
    supporters = organisations.filter(pairings_as_supporter__scheme=scheme)
    offered["recipient"].queryset = recipients.distinct()
    offered["supporter"].queryset = supporters.distinct()


class ProjectFilter(StrictFilterSet):
    """Needs the ``viewpoint`` whose projects are listed; counts and stages are as of its day."""

    known = PARAMETERS | {"programme", "as_of", "scope", "sort", "page"}

    q = filters.CharFilter(label=_("search"), method="search", max_length=LONGEST_SEARCH)
    counted = filters.ChoiceFilter(
        label=_("counted as"),
        empty_label=_("all"),
        choices=[(term, MEASURES[term].label) for term in COUNTED],
        method="count",
    )
    stage = filters.ChoiceFilter(
        label=_("stage"), empty_label=_("all"), choices=Project.Stage.choices, field_name="stage"
    )
    supporter = OrganisationFilter(label=_("supporter"), method="of_supporter", queryset=None)
    recipient = OrganisationFilter(label=_("recipient"), method="of_recipient", queryset=None)
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
    month = MonthFilter(label=_("month"), method="in_month")

    class Meta:
        model = Project
        fields = []

    def __init__(self, data, *, viewpoint, **kwargs):
        self.viewpoint = viewpoint
        super().__init__(data, queryset=viewpoint.projects.for_list(on=viewpoint.on), **kwargs)
        offer_parties(self.filters, viewpoint)
        categories = Category.objects.visible_to(viewpoint.user).filter(
            scheme=viewpoint.programme.category_scheme_id
        )
        self.filters["category"].extra["choices"] = [
            *((category.code, category.label) for category in categories.order_by("position")),
            (UNCLASSIFIED, _("unclassified")),
        ]
        self.regions = Region.objects.visible_to(viewpoint.user).filter(
            scheme=viewpoint.programme.scheme_id
        )
        self.filters["region"].extra["choices"] = [(r.code, r.label) for r in self.regions]

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

    def of_region(self, projects, name, value):
        return projects.of_regions(self.regions.filter(code=value))

    def is_overdue(self, projects, name, value):
        return projects.overdue_to_start(on=self.viewpoint.on)

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
                        _("A month goes with started, completed or cancelled: choose one."),
                    )
                return cleaned

        return ProjectFilterForm


class TransferFilter(StrictFilterSet):
    """Needs the ``viewpoint`` whose transfers are listed, those up to its day."""

    known = PARAMETERS | {"programme", "as_of", "scope", "sort", "page"}

    q = filters.CharFilter(label=_("search"), method="search", max_length=LONGEST_SEARCH)
    level = filters.ChoiceFilter(
        label=_("level"), empty_label=_("all"), choices=Transfer.Level.choices
    )
    supporter = OrganisationFilter(label=_("supporter"), queryset=None)
    recipient = OrganisationFilter(label=_("recipient"), method="of_recipient", queryset=None)
    state = filters.ChoiceFilter(
        label=pgettext_lazy("transfer", "state"),
        empty_label=_("all"),
        choices=[
            ("awaiting", _("waits for you")),
            ("unconfirmed", pgettext_lazy("transfer", "unconfirmed")),
            ("differing", pgettext_lazy("transfer", "differs")),
            ("agreed", pgettext_lazy("transfer", "confirmed")),
            ("reversed", pgettext_lazy("transfer", "reversed")),
        ],
        method="in_state",
    )

    class Meta:
        model = Transfer
        fields = []

    def __init__(self, data, *, viewpoint, **kwargs):
        self.viewpoint = viewpoint
        of_programme = Transfer.objects.visible_to(viewpoint.user).filter(
            programme=viewpoint.programme
        )
        listed = of_programme.in_scope(viewpoint.scope).for_list(on=viewpoint.on)
        super().__init__(data, queryset=listed, **kwargs)
        offer_parties(self.filters, viewpoint)

    def search(self, transfers, name, value):
        """Every word must occur in the document number, or in the project's code or name."""
        for word in value.split():
            transfers = transfers.filter(
                Q(document_number__icontains=word)
                | Q(project__code__icontains=word)
                | Q(project__name__icontains=word)
                | Q(project__name_en__icontains=word)
            )
        return transfers

    def of_recipient(self, transfers, name, value):
        return transfers.of_recipient(value)

    def in_state(self, transfers, name, value):
        match value:
            case "awaiting":
                return transfers.awaiting(self.viewpoint.user)
            case "reversed":
                return transfers.exclude(reversed_by=None)
            case _:
                return getattr(transfers, value)()
