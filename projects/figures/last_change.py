"""When the data behind a page was last written: the one answer for its heading and its file."""

from datetime import datetime

from auditlog.models import LogEntry
from django.db.models import DateTimeField, Q, QuerySet, Subquery

from projects.models import Acceptance, Confirmation, Programme, StatusReport, Suspension, Tranche


def last_changed(programme: Programme, projects: QuerySet, transfers: QuerySet) -> datetime | None:
    """The last moment of what figures over these rows of a programme come from, in one query.

    That is of the projects, their reports, tranches and stops, of the transfers, and of what others
    state about them. None where there is none.
    """
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
    moments = {
        name: Subquery(rows.order_by(f"-{name}").values(name)[:1], output_field=DateTimeField())
        for name, rows in written.items()
    }
    row = Programme.objects.filter(pk=programme.pk).values_list(*moments.values()).get()
    return max(filter(None, row), default=None)


def _entries(model, of_projects: Q) -> QuerySet:
    """The history of rows without a moment of their own."""
    meta, rows = model._meta, model.objects.filter(of_projects).order_by()
    return LogEntry.objects.filter(
        content_type__app_label=meta.app_label,
        content_type__model=meta.model_name,
        object_id__in=rows.values("pk"),
    )
