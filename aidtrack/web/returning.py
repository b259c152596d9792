"""The page to return to that an address or a form names as ``next``; and the way to other sites."""

from collections.abc import Mapping

from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme


def next_page(parameters: Mapping[str, str]) -> str:
    """An address within this site; empty where none is named, or one elsewhere."""
    page = parameters.get("next", "")
    return page if page and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else ""


def lead_on(request, template: str, address: str, **context):
    """To another site, by a page that says so, for a form may not lead there."""
    response = render(request, template, {"address": address, **context})
    response["Refresh"] = f"0; url={address}"
    response["Referrer-Policy"] = "no-referrer"
    return response
