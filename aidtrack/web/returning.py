"""The page to return to that an address or a form names as ``next``."""

from collections.abc import Mapping

from django.utils.http import url_has_allowed_host_and_scheme


def next_page(parameters: Mapping[str, str]) -> str:
    """An address within this site; empty where none is named, or one elsewhere."""
    page = parameters.get("next", "")
    return page if page and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else ""
