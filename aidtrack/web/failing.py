"""The page of an exception that nobody caught: it says by which number to find it in the log."""

import sys

from django.http import HttpResponse
from django.template import loader

from aidtrack.watch.database import RETRY_AFTER_SECONDS, is_database_away
from aidtrack.web.preferences import preferred


def failure(request):
    """Django's handler500: 503 where the database is away, else 500. Needs no database.

    Called while the exception is handled, whether a view raised it or a middleware.
    """
    away = is_database_away(sys.exc_info()[1])
    template = loader.get_template("503.html" if away else "500.html")
    context = {"request_id": request.trace.id, **preferred(request)}
    response = HttpResponse(template.render(context), status=503 if away else 500)
    if away:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
