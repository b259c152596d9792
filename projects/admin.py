"""The administrators' workshop for programmes, classes, projects and transfers."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from aidtrack.web.overwriting import OverwritingForm
from pairings.access.permissions import may
from pairings.admin import ReadOnlyAdmin, VisibleAdmin, VisibleInline
from projects.models import (
    FACT_DATES,
    PLANNED,
    Acceptance,
    Category,
    CategoryScheme,
    Confirmation,
    Contribution,
    CountingUnit,
    Evidence,
    Exemption,
    Indicator,
    LateEntry,
    Observation,
    Programme,
    Project,
    Quantity,
    ReportingMonth,
    StatusReport,
    Suspension,
    Tranche,
    Transfer,
)


class CategoryInline(VisibleInline):
    action = "plan"
    model = Category


@admin.register(CategoryScheme)
class CategorySchemeAdmin(VisibleAdmin):
    action = "plan"
    list_display = ["code", "name", "name_en"]
    search_fields = ["code", "name", "name_en"]
    inlines = [CategoryInline]


@admin.register(Category)
class CategoryAdmin(VisibleAdmin):
    action = "plan"
    list_display = ["code", "name", "scheme", "position", "is_reserve"]
    list_filter = ["scheme", "is_reserve"]
    list_select_related = ["scheme"]
    search_fields = ["code", "name", "name_en", "scheme__code"]
    autocomplete_fields = ["scheme"]


@admin.register(Programme)
class ProgrammeAdmin(VisibleAdmin):
    action = "plan"
    list_display = ["code", "name", "scheme", "starts_on", "ends_on", "reported_through"]
    list_filter = ["scheme", "category_scheme"]
    list_select_related = ["scheme"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["scheme", "category_scheme"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        obj.follow_loading()


class ProjectForm(OverwritingForm):
    def clean(self):
        super().clean()
        lead = self.cleaned_data.get("lead_pairing")
        partners = self.cleaned_data.get("partner_pairings") or []
        if lead in partners:
            self.add_error("partner_pairings", _("Do not list the lead pairing again here."))
        elif lead and any(partner.scheme_id != lead.scheme_id for partner in partners):
            self.add_error(
                "partner_pairings", _("Choose pairings under the lead pairing's scheme.")
            )


class TrancheInline(VisibleInline):
    action = "plan"
    model = Tranche

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("project")


class SuspensionInline(VisibleInline):
    """To read: a stop begins and ends by the reports of a month."""

    model = Suspension
    action = "write facts"


@admin.register(Project)
class ProjectAdmin(VisibleAdmin):
    action = "plan"
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

    fieldsets = [
        (None, {"fields": PLANNED}),
        (
            _("Actual progress"),
            {
                "fields": FACT_DATES,
                "description": _(
                    "These dates, stops and amounts come from verified monthly reports: correct "
                    "them in the report for the month in question."
                ),
            },
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        facts = [] if may(request.user, "write facts") else FACT_DATES
        return [*facts, *(["code"] if obj else [])]

    def has_delete_permission(self, request, obj=None):
        """The page of a project with transfers has no delete button."""
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and not (obj and obj.transfers.exists())


@admin.register(Tranche)
class TrancheAdmin(VisibleAdmin):
    action = "plan"
    list_display = ["project", "number", "planned_on", "amount"]
    list_filter = ["project__programme"]
    date_hierarchy = "planned_on"
    search_fields = ["project__code", "project__name"]
    autocomplete_fields = ["project"]
    list_select_related = ["project"]


@admin.register(Transfer)
class TransferAdmin(VisibleAdmin):
    """Recorded and reversed on the pages about money, and by the reports of a month."""

    action = "change transfers"
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


@admin.register(Confirmation)
class ConfirmationAdmin(ReadOnlyAdmin):
    list_display = ["transfer", "on", "amount", "stated_by", "stated_at"]
    list_select_related = ["transfer", "stated_by"]
    search_fields = ["transfer__document_number", "transfer__project__code", "note"]


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnlyAdmin):
    list_display = ["transfer", "kind", "accepted_by", "accepted_at"]
    list_filter = ["kind"]
    list_select_related = ["transfer", "accepted_by"]
    search_fields = ["transfer__document_number", "transfer__project__code"]


@admin.register(LateEntry)
class LateEntryAdmin(ReadOnlyAdmin):
    list_display = ["month", "transfer", "report", "fact", "day", "accepted_by", "decision"]
    list_filter = ["decision", "month__programme"]
    list_select_related = ["month__programme", "transfer", "report__project", "accepted_by"]
    search_fields = ["transfer__document_number", "report__project__code"]


@admin.register(ReportingMonth)
class ReportingMonthAdmin(VisibleAdmin):
    """Opened and closed on the pages of the month's round; here only its due day is moved."""

    action = "open"
    list_display = ["programme", "label", "origin", "due_on", "opened_at", "closed_at"]
    list_filter = ["programme", "origin"]
    list_select_related = ["programme"]
    readonly_fields = ["programme", "month", "origin", "opened_at", "closed_at", "reminded_on"]
    readonly_fields += ["closing_reason", "through_before", "reopening_reason"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(StatusReport)
class StatusReportAdmin(ReadOnlyAdmin):
    list_display = ["project", "month", "state", "stage", "entered_by", "reviewed_by"]
    list_filter = ["state", "month__programme"]
    list_select_related = ["project", "month__programme", "entered_by", "reviewed_by"]
    search_fields = ["project__code", "project__name"]


@admin.register(Exemption)
class ExemptionAdmin(ReadOnlyAdmin):
    list_display = ["user", "month", "pairing", "office", "covers_money", "until", "reason"]
    list_display += ["granted_by", "withdrawn_at"]
    list_filter = ["month__programme", "covers_money"]
    list_select_related = ["user", "month__programme", "pairing", "office", "granted_by"]
    search_fields = ["user__username", "user__last_name", "projects__code"]


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """What was added, about what and by whom; files are opened where they belong."""

    list_display = ["__str__", "kind", "phase", "size", "added_by", "added_at"]
    list_filter = ["kind", "phase"]
    list_select_related = ["added_by"]
    search_fields = ["caption", "original_name", "project__code", "report__project__code"]
    exclude = ["file", "thumbnail"]


@admin.register(CountingUnit)
class CountingUnitAdmin(VisibleAdmin):
    action = "plan"
    list_display = ["code", "label", "label_en", "adds", "kind", "position"]
    search_fields = ["code", "label", "label_en"]


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    """Entered and verified on the pages about contributions."""

    list_display = ["ref", "title", "scheme", "pairing", "form", "state", "provenance"]
    list_filter = ["scheme", "form", "state", "provenance"]
    list_select_related = ["scheme", "pairing"]
    search_fields = ["ref", "title"]


@admin.register(Quantity)
class QuantityAdmin(ReadOnlyAdmin):
    list_display = ["contribution", "counting_unit", "of_whom", "planned", "low", "high", "printed"]
    list_filter = ["counting_unit"]
    list_select_related = ["contribution", "counting_unit"]
    search_fields = ["contribution__ref", "contribution__title", "printed"]


@admin.register(Indicator)
class IndicatorAdmin(VisibleAdmin):
    action = "plan"
    list_display = ["code", "name", "name_en", "unit", "kind", "better", "position"]
    list_filter = ["kind"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["part_of", "per", "schemes"]


@admin.register(Observation)
class ObservationAdmin(ReadOnlyAdmin):
    list_display = ["ref", "indicator", "on", "role", "low", "high", "level", "provenance"]
    list_filter = ["indicator", "role", "provenance"]
    list_select_related = ["indicator"]
    search_fields = ["ref", "printed"]
