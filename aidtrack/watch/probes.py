"""Answers what watches over the program before sessions, host names and the database matter."""

from aidtrack.watch import health, metrics

HEALTH = {
    "/health/live": health.live,
    "/health/ready": health.ready,
    # The address of earlier versions.
    "/health/": health.ready,
}
METRICS = "/metrics"


class ProbeMiddleware:
    """Calls the view of a probe at once; others go on their way and meet it, or 404, there.

    A probe comes by number, not by the name of the site, and must be answered while the database
    is away, whatever cookies it has.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        view = HEALTH.get(request.path_info)
        if request.path_info == METRICS and metrics.is_from_this_machine(request):
            view = metrics.metrics
        return view(request) if view else self.get_response(request)
