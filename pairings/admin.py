"""The administrators' workshop for organisations, schemes and pairings."""

from itertools import combinations

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet

from pairings.models import (
    Designation,
    Organisation,
    Pairing,
    ReportingRow,
    ReportingUnit,
    Scheme,
)


class PeriodFormSet(BaseInlineFormSet):
    """Periods entered on one page do not overlap; the model compares with those stored."""

    def clean(self):
        super().clean()
        for one, other in combinations(self.kept_rows(), 2):
            if one.overlaps(other):
                raise ValidationError(self.model.OVERLAP)

    def kept_rows(self):
        entered = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in entered if not self._should_delete_form(form)]
        return [form.instance for form in kept if form.is_valid()]


class DesignationInline(admin.TabularInline):
    model = Designation
    formset = PeriodFormSet
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["ref", "name", "short_name", "kind", "scope", "parent", "reported_under"]
    list_filter = ["kind", "scope", "is_collective"]
    list_select_related = ["parent", "reported_under"]
    search_fields = [
        "ref",
        "name",
        "short_name",
        "name_en",
        "designations__name",
        "designations__code",
    ]
    autocomplete_fields = ["parent", "reported_under"]
    inlines = [DesignationInline]


@admin.register(Scheme)
class SchemeAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "sector", "starts_on", "ends_on", "position"]
    list_filter = ["sector"]
    search_fields = ["code", "name", "name_en"]


@admin.register(Pairing)
class PairingAdmin(admin.ModelAdmin):
    list_display = ["ref", "scheme", "supporter", "recipient", "starts_on", "ends_on"]
    list_filter = [
        "scheme",
        "recipient__scope",
        ("supporter", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["scheme", "supporter", "recipient"]
    date_hierarchy = "starts_on"
    search_fields = [
        "ref",
        "supporter__name",
        "supporter__short_name",
        "recipient__name",
        "recipient__short_name",
        "printed_as",
        "agreement_number",
    ]
    autocomplete_fields = ["scheme", "supporter", "recipient"]

    def get_readonly_fields(self, request, obj=None):
        return ["scheme", "supporter", "recipient"] if obj else []


class ReportingUnitInline(admin.TabularInline):
    model = ReportingUnit
    autocomplete_fields = ["supporter"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("supporter", "row__prefecture")


@admin.register(ReportingRow)
class ReportingRowAdmin(admin.ModelAdmin):
    list_display = ["prefecture", "scheme", "region", "position", "position_in_table_1"]
    list_filter = ["scheme", "region"]
    list_select_related = ["scheme", "prefecture"]
    search_fields = ["prefecture__ref", "prefecture__name", "prefecture__short_name"]
    autocomplete_fields = ["scheme", "prefecture"]
    inlines = [ReportingUnitInline]
