"""The administrators' workshop for programmes, classes, projects and transfers."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from pairings.admin import PeriodFormSet
from projects.models import (
    Category,
    CategoryScheme,
    Programme,
    Project,
    Suspension,
    Tranche,
    Transfer,
)


class CategoryInline(admin.TabularInline):
    model = Category
    extra = 0


@admin.register(CategoryScheme)
class CategorySchemeAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "name_en"]
    search_fields = ["code", "name", "name_en"]
    inlines = [CategoryInline]


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "scheme", "position", "is_reserve"]
    list_filter = ["scheme", "is_reserve"]
    list_select_related = ["scheme"]
    search_fields = ["code", "name", "name_en", "scheme__code"]
    autocomplete_fields = ["scheme"]


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "scheme", "starts_on", "ends_on", "reported_through"]
    list_filter = ["scheme", "category_scheme"]
    list_select_related = ["scheme"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["scheme", "category_scheme"]


class ProjectForm(forms.ModelForm):
    def clean(self):
        super().clean()
        lead = self.cleaned_data.get("lead_pairing")
        partners = self.cleaned_data.get("partner_pairings") or []
        if lead in partners:
            self.add_error("partner_pairings", _("The lead pairing is not named again here."))
        elif lead and any(partner.scheme_id != lead.scheme_id for partner in partners):
            self.add_error("partner_pairings", _("Choose pairings of the lead pairing's scheme."))


class TrancheInline(admin.TabularInline):
    model = Tranche
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("project")


class SuspensionInline(admin.TabularInline):
    model = Suspension
    formset = PeriodFormSet
    extra = 0


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):
    form = ProjectForm
    list_display = [
        "code",
        "name",
        "programme",
        "lead_pairing",
        "category",
        "planned_aid",
        "started_on",
        "completed_on",
    ]
    list_filter = [
        "programme",
        "category",
        "delivery_mode",
        "nature",
        "is_livelihood",
        "is_county_and_below",
        "is_off_plan",
        "provenance",
        "lead_pairing__recipient__scope",
    ]
    list_select_related = ["programme", "lead_pairing", "category"]
    date_hierarchy = "started_on"
    search_fields = [
        "code",
        "name",
        "name_en",
        "lead_pairing__ref",
        "lead_pairing__supporter__name",
        "lead_pairing__supporter__short_name",
        "lead_pairing__recipient__name",
        "lead_pairing__recipient__short_name",
    ]
    autocomplete_fields = ["programme", "lead_pairing", "partner_pairings", "category"]
    inlines = [TrancheInline, SuspensionInline]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """The page of a project with transfers has no delete button."""
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and not (obj and obj.transfers.exists())


@admin.register(Tranche)
class TrancheAdmin(admin.ModelAdmin):
    list_display = ["project", "number", "planned_on", "amount"]
    list_filter = ["project__programme"]
    date_hierarchy = "planned_on"
    search_fields = ["project__code", "project__name"]
    autocomplete_fields = ["project"]

    def get_queryset(self, request):
        # Also for the choices of a transfer's tranche, which print the project.
        return super().get_queryset(request).select_related("project")


@admin.register(Transfer)
class TransferAdmin(admin.ModelAdmin):
    """Rows are added and read, never changed or deleted."""

    list_display = ["on", "level", "amount", "supporter", "receiver", "project", "reverses"]
    list_filter = [
        "level",
        "programme",
        ("supporter", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["supporter", "receiver", "project", "reverses"]
    date_hierarchy = "on"
    search_fields = [
        "project__code",
        "project__name",
        "supporter__name",
        "receiver__name",
        "document_number",
    ]
    autocomplete_fields = [
        "programme",
        "supporter",
        "receiver",
        "project",
        "tranche",
        "reverses",
    ]
    readonly_fields = ["recorded_at", "recorded_by"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.recorded_by = request.user
        super().save_model(request, obj, form, change)
