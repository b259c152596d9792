"""Published statements and loads in the administrators' workshop, read-only."""

from django.contrib import admin

from pairings.admin import ReadOnlyAdmin, VisibleAdmin
from reports.models import HeaderName, Load, PublishedFigure, PublishedTable


@admin.register(PublishedTable)
class PublishedTableAdmin(ReadOnlyAdmin):
    list_display = ["code", "title", "kind", "programme", "as_of", "printed_on"]
    list_filter = ["kind", "programme"]
    list_select_related = ["programme"]
    search_fields = ["code", "title", "title_en", "citation"]


@admin.register(PublishedFigure)
class PublishedFigureAdmin(ReadOnlyAdmin):
    list_display = ["table", "row_label", "column_label", "printed", "unit", "scope"]
    list_filter = ["table", "unit", "scope", "measure"]
    list_select_related = ["table"]
    search_fields = ["table__title", "row_ref", "row_label", "supporters_printed", "column_label"]


@admin.register(Load)
class LoadAdmin(ReadOnlyAdmin):
    list_display = ["uploaded_at", "kind", "file_name", "state", "uploaded_by"]
    list_filter = ["kind", "state"]
    list_select_related = ["uploaded_by"]
    search_fields = ["file_name", "sha256"]
    # Served by its own page; the journal may be long.
    exclude = ["file", "journal"]


@admin.register(HeaderName)
class HeaderNameAdmin(VisibleAdmin):
    list_display = ["organisation", "kind", "header", "column"]
    list_filter = ["kind"]
    list_select_related = ["organisation"]
    search_fields = ["header", "organisation__name"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["chosen_by", "chosen_at"]
