"""Published statements in the administrators' workshop: to read, as printed."""

from django.contrib import admin

from reports.models import PublishedFigure, PublishedTable


class ReadOnlyAdmin(admin.ModelAdmin):
    """What was printed is loaded from its file and changed by nobody."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


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
