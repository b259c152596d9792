"""The administrators' workshop for organisations, schemes, pairings and memberships."""

from itertools import combinations

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import UniqueConstraint
from django.forms import BaseInlineFormSet
from django.forms.models import InlineForeignKeyField

from aidtrack.web.overwriting import AS_OPENED, OverwritingForm
from pairings.access.permissions import may
from pairings.models import (
    Designation,
    Landmark,
    Membership,
    Organisation,
    Pairing,
    Region,
    ReportingRow,
    ReportingUnit,
    Scheme,
)


class ByTheTable:
    """Lets people add, change and delete rows by the rule of the table that ``action`` names."""

    action = "appoint"

    def has_add_permission(self, request, obj=None):
        return may(request.user, self.action)

    def has_change_permission(self, request, obj=None):
        return may(request.user, self.action)

    def has_delete_permission(self, request, obj=None):
        return may(request.user, self.action)


class AsOpened:
    """The form of a stored row carries what it was opened with, unseen among its first fields."""

    form = OverwritingForm

    def get_fields(self, request, obj=None):
        return [name for name in super().get_fields(request, obj) if name != AS_OPENED]

    def get_fieldsets(self, request, obj=None):
        first, *others = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return [first, *others]
        heading, options = first
        fields = [*options["fields"], AS_OPENED]
        return [(heading, {**options, "fields": fields}), *others]


class OverwritingAdmin(AsOpened):
    """Saves over a newer row only what was saved knowingly."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            self._lock(self.get_object(request, unquote(object_id)))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _lock(self, row):
        """Whoever waits here then compares with the row as it is stored."""
        if row is not None:
            rows = type(row)._base_manager.filter(pk=row.pk)
            list(rows.select_for_update().values_list("pk"))


class VisibleAdmin(ByTheTable, OverwritingAdmin, admin.ModelAdmin):
    """Lists, opens and offers as choices what the person may see."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


class ReadOnlyAdmin(VisibleAdmin):
    """Nobody adds, changes or deletes here: the rows come by another way."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PartForm(OverwritingForm):
    """A part that a row has already is refused: Django leaves the row out as it asks for others."""

    def validate_unique(self):
        super().validate_unique()
        exclude = self._get_validation_exclusions()
        for constraint in self.instance._meta.constraints:
            if self._is_about_the_row(constraint):
                try:
                    constraint.validate(type(self.instance), self.instance, exclude=exclude)
                except ValidationError as error:
                    self.add_error(None, error)

    def _is_about_the_row(self, constraint) -> bool:
        parents = {n for n, f in self.fields.items() if isinstance(f, InlineForeignKeyField)}
        return isinstance(constraint, UniqueConstraint) and bool(parents & {*constraint.fields})


class VisibleInline(ByTheTable, AsOpened, admin.TabularInline):
    """The same for the rows on another row's page."""

    form = PartForm
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


class PeriodFormSet(BaseInlineFormSet):
    """Periods entered on one page do not overlap; the model compares with those stored."""

    def clean(self):
        super().clean()
        for first, second in combinations(self.remaining_rows(), 2):
            if first.overlaps(second):
                raise ValidationError(self.model.OVERLAP)

    def remaining_rows(self):
        entered = [form for form in self.forms if form.has_changed() or form.instance.pk]
        remaining_forms = [form for form in entered if not self._should_delete_form(form)]
        return [form.instance for form in remaining_forms if form.is_valid()]


class DesignationInline(VisibleInline):
    model = Designation
    formset = PeriodFormSet


@admin.register(Organisation)
class OrganisationAdmin(VisibleAdmin):
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
    autocomplete_fields = ["parent", "reported_under", "scheme"]
    inlines = [DesignationInline]


@admin.register(Scheme)
class SchemeAdmin(VisibleAdmin):
    list_display = ["code", "name", "sector", "starts_on", "ends_on", "position"]
    list_filter = ["sector"]
    search_fields = ["code", "name", "name_en"]


@admin.register(Pairing)
class PairingAdmin(VisibleAdmin):
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


class ReportingUnitInline(VisibleInline):
    model = ReportingUnit
    autocomplete_fields = ["supporter"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("supporter", "row__prefecture")


@admin.register(Region)
class RegionAdmin(VisibleAdmin):
    list_display = ["code", "name", "name_en", "scheme", "position"]
    list_filter = ["scheme"]
    list_select_related = ["scheme"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["scheme"]


@admin.register(Landmark)
class LandmarkAdmin(VisibleAdmin):
    list_display = ["name", "name_en", "scheme", "map_column", "map_row"]
    list_filter = ["scheme"]
    list_select_related = ["scheme"]
    search_fields = ["name", "name_en"]
    autocomplete_fields = ["scheme"]


@admin.register(ReportingRow)
class ReportingRowAdmin(VisibleAdmin):
    list_display = [
        "prefecture",
        "scheme",
        "region",
        "map_column",
        "map_row",
        "position",
        "position_in_table_1",
    ]
    list_filter = ["scheme", "region"]
    list_select_related = ["scheme", "prefecture", "region"]
    search_fields = ["prefecture__ref", "prefecture__name", "prefecture__short_name"]
    autocomplete_fields = ["scheme", "prefecture", "region"]
    inlines = [ReportingUnitInline]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Roles are given and taken on the page of people."""

    list_display = ["user", "role", "organisation"]
    list_filter = ["role"]
    list_select_related = ["user", "organisation"]
    search_fields = [
        "user__username",
        "user__last_name",
        "user__first_name",
        "organisation__ref",
        "organisation__name",
        "organisation__short_name",
    ]
