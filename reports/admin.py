"""Published statements, loads and follow-up in the administrators' workshop: read, but for the
rules of warnings and the meanings of headers.
"""

from django.contrib import admin

from pairings.admin import ReadOnlyAdmin, VisibleAdmin
from reports.models import (
    Answer,
    Comment,
    Extension,
    HeaderName,
    Item,
    Load,
    Meeting,
    PublishedFigure,
    PublishedTable,
    Response,
    Task,
    WarningRule,
)


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


@admin.register(WarningRule)
class WarningRuleAdmin(VisibleAdmin):
    list_display = ["code", "name", "test", "params", "scheme", "active", "source"]
    list_filter = ["active", "scheme"]
    list_select_related = ["scheme"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["scheme"]


@admin.register(Response)
class ResponseAdmin(ReadOnlyAdmin):
    list_display = ["at", "test", "kind", "level", "until", "by"]
    list_filter = ["kind", "test"]
    list_select_related = ["by"]
    search_fields = ["text"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ["on", "scheme", "number", "title", "convener"]
    list_filter = ["scheme"]
    list_select_related = ["scheme", "convener"]
    search_fields = ["title", "place"]


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    list_display = ["number", "title", "responsible", "due_on", "closed_at", "outcome"]
    list_filter = ["origin", "outcome"]
    list_select_related = ["responsible"]
    search_fields = ["title", "demand"]


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin):
    list_display = ["meeting", "number", "raised_by", "text", "decision"]
    list_select_related = ["meeting", "raised_by"]
    search_fields = ["text", "decision"]


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ["at", "task", "by", "says_done", "released_at", "returned_at"]
    list_filter = ["says_done"]
    list_select_related = ["task", "by"]
    search_fields = ["text"]


@admin.register(Extension)
class ExtensionAdmin(ReadOnlyAdmin):
    list_display = ["asked_at", "task", "until", "asked_by", "granted", "decided_by"]
    list_filter = ["granted"]
    list_select_related = ["task", "asked_by", "decided_by"]
    search_fields = ["reason"]


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "text"]
    list_select_related = ["by"]
    search_fields = ["text"]
