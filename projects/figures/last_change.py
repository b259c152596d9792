"""When the data behind a page was last written: the one answer for its heading and its file."""

from collections.abc import Iterable
from datetime import datetime

from auditlog.models import LogEntry
from django.db.models import DateTimeField, Q, QuerySet, Subquery

from projects.models import Acceptance, Confirmation, Programme, StatusReport, Suspension, Tranche


def last_changed(programme: Programme, projects: QuerySet, transfers: QuerySet) -> datetime | None:
    """The last moment of what figures over these rows of a programme come from, in one query.

    That is of the projects, their reports, tranches and stops, of the transfers, and of what others
    state about them. None where there is none.
    """
    return latest(moments(programme, projects, transfers))


def latest(rows: Iterable[tuple]) -> datetime | None:
    """Of what ``moments`` answers."""
    return max((moment for row in rows for moment in row if moment), default=None)


def moments(programme: Programme, projects: QuerySet, transfers: QuerySet) -> QuerySet:
    """A row of the last moments, one for each model."""
    projects, transfers = projects.order_by(), transfers.order_by()
    of_projects = Q(project__in=projects.values("pk"))
    written = {
        "updated_at": projects,
        "recorded_at": transfers,
        "saved_at": StatusReport.objects.filter(of_projects),
        "accepted_at": Acceptance.objects.filter(transfer__in=transfers.values("pk")),
        "stated_at": Confirmation.objects.filter(transfer__in=transfers.values("pk")),
        "timestamp": _entries(Tranche, of_projects) | _entries(Suspension, of_projects),
    }
    last_of_each = [
        Subquery(rows.order_by(f"-{name}").values(name)[:1], output_field=DateTimeField())
        for name, rows in written.items()
    ]
    return Programme.objects.filter(pk=programme.pk).order_by().values_list(*last_of_each)


def _entries(model, of_projects: Q) -> QuerySet:
    """The history of rows without a moment of their own."""
    meta, rows = model._meta, model.objects.filter(of_projects).order_by()
    return LogEntry.objects.filter(
        content_type__app_label=meta.app_label,
        content_type__model=meta.model_name,
        object_id__in=rows.values("pk"),
    )
