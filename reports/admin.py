"""Published statements in the administrators' workshop: loaded from files, to read as printed."""

from django.contrib import admin

from pairings.admin import ReadOnlyAdmin
from reports.models import PublishedFigure, PublishedTable


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
