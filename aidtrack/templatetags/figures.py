"""The formats of ``aidtrack.values.formats`` as filters, and the link to the rows of a figure."""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _t

from aidtrack.values import formats

register = template.Library()

for format_ in (
    formats.count,
    formats.day,
    formats.exact_wan,
    formats.money,
    formats.percent,
    formats.percentage,
    formats.points,
    formats.progress,
    formats.signed_points,
    formats.signed_yi,
    formats.wan,
    formats.yi,
    formats.yuan,
):
    register.filter(format_.__name__, format_)
register.filter(formats.moment, expects_localtime=True)


@register.filter
def svg_percent(fraction):
    """A fraction as an SVG length, kept on the drawing (the number beside it is not): 67.00."""
    return f"{min(max(float(fraction or 0), 0), 1) * 100:.2f}"


@register.filter
def beyond_scale(fraction):
    """A rate as printed where it passes the 100 % at which scales end; else empty."""
    whole = formats.round_half_up(Decimal(fraction or 0) * 100, 1)
    return formats.percentage(fraction) if whole > 100 else ""


@register.filter
def words(text):
    """The words of a text, to loop over."""
    return text.split()


@register.filter
def name_on(organisation, day):
    """The organisation's name in force on a day."""
    return organisation.name_on(day)


@register.simple_tag
def querytext(params):
    """Query parameters as the text behind the question mark."""
    return urlencode(params)


def _address(name: str) -> str:
    """Of a list. A page of figures names it a hundred times; where it lies does not change."""
    return _address_under(name, get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)


@lru_cache
def _address_under(name: str, _prefix: str, _urlconf: str) -> str:
    return reverse(name)


@register.simple_tag
def rows_url(*params, **more):
    """Address of the list of exactly the projects behind a figure; empty for None: no link."""
    if None in params:
        return ""
    query = {}
    for query_part in (*params, more):
        query |= query_part
    return f"{_address('projects:list')}?{urlencode(query)}"


@register.simple_tag
def transfers_url(*params, **more):
    """Address of the list of exactly the transfers behind a sum; empty for None: no link."""
    if None in params:
        return ""
    query = {}
    for query_part in (*params, more):
        query |= query_part
    return f"{_address('transfers:list')}?{urlencode(query)}"


@register.simple_tag
def rows_link(text, *params, what="", unit="", whose="", **more):
    """A figure as a link to exactly the projects behind it; plain text where it is unknown."""
    return figure_link(text, rows_url(*params, **more), what=what, unit=unit, whose=whose)


@register.simple_tag
def figure_link(text, url, *, what="", unit="", whose=""):
    """A figure as a link; plain text without an address, or where it is unknown.

    ``what`` is counted in which ``unit``, and ``whose`` it is, is read out with the number.
    """
    if not url or text == formats.DASH:
        return text
    if not what:
        return format_html('<a href="{}">{}</a>', url, text)
    label = read_out(text, what=what, unit=unit, whose=whose)
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, text)


def read_out(text, *, what: str, unit: str, whose: str = "") -> str:
    """A figure as it is said: Hotan: disbursed 5.50 100 million yuan."""
    values = {"what": what, "number": text, "unit": unit, "whose": whose}
    if whose:
        return _t("%(whose)s: %(what)s %(number)s %(unit)s") % values
    return _t("%(what)s %(number)s %(unit)s") % values


@register.simple_tag
def steps(*labels_and_addresses):
    """The pages above a page, for its crumbs: label and address of each that has an address."""
    pages = zip(labels_and_addresses[::2], labels_and_addresses[1::2], strict=True)
    return [(label, address) for label, address in pages if address]


@register.filter
def page_range(page):
    """The page numbers to offer around a page of a Paginator, long gaps as an ellipsis."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
