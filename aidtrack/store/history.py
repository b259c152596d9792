"""Who changed what, when, from what to what, and through what: django-auditlog keeps it."""

from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache

from auditlog.context import set_extra_data
from auditlog.middleware import AuditlogMiddleware
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from aidtrack.store.bulk import insert

GRID, ADMIN, PAGE, LOAD = "grid", "admin", "page", "load"
# In an address; an entry that a command or the program itself wrote names nothing.
PROGRAM = "command"
CREATED, CHANGED, DELETED = LogEntry.Action.CREATE, LogEntry.Action.UPDATE, LogEntry.Action.DELETE
# Of a person: a sign-in.
ACCESSED = LogEntry.Action.ACCESS
# Stands in the changes of a person in place of the password, which is not kept.
PASSWORD_SET = "password set"  # noqa: S105
SECOND_FACTOR = "second factor"
# Of a person: the parts of it, by whether there is one, and by the name of the passkey.
CODE_APP, PASSKEY = "app for codes", "passkey"
# Of a person: an administrator signed them out everywhere.
SESSIONS_ENDED = "sessions ended"
# Of a person: by which provider they sign in, bound to them or released.
AT_PROVIDER = "sign-in at a provider"
# Of a person: a link to set a password was made, or used.
INVITED, LINK_MADE, LINK_USED = "invited", "link made", "link used"
# Of a person: a wrong password or code, and the lock after several, with the address it came from.
SIGN_IN_FAILED, SIGN_IN_LOCKED = "sign-in failed", "sign-in locked"
# Likewise of a person who signs in at a provider; but for the last, of nobody that is known.
REFUSED_AT_PROVIDER, UNKNOWN_AT_PROVIDER = "refused at the provider", "unknown at the provider"
OTHER_AT_PROVIDER = "another at the provider"
# Of a person: signed out at the provider, and so here; of nobody: what said so was refused.
ENDED_AT_PROVIDER, LOGOUT_REFUSED = "ended at the provider", "sign-out at the provider refused"
NOTHING = "None"
# Why a person does what is being recorded; empty where nobody asked.
REASON: ContextVar[str] = ContextVar("REASON", default="")
COLUMNS = (
    "content_type_id",
    "object_pk",
    "object_id",
    "object_repr",
    "action",
    "changes",
    "actor_id",
    "actor_email",
    "timestamp",
    "additional_data",
)


class HistoryMiddleware(AuditlogMiddleware):
    """Writes beside each change the person and the part of the program it came through."""

    def get_extra_data(self, request):
        return {
            "actor": self._get_actor(request),
            # Asked at each change: the address is resolved after this.
            "additional_data": lambda: origin(through(request)),
        }


def through(request) -> str:
    """The part of the program that an address belongs to: the admin, the grid, a load, a page."""
    match = request.resolver_match
    if match is None:
        return PAGE
    if "admin" in match.namespaces:
        return ADMIN
    if "loads" in match.namespaces:
        return LOAD
    return GRID if (match.url_name or "").startswith("entry") else PAGE


@contextmanager
def by(user, *, through: str):
    """Records changes in the block as made by that person through that part: for commands."""
    extra = {"actor": user, "additional_data": lambda: origin(through)}
    with set_extra_data(extra):
        yield


@contextmanager
def because(reason: str):
    """Records changes in the block with the reason that a person gave, if any."""
    token = REASON.set(reason)
    try:
        yield
    finally:
        REASON.reset(token)


def origin(through: str) -> dict:
    """What an entry keeps beside its changes: the part of the program, and why if anybody said."""
    reason = REASON.get()
    return {"through": through, **({"reason": reason} if reason else {})}


def record(
    model: type[Model],
    action: int,
    rows: Iterable[tuple[int, str, dict]],
    *,
    user,
    moment: datetime,
    through: str = LOAD,
):
    """Writes an entry for each row that was written past the signals: (id, words, changes).

    ``changes`` are {field: [old, new]} as ``entry_of`` makes them; ``user`` None is a command.
    """
    kind = ContentType.objects.get_for_model(model).pk
    actor, mail = (user.pk, user.email) if user else (None, None)
    beside = origin(through)
    insert(
        LogEntry,
        COLUMNS,
        (
            (kind, str(pk), pk, words, action, changes, actor, mail, moment, beside)
            for pk, words, changes in rows
        ),
    )


def tracked_columns(model: type[Model]) -> list[str]:
    """The columns of a model whose changes are kept, by their names in a row (``programme_id``)."""
    left_out = auditlog.get_model_fields(model)["exclude_fields"]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return [field.attname for field in fields if field.name not in left_out]


def entry_of(model: type[Model], changes: Iterable[tuple[str, object, object]]) -> dict:
    """Changes (column, old, new) as the log keeps them: texts under the names of the fields."""
    names = _names(model)
    return {names[name]: [_text(old), _text(new)] for name, old, new in changes}


@cache
def _names(model: type[Model]) -> dict[str, str]:
    return {field.attname: field.name for field in model._meta.concrete_fields}


def _text(value) -> str:
    return NOTHING if value is None else str(value)
