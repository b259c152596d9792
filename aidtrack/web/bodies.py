"""Refuses a body that is larger than any form of ours, by what its head says of it."""

from django.conf import settings
from django.shortcuts import render


class BodyLimitMiddleware:
    """Answers 413 before anything of the body is read, and so before any of it is stored.

    A body that is sent in chunks says no length: Django reads none of it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if declared_length(request) <= settings.LARGEST_BODY_OF_STRANGERS:
            return self.get_response(request)
        limit = largest_body(request.user)
        if declared_length(request) <= limit:
            return self.get_response(request)
        return render(request, "413.html", {"megabytes": limit // 1_000_000}, status=413)


def largest_body(user) -> int:
    """Bytes that a person may send at once: files only where they have signed in."""
    if user.is_authenticated:
        return settings.LARGEST_BODY
    return settings.LARGEST_BODY_OF_STRANGERS


def declared_length(request) -> int:
    """The bytes that are to come; what is not a number is none, as Django reads it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
