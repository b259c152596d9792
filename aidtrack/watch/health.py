"""Whether the program lives, and whether it can do its work: for whatever watches over it."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from aidtrack.watch.database import RETRY_AFTER_SECONDS

# Clocks of two servers may differ by this much.
CLOCK_TOLERANCE = timedelta(minutes=5)
MEGABYTE = 1_000_000


@login_not_required
@require_safe
def live(request):
    """200 while the process answers at all; asks no database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def ready(request):
    """200 while it can do its work; else 503 with a sentence a line, which tells no path."""
    problems = list(readiness_problems())
    if not problems:
        return HttpResponse("ok", content_type="text/plain")
    response = HttpResponse("\n".join(problems), content_type="text/plain", status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def readiness_problems() -> Iterator[str]:
    yield from folder_problems()
    try:
        connection.ensure_connection()
    except DatabaseError:
        yield "The database cannot be reached."
        return
    try:
        yield from database_problems()
    except DatabaseError:
        yield "The database does not answer as expected."


def folder_problems() -> Iterator[str]:
    """A folder that does not exist yet is made where it belongs: what lies above it counts."""
    for label, folder in folders().items():
        while not folder.exists():
            folder = folder.parent
        if not os.access(folder, os.W_OK):
            yield f"The folder of {label} cannot be written to."
        elif shutil.disk_usage(folder).free < settings.AIDTRACK_FREE_MB * MEGABYTE:
            yield f"The folder of {label} has less than {settings.AIDTRACK_FREE_MB} MB left."


def folders() -> dict[str, Path]:
    """Where files grow, by what lies there; the disk of a database server is not ours to see."""
    by_label = {"evidence": settings.EVIDENCE_ROOT, "loads": settings.LOADS_ROOT}
    if connection.vendor == "sqlite":
        by_label["the database"] = Path(settings.DATABASE["NAME"]).parent
    return by_label


def database_problems() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "The database lacks a migration: run manage.py migrate."
        return
    newest = LogEntry.objects.order_by().aggregate(newest=Max("timestamp"))["newest"]
    if newest and newest > timezone.now() + CLOCK_TOLERANCE:
        yield "The clock is behind the newest entry of the history."
