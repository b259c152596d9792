"""Who changed what, when, from what to what, and through what: django-auditlog keeps it."""

from auditlog.middleware import AuditlogMiddleware

GRID, ADMIN, PAGE = "grid", "admin", "page"


class HistoryMiddleware(AuditlogMiddleware):
    """Writes beside each change the person and the part of the program it came through."""

    def get_extra_data(self, request):
        return {
            "actor": self._get_actor(request),
            # Asked at each change: the address is resolved after this.
            "additional_data": lambda: {"through": through(request)},
        }


def through(request) -> str:
    """The part of the program that an address belongs to: the admin, the grid, another page."""
    match = request.resolver_match
    if match is None:
        return PAGE
    if "admin" in match.namespaces:
        return ADMIN
    return GRID if (match.url_name or "").startswith("entry") else PAGE
