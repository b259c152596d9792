"""The history of a project or a pairing: who changed what, when, from what to what, through what.

django-auditlog writes an entry beside each change of a row, in the same transaction. Entries are
read here and nowhere changed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice

from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.store import history
from aidtrack.values.formats import DASH, progress, yuan
from aidtrack.values.people import person_name
from pairings.access.reach import reach
from pairings.models import Pairing
from projects.models import (
    Confirmation,
    Evidence,
    Project,
    StatusReport,
    Suspension,
    Tranche,
    Transfer,
)
from projects.models.amounts import Yuan

# (model, id as text): the words for that row.
Names = dict[tuple[type, str], str]
# Fields that mean nothing to a reader: ids and form keys; authors appear as "entered by".
LEFT_OUT = ("id", "key", "authors")
# Entries on the page of what they are about; the rest have a page of their own.
RECENT = 8
READ_AT_ONCE = 2000
THROUGH = {
    history.GRID: _("entry grid"),
    history.ADMIN: _("administration"),
    history.PAGE: _("page"),
    history.LOAD: _("file"),
    "": _("command"),
}
ACTIONS = {
    LogEntry.Action.CREATE: _("created"),
    LogEntry.Action.UPDATE: _("changed"),
    LogEntry.Action.DELETE: _("deleted"),
}
# Whose entries make up the history of a project, and how each hangs on it.
PARTS = {
    StatusReport: "project__in",
    Suspension: "project__in",
    Tranche: "project__in",
    Transfer: "project__in",
    Confirmation: "transfer__project__in",
}


@dataclass(frozen=True)
class HistoryLine:
    """An entry in words: ``changes`` are (field, old, new)."""

    at: datetime
    who: str
    through: str
    action: str
    kind: str
    what: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class RecentHistory:
    """The latest entries of a page, those written after its day apart."""

    on: date
    later: list[HistoryLine]
    lines: list[HistoryLine]


def of_projects(projects: QuerySet, user) -> QuerySet:
    """Entries about these projects and what hangs on them that ``user`` may see, latest first."""
    # All content types in one query, instead of one query for each.
    ContentType.objects.get_for_models(Project, Pairing, Evidence, *PARTS)
    which = _about(Project, projects)
    for model, path in PARTS.items():
        rows = model.objects.visible_to(user)
        which |= _about(model, rows.filter(**{path: projects.order_by().values("pk")}))
    files = Evidence.objects.visible_to(user).filter(
        Q(project__in=projects.order_by().values("pk"))
        | Q(report__project__in=projects.order_by().values("pk"))
    )
    which |= _about(Evidence, files)
    return LogEntry.objects.filter(which).order_by("-timestamp", "-pk")


def of_pairing(pairing: Pairing, user) -> QuerySet:
    """Entries about a pairing, its files, and the projects under it that ``user`` may see."""
    projects = Project.objects.visible_to(user).filter(lead_pairing=pairing)
    own = _about(Pairing, Pairing.objects.filter(pk=pairing.pk))
    own |= _about(Evidence, Evidence.objects.visible_to(user).filter(pairing=pairing))
    return (of_projects(projects, user) | LogEntry.objects.filter(own)).order_by(
        "-timestamp", "-pk"
    )


def of_everything(user) -> QuerySet:
    """Every entry there is, for an auditor or administrator; none for anybody else."""
    entries = LogEntry.objects.order_by("-timestamp", "-pk")
    return entries if reach(user).everything else entries.none()


def _about(model, rows: QuerySet) -> Q:
    kind = ContentType.objects.get_for_model(model)
    return Q(content_type=kind, object_id__in=rows.order_by().values("pk"))


def history_lines(entries) -> list[HistoryLine]:
    """Entries in words; fields, choices, kinds and the rows pointed at are named as elsewhere."""
    entries = list(entries.select_related("actor", "content_type"))
    names = names_in(entries)
    return [_history_line(entry, names) for entry in entries]


def recent_history(entries: QuerySet, *, on: date) -> RecentHistory:
    """The latest entries for a page as of ``on``."""
    lines = history_lines(entries[:RECENT])
    later = [line for line in lines if localtime(line.at).date() > on]
    return RecentHistory(on, later, lines[len(later) :])


def every_history_line(entries: QuerySet) -> Iterator[HistoryLine]:
    """The same as an iterator, for a history of any length."""
    with_authors = entries.select_related("actor", "content_type")
    for batch in batched(with_authors.iterator(chunk_size=READ_AT_ONCE), READ_AT_ONCE):
        names = names_in(batch)
        yield from (_history_line(entry, names) for entry in batch)


def batched(rows, size: int) -> Iterator[list]:
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some


def names_in(entries: Iterable[LogEntry]) -> Names:
    """Words for the rows that changes point at: a query for each model, however many rows."""
    ids: dict[type, set[str]] = {}
    for entry in entries:
        model = entry.content_type.model_class()
        for name, change in (entry.changes or {}).items():
            field = _field(model, name)
            if field is not None and field.many_to_one and isinstance(change, list):
                ids.setdefault(field.related_model, set()).update(v for v in change if v.isdigit())
    return {
        (model, f"{row.pk}"): _name(row)
        for model, pks in ids.items()
        for row in model._base_manager.filter(pk__in=pks).select_related()
    }


def _name(row) -> str:
    if isinstance(row, get_user_model()):
        return person_name(row)
    return str(getattr(row, "label", None) or row)


def _history_line(entry: LogEntry, names: Names) -> HistoryLine:
    model = entry.content_type.model_class()
    return HistoryLine(
        at=entry.timestamp,
        who=_name(entry.actor) if entry.actor else _t("the system"),
        through=str(THROUGH.get((entry.additional_data or {}).get("through", ""), "")),
        action=str(ACTIONS.get(entry.action, "")),
        kind=str(model._meta.verbose_name) if model else entry.content_type.model,
        what=entry.object_repr,
        changes=_changes(model, entry, names),
    )


def _changes(model, entry: LogEntry, names: Names) -> list[tuple[str, str, str]]:
    changes = []
    for name, change in (entry.changes or {}).items():
        field = _field(model, name)
        if name in LEFT_OUT or (field is not None and field.auto_created):
            continue
        label = str(getattr(field, "verbose_name", name))
        if isinstance(change, dict):
            listed = _t(", ").join(change["objects"])
            changes.append(
                (label, *((DASH, listed) if change["operation"] == "add" else (listed, DASH)))
            )
            continue
        old, new = (_in_words(field, value, names) for value in change)
        if old != new:
            changes.append((label, old, new))
    return changes


def _field(model, name: str):
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _in_words(field, value, names: Names) -> str:
    """A value as the log keeps it (text, times in UTC) as a page prints it."""
    if value in (None, "None", "", "{}"):
        return DASH
    if value in ("True", "False"):
        return _t("yes") if value == "True" else _t("no")
    if field is not None and field.many_to_one:
        return names.get((field.related_model, value), value)
    if isinstance(field, DateTimeField) and (moment := parse_datetime(value)):
        return f"{localtime(moment.replace(tzinfo=moment.tzinfo or UTC)):%Y-%m-%d %H:%M}"
    if isinstance(field, Yuan):
        return _t("%(amount)s yuan") % {"amount": yuan(Decimal(value))}
    if field is not None and field.name == "physical_progress":
        return progress(Decimal(value))
    choices = dict(getattr(field, "flatchoices", ()))
    return str(choices.get(value, value))
