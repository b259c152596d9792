"""The models and addresses that are ours, for tests that must hold for every one of them."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from tests import make


def our_models() -> list[type]:
    ours = [c for c in apps.get_app_configs() if Path(c.path).parent == settings.BASE_DIR]
    return [model for config in ours for model in config.get_models()]


def factory(model):
    """The function of ``make`` that makes rows of the model: its name in snake case."""
    return getattr(make, re.sub(r"(?<=.)(?=[A-Z])", "_", model.__name__).lower())


def patterns(resolver=None, before=""):
    """The text of every pattern, its includes resolved."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from patterns(pattern, route)


OURS = [route for route in patterns() if not route.startswith("admin/")]
ADMIN = [route for route in patterns() if route.startswith("admin/")]


def answer(response):
    """The status, or where to sign in and come back from; a file is read to its end, so closed."""
    if response.streaming:
        b"".join(response)
    page, next_part, _address = response.headers.get("Location", "").partition("?next=")
    return page if next_part else response.status_code
