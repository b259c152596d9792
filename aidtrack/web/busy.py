"""A database that is busy with another write: asked again in a moment, nothing is wrong."""

from django.db import OperationalError
from django.shortcuts import render

# Seconds after which a browser may ask again.
RETRY_AFTER = 2
# PostgreSQL: a lock was not had in time, two waited for each other, a statement took too long.
BUSY_CODES = {"55P03", "40P01", "57014"}


class BusyMiddleware:
    """Answers 503 with Retry-After where a view did not get its turn; nothing of it was saved."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not is_busy(exception):
            return None
        response = render(request, "busy.html", status=503)
        response["Retry-After"] = f"{RETRY_AFTER}"
        return response


def is_busy(exception: Exception) -> bool:
    if not isinstance(exception, OperationalError):
        return False
    code = getattr(exception.__cause__, "pgcode", None)
    return code in BUSY_CODES or "database is locked" in str(exception)
