"""Answers what watches over the program before sessions, host names and the database matter."""

from django.urls import resolve

from aidtrack.watch import metrics

HEALTH, METRICS = ("/health/live", "/health/ready", "/health/"), "/metrics"


class ProbeMiddleware:
    """Calls the view of a probe at once; others go on their way and meet it, or 404, there.

    A probe comes by number, not by the name of the site, and must be answered while the database
    is away, whatever cookies it has.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_probe(request):
            return self.get_response(request)
        request.resolver_match = resolve(request.path_info)
        return request.resolver_match.func(request)


def is_probe(request) -> bool:
    if request.path_info == METRICS:
        return metrics.is_from_this_machine(request)
    return request.path_info in HEALTH
