"""Which entries of the history belong to an office, and which came after the close of a month."""

from collections.abc import Iterable

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncMonth

from pairings.models import Designation, Membership, Organisation, Pairing
from pairings.querysets import in_row_of, is_in_row_of
from projects.models import (
    Acceptance,
    Confirmation,
    Evidence,
    Exemption,
    LateEntry,
    Project,
    StatusReport,
    Suspension,
    Tranche,
    Transfer,
)

OF_PROJECT = "project__lead_pairing__recipient"
# Whose row it is: the ways from a row to the organisations that receive the aid.
PARTIES = {
    Designation: ("organisation",),
    Membership: ("organisation",),
    Pairing: ("recipient",),
    Project: ("lead_pairing__recipient",),
    Suspension: (OF_PROJECT,),
    Tranche: (OF_PROJECT,),
    StatusReport: (OF_PROJECT,),
    Transfer: (OF_PROJECT, "receiver"),
    Confirmation: (f"transfer__{OF_PROJECT}", "transfer__receiver"),
    Acceptance: (f"transfer__{OF_PROJECT}", "transfer__receiver"),
    LateEntry: (f"report__{OF_PROJECT}", f"transfer__{OF_PROJECT}", "transfer__receiver"),
    Exemption: ("office", "pairing__recipient", "projects__lead_pairing__recipient"),
    Evidence: (
        OF_PROJECT,
        f"report__{OF_PROJECT}",
        "pairing__recipient",
        f"transfer__{OF_PROJECT}",
        "transfer__receiver",
    ),
}
# Models above this app say so themselves, by an attribute of this name.
OF_OFFICE = "OFFICE_WAYS"
# The month that a row is of, or the transfer that lies in one.
MONTHS = {
    StatusReport: "month",
    LateEntry: "month",
    Exemption: "month",
    Evidence: "report__month",
}
TRANSFERS = {
    Transfer: "",
    Confirmation: "transfer__",
    Acceptance: "transfer__",
    Evidence: "transfer__",
}


def about(model: type, rows: QuerySet) -> Q:
    """Entries about these rows of a model."""
    kind = ContentType.objects.get_for_model(model)
    return Q(content_type=kind, object_id__in=rows.order_by().values("pk"))


def about_removed_files(**owners: QuerySet) -> Q:
    """Entries about files that were removed, by what their removal says that they belonged to.

    ``owners`` are rows by the field of Evidence that named them.
    """
    kind = ContentType.objects.get_for_model(Evidence)
    removals = LogEntry.objects.filter(content_type=kind, action=LogEntry.Action.DELETE)
    of_owners = Q()
    for name, rows in owners.items():
        ids = rows.order_by().annotate(text=Cast("pk", TextField())).values("text")
        removals = removals.alias(**{f"of_{name}": KT(f"changes__{name}__0")})
        of_owners |= Q(**{f"of_{name}__in": ids})
    of_files = removals.filter(of_owners).order_by().values("object_id")
    return Q(content_type=kind, object_id__in=of_files)


def about_any(parts: Iterable[tuple[type, QuerySet]], *further: Q) -> Q:
    """Entries about rows of several models: the ids of entries first, model by model.

    Each part goes from its rows to their entries by the log's index of kinds and ids. The same
    conditions beside each other in one ``WHERE`` would make the database walk the whole log.
    """
    entries = LogEntry.objects.order_by().values("pk")
    conditions = (*(about(model, rows) for model, rows in parts), *further)
    first, *others = (entries.filter(condition) for condition in conditions)
    return Q(pk__in=first.union(*others, all=True) if others else first)


def of_office(organisation: Organisation) -> Q:
    """Entries about what belongs to an office: a recipient and all that is reported under it."""
    parties_of = PARTIES | _parties_above()
    ContentType.objects.get_for_models(Organisation, *parties_of)
    own = Organisation.objects.filter(is_in_row_of(organisation))
    rows = [(model, _of_parties(model, ways, organisation)) for model, ways in parties_of.items()]
    return about_any([(Organisation, own), *rows])


def _of_parties(model: type, ways: Iterable[str], organisation: Organisation) -> QuerySet:
    parties = Q()
    for way in ways:
        parties |= in_row_of(organisation, way)
    return model.objects.filter(parties)


def _parties_above() -> dict[type, tuple[str, ...]]:
    models = auditlog.get_models()
    return {model: getattr(model, OF_OFFICE) for model in models if hasattr(model, OF_OFFICE)}


def after_close() -> Q:
    """Entries written after the close of the month to which their row belongs."""
    ContentType.objects.get_for_models(*MONTHS, *TRANSFERS)
    condition = Q()
    for model, month in MONTHS.items():
        closed = {f"{month}__closed_at__lt": OuterRef("timestamp")}
        condition |= _where(model, Q(**closed))
    for model, way in TRANSFERS.items():
        months = f"{way}programme__months__"
        in_month = {f"{months}month": TruncMonth(f"{way}on")}
        closed = {f"{months}closed_at__lt": OuterRef("timestamp")}
        condition |= _where(model, Q(**in_month, **closed))
    return condition


def _where(model: type, condition: Q) -> Q:
    kind = ContentType.objects.get_for_model(model)
    rows = model.objects.filter(condition, pk=OuterRef("object_id")).order_by()
    return Q(content_type=kind) & Q(Exists(rows))


def told(entries: QuerySet) -> QuerySet:
    """Without those that say only who took part in a report: each change of it names its person."""
    return entries.exclude(action=LogEntry.Action.UPDATE, changes__has_key="authors")
