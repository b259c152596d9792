"""Sorting and paging of a django-tables2 table; what the address asks for in vain is said."""

from django import forms
from django.core.paginator import InvalidPage
from django.utils.translation import gettext as _t
from django_tables2 import RequestConfig

from aidtrack.addresses import WrongAddress


def paged(request, table):
    """The table sorted and cut to the page that the address asks for.

    Raises  WrongAddress for a column that cannot be sorted by and for a page that does not exist.
    """
    asked = [name.removeprefix("-") for name in request.GET.getlist("sort") if name]
    sortable = [name for name, column in table.columns.items() if column.orderable]
    if any(name not in sortable for name in asked):
        raise _wrong(_t("Sort by one of: %(names)s.") % {"names": ", ".join(sortable)})
    try:
        RequestConfig(
            request, paginate={"per_page": table._meta.per_page, "silent": False}
        ).configure(table)
    except InvalidPage:
        raise _wrong(_t("This list has no such page: begin with page 1.")) from None
    return table


def _wrong(message: str) -> WrongAddress:
    form = forms.Form({})
    form.full_clean()
    form.add_error(None, message)
    return WrongAddress(form=form)
