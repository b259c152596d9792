"""A history, whole: one row for each field that changed."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import MOMENT, NAME, TEXT
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.web.downloads import Export
from projects.figures.export import about, filter_words
from projects.history.entries import HistoryLine, every_history_line
from projects.history.lists import AuditList

NOTHING_CHANGED = ("", "", "")


def history(request, entries, subject: str, form=None) -> Export:
    """``entries`` are those of all pages; an empty ``subject`` means everything, as far as the
    form of a filter does not narrow it.
    """
    narrowed = filter_words(form)
    sheet = SheetSpec(
        name="history",
        title=_t("History"),
        fields=history_fields(),
        records=lambda: changes_of(every_history_line(entries)),
        notes=[subject] if subject else [f"{label}: {value}" for label, value in narrowed],
    )
    source = _t(
        "Every change: who, when, old and new value, and how it was made. This record cannot be "
        "edited."
    )
    facts = [(_t("Subject"), subject), *narrowed, (_t("Source"), source)]
    return Export((_t("History"), subject), [sheet, about(request, [sheet], lambda: facts)])


def changes_of(entries) -> Iterator[tuple[HistoryLine, tuple[str, str, str]]]:
    """Each entry with each of its changes; an entry without one has a row all the same."""
    for entry in entries:
        for change in entry.changes or [NOTHING_CHANGED]:
            yield entry, change


def history_fields() -> list[Field]:
    return [
        Field(_("when"), MOMENT, lambda row: row[0].at),
        Field(_("who"), TEXT, lambda row: row[0].who),
        Field(_("via"), TEXT, lambda row: row[0].through),
        Field(_("type"), TEXT, lambda row: capfirst(row[0].kind)),
        Field(_("action"), TEXT, lambda row: row[0].action),
        Field(_("what"), NAME, lambda row: row[0].what),
        Field(_("field"), TEXT, lambda row: capfirst(row[1][0])),
        Field(pgettext_lazy("change", "old value"), NAME, lambda row: row[1][1] or None),
        Field(pgettext_lazy("change", "new value"), NAME, lambda row: row[1][2]),
    ]


def audit_export(request, audit_list: AuditList, rows, form) -> Export:
    """All rows of a ready list that the form leaves."""
    narrowed = filter_words(form)
    sheet = SheetSpec(
        name=audit_list.name,
        title=str(audit_list.title),
        fields=audit_list.fields,
        records=lambda: audit_list.every_record(rows),
        notes=[str(audit_list.measure), *(f"{label}: {value}" for label, value in narrowed)],
    )
    facts = [*narrowed, (_t("Source"), str(audit_list.measure))]
    return Export((audit_list.title,), [sheet, about(request, [sheet], lambda: facts)])
