"""Keeps what somebody typed, and what opens a door, out of the log."""

from collections.abc import Iterator

from django.urls import Resolver404, resolve

HIDDEN = "…"
# Parts of an address that stand for a password: who knows one needs no other.
SECRET_PARTS = frozenset({"token", "secret", "uidb64"})
# Names of query parameters are ours, but a stranger may send any.
MOST_NAMES, LONGEST_NAME = 20, 40


def redacted(text: str, request) -> str:
    """The text without values that came with the request, the longest first."""
    for value in sorted(set(entered_values(request)), key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    return text


def entered_values(request) -> Iterator[str]:
    """Lines of two characters and more of all values sent; a body not yet read is not read."""
    read = vars(request)
    posted, files = read.get("_post") or {}, read.get("_files") or {}
    values = [value for query in (request.GET, posted) for _, value in _pairs(query)]
    values += [file.name or "" for _, file in _pairs(files)]
    values += request.COOKIES.values()
    for value in values:
        yield from (line.strip() for line in value.splitlines() if len(line.strip()) > 1)


def _pairs(query) -> Iterator[tuple[str, object]]:
    for name in query:
        yield from ((name, value) for value in query.getlist(name))


def address(request) -> str:
    """The path without its secret parts, and the names of its query parameters without values."""
    path = request.path
    for part, value in _captured(request).items():
        if part in SECRET_PARTS:
            path = path.replace(str(value), HIDDEN)
    names = [name[:LONGEST_NAME] for name in list(request.GET)[:MOST_NAMES]]
    return path + ("?" + "&".join(f"{name}={HIDDEN}" for name in names) if names else "")


def _captured(request) -> dict:
    """Also of a request that failed before Django looked for its view."""
    if request.resolver_match:
        return request.resolver_match.kwargs
    try:
        return resolve(request.path_info).kwargs
    except Resolver404:
        return {}
