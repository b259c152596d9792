"""One line for each answer, with what its request was; refusals and exceptions beside it."""

import logging
import re
import secrets
import time
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.dispatch import receiver
from django.http import Http404, HttpRequest
from django_structlog import signals
from django_structlog.middlewares import RequestMiddleware

from aidtrack.watch.log import current_trace
from aidtrack.watch.redacting import address
from aidtrack.watch.refusals import write_refusal

HEADER = "X-Request-ID"
# As proxies make them; anything else is not taken over.
WELL_FORMED = re.compile(r"[0-9A-Za-z-]{16,64}")
logger = structlog.get_logger("aidtrack.watch")


@dataclass
class Trace:
    """What the log says of a request, and what is measured while it is answered."""

    request: HttpRequest
    id: str
    started: float = field(default_factory=time.perf_counter)
    queries: int = 0

    def count(self, execute, sql, params, many, context):
        """Counts a query; one that is refused counts, too."""
        self.queries += 1
        return execute(sql, params, many, context)

    def fields(self) -> dict:
        match = self.request.resolver_match
        return {
            "request_id": self.id,
            "method": self.request.method,
            "address": address(self.request),
            "route": match.route if match else None,
            **person_fields(self.request),
        }

    def measured(self) -> dict:
        """Milliseconds, and queries. What a file sends piece by piece comes after both."""
        return {
            "ms": round((time.perf_counter() - self.started) * 1000),
            "queries": self.queries,
        }


def request_id(request) -> str:
    """The id that a proxy sent, if it is well-formed; else a new one, short enough to read out."""
    sent = request.headers.get(HEADER, "")
    return sent if WELL_FORMED.fullmatch(sent) else secrets.token_hex(8)


def person_fields(request) -> dict:
    """Who asked, and their roles, as far as the request itself had to know: takes no query."""
    # Before a sign-out the one, after a sign-in the other.
    people = [vars(request).get("_cached_user"), vars(request).get("user")]
    for person in people:
        values = getattr(person, "__dict__", {})
        if "username" in values:
            return {
                "person": values["id"],
                "username": values["username"],
                "role": _roles(values),
            }
    return {"person": None, "username": None, "role": None}


def _roles(values: dict) -> str | None:
    """The roles where ``pairings.access.reach`` keeps them with the person."""
    reach = values.get("_reach")
    return ", ".join(sorted(reach.roles)) if reach else None


class TraceMiddleware(RequestMiddleware):
    """django-structlog's middleware with our id, our fields, and no line for a static file."""

    def __call__(self, request):
        request.trace = Trace(request, request_id(request))
        token = current_trace.set(request.trace)
        try:
            with connection.execute_wrapper(request.trace.count):
                response = super().__call__(request)
        finally:
            current_trace.reset(token)
        response.headers[HEADER] = request.trace.id
        return response

    def prepare(self, request):
        # What a file sends piece by piece is written after the middleware: its lines have the id.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.trace.id)

    def handle_response(self, request, response):
        if request.path_info.startswith(settings.STATIC_URL) and response.status_code < 400:
            structlog.contextvars.clear_contextvars()
        else:
            super().handle_response(request, response)

    def _log_level_for_status_code(self, status_code):
        return logging.ERROR if status_code >= 500 else logging.INFO

    def process_exception(self, request, exception):
        """A refusal by the view; its sentence may repeat what was typed, its place does not."""
        if isinstance(exception, PermissionDenied | Http404):
            write_refusal(exception)


@receiver(signals.bind_extra_request_finished_metadata)
def describe_answer(request, response, log_kwargs, **_kwargs):
    log_kwargs.clear()
    log_kwargs |= {"status": response.status_code, **request.trace.measured()}


@receiver(signals.bind_extra_request_failed_metadata)
def describe_failure(log_kwargs, **_kwargs):
    log_kwargs.clear()


@receiver(signals.update_failure_response)
def write_failed_answer(request, response, **_kwargs):
    """An answer that failed has its line, too, after that of its exception."""
    measured = request.trace.measured()
    logger.error("request_finished", status=response.status_code, **measured)
