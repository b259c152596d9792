"""The history of a project or a pairing: who changed what, when, from what to what, through what.

django-auditlog writes an entry beside each change of a row, in the same transaction. Entries are
read here and nowhere changed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.store import history
from aidtrack.values.formats import DASH
from aidtrack.values.people import person_name
from pairings.access.reach import reach
from pairings.models import Pairing
from projects.history.belonging import about, about_any, about_removed_files, told
from projects.history.stored_values import Names, field_of, in_words
from projects.models import (
    Confirmation,
    Contribution,
    Evidence,
    Project,
    Quantity,
    StatusReport,
    Suspension,
    Tranche,
    Transfer,
)

# Fields that mean nothing to a reader: ids and form keys; authors appear as "entered by".
LEFT_OUT = ("id", "key", "authors")
# What stands in an entry without being a field.
LABELS = {
    history.PASSWORD_SET: _("password set"),
    history.SECOND_FACTOR: _("second factor"),
    history.CODE_APP: _("app for codes"),
    history.PASSKEY: _("passkey"),
    history.SESSIONS_ENDED: _("signed out everywhere"),
    history.AT_PROVIDER: _("sign-in at a provider"),
    history.INVITED: _("invitation made"),
    history.LINK_MADE: _("link for a new password made"),
    history.LINK_USED: _("link used"),
    history.SIGN_IN_FAILED: _("sign-in failed"),
    history.SIGN_IN_LOCKED: _("locked after wrong attempts"),
    history.REFUSED_AT_PROVIDER: _("sign-in at the provider failed"),
    history.UNKNOWN_AT_PROVIDER: _("somebody without an account here came from the provider"),
    history.OTHER_AT_PROVIDER: _("another sign-in at the provider refused"),
    history.ENDED_AT_PROVIDER: _("signed out by the provider"),
    history.LOGOUT_REFUSED: _("sign-out by the provider refused"),
}
# How the log writes the rows of a relation that a model no longer has: projects.Exemption.None.
UNNAMED = re.compile(r"\w+\.\w+\.None")
# Entries on the page of what they are about; the rest have a page of their own.
RECENT = 8
READ_AT_ONCE = 2000
THROUGH = {
    history.GRID: _("entry grid"),
    history.ADMIN: _("administration"),
    history.PAGE: pgettext_lazy("medium", "page"),
    history.LOAD: _("file"),
    "": _("command"),
}
ACTIONS = {
    LogEntry.Action.CREATE: _("created"),
    LogEntry.Action.UPDATE: _("changed"),
    LogEntry.Action.DELETE: _("deleted"),
    LogEntry.Action.ACCESS: pgettext_lazy("history", "signed in"),
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
    """An entry in words: ``changes`` are (field, old, new); what is new has no old value."""

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


def of_project(project: Project) -> QuerySet:
    """Entries about a project and what hangs on it, latest first.

    Whoever sees the project sees all that hangs on it, so that nobody is asked for: the caller
    fetches the project through permission. The same holds for ``of_projects``.
    """
    return _of_projects([project.pk])


def of_projects(projects: QuerySet) -> QuerySet:
    """The same of several projects."""
    return _of_projects(projects.order_by().values("pk"))


def _of_projects(pks: list[int] | QuerySet) -> QuerySet:
    return _entries(_parts_of_projects(pks), _removed_files(pks))


def _removed_files(pks: list[int] | QuerySet, **further: QuerySet) -> Q:
    return about_removed_files(
        project=Project.objects.filter(pk__in=pks),
        report=StatusReport.objects.filter(project__in=pks),
        transfer=Transfer.objects.filter(project__in=pks),
        **further,
    )


def _entries(parts: list[tuple[type, QuerySet]], *further: Q) -> QuerySet:
    # All content types in one query, instead of one query for each.
    ContentType.objects.get_for_models(*(model for model, _ in parts))
    return told(LogEntry.objects.filter(about_any(parts, *further))).order_by("-timestamp", "-pk")


def _parts_of_projects(pks: list[int] | QuerySet) -> list[tuple[type, QuerySet]]:
    """Models with those of their rows that belong to the history of the projects."""
    return [
        (Project, Project.objects.filter(pk__in=pks)),
        *((model, model.objects.filter((path, pks))) for model, path in PARTS.items()),
        (Evidence, Evidence.objects.filter(project__in=pks)),
        (Evidence, Evidence.objects.filter(report__project__in=pks)),
        (Evidence, Evidence.objects.filter(transfer__project__in=pks)),
    ]


def of_pairing(pairing: Pairing) -> QuerySet:
    """Entries about a pairing, its files, and the projects that it leads; who sees it sees them."""
    pks = Project.objects.of_pairing(pairing).order_by().values("pk")
    return _entries(
        [
            (Pairing, Pairing.objects.filter(pk=pairing.pk)),
            (Evidence, Evidence.objects.filter(pairing=pairing)),
            *_parts_of_projects(pks),
        ],
        _removed_files(pks, pairing=Pairing.objects.filter(pk=pairing.pk)),
    )


def of_contribution(contribution: Contribution, user) -> QuerySet:
    """Entries about a contribution, its quantities and its files, latest first."""
    ContentType.objects.get_for_models(Contribution, Quantity, Evidence)
    own = about(Contribution, Contribution.objects.filter(pk=contribution.pk))
    # By what the entries say, for a quantity that was taken out is no row any more.
    own |= about(Quantity, Quantity.objects.filter(contribution=contribution))
    own |= Q(
        content_type=ContentType.objects.get_for_model(Quantity),
        action=LogEntry.Action.DELETE,
        object_repr__startswith=f"{contribution.ref} ",
    )
    own |= about(Evidence, Evidence.objects.visible_to(user).filter(contribution=contribution))
    own |= about_removed_files(contribution=Contribution.objects.filter(pk=contribution.pk))
    return told(LogEntry.objects.filter(own)).order_by("-timestamp", "-pk")


def of_everything(user) -> QuerySet:
    """Every entry there is, for an auditor or administrator; none for anybody else."""
    entries = told(LogEntry.objects.order_by("-timestamp", "-pk"))
    return entries if reach(user).everything else entries.none()


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
            field = field_of(model, name)
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
    if isinstance(row, Contribution):
        # As lists call a whole: its title may be of a pairing that the reader does not see.
        return row.ref
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
        changes=[*_reason(entry), *_changes(model, entry, names)],
    )


def _reason(entry: LogEntry) -> list[tuple[str, str, str]]:
    reason = (entry.additional_data or {}).get("reason")
    return [(_t("reason"), "", reason)] if reason else []


def _changes(model, entry: LogEntry, names: Names) -> list[tuple[str, str, str]]:
    changes = []
    for name, change in (entry.changes or {}).items():
        field = field_of(model, name)
        if name in LEFT_OUT or _is_elsewhere(field, change):
            continue
        label = str(LABELS.get(name) or getattr(field, "verbose_name", name))
        if isinstance(change, dict):
            listed = _t(", ").join(change["objects"])
            changes.append(
                (label, *((DASH, listed) if change["operation"] == "add" else (listed, DASH)))
            )
            continue
        old, new = (in_words(field, value, names) for value in change)
        if old != new:
            is_new = entry.action == LogEntry.Action.CREATE
            changes.append((label, "" if is_new else old, new))
    return changes


def _is_elsewhere(field, change) -> bool:
    """Whether rows of other tables are meant: these have entries of their own."""
    if field is None:
        return any(UNNAMED.fullmatch(f"{value}") for value in change if change)
    return field.auto_created or (field.many_to_many and isinstance(change, list))
