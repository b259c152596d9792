"""Sorts and pages a django-tables2 table; refuses a wrong sort or page with a sentence."""

from django import forms
from django.core.paginator import InvalidPage, Paginator
from django.db.models import F
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.filters import StrictForm


def paged(request, table):
    """The table sorted and cut to the page that the address asks for.

    Raises  WrongAddress for a column that cannot be sorted by and for a page that does not exist.
    """
    table.request = request
    sort_names = [name for name in request.GET.getlist("sort") if name]
    sortable = [name for name, column in table.columns.items() if column.orderable]
    if any(name.removeprefix("-") not in sortable for name in sort_names):
        raise _wrong(
            request, "sort", _t("Sort by one of: %(names)s.") % {"names": ", ".join(sortable)}
        )
    table.order_by = sort_names
    table.data.data = _steady(table.data.data)
    try:
        # int() reads neither 1.5 nor 1e9, and refuses thousands of digits.
        table.paginate(page=int(request.GET.get("page") or 1), paginator_class=RowsOfPagePaginator)
    except (InvalidPage, ValueError):
        raise _no_such_page(request) from None
    return table


class RowsOfPagePaginator(Paginator):
    """Computes the columns of the rows that its page has, where the database would compute those
    of all rows before it sorts them. For the rows of a table of a QuerySet.
    """

    def page(self, number):
        page = super().page(number)
        if self.num_pages > 1:
            rows, every = page.object_list, self.object_list.data.data
            rows.data = every.filter(pk__in=rows.data.values("pk"))
        return page


def every_row(table):
    """The rows of all pages of a table that ``paged`` has sorted."""
    return table.data.data


def _steady(rows):
    """The same order on every page and database: unknown values last, ties as they are listed.

    Written out, because a query that groups forgets the order of its model.
    """
    names = rows.query.order_by
    directed = [
        F(name[1:]).desc(nulls_last=True) if name[0] == "-" else F(name).asc(nulls_last=True)
        for name in names
    ]
    return rows.order_by(*directed, *rows.model._meta.ordering, "pk")


def page_of(request, rows: list, *, per_page: int):
    """The page of a list that the address asks for. Raises WrongAddress where there is none."""
    try:
        return Paginator(rows, per_page).page(int(request.GET.get("page") or 1))
    except (InvalidPage, ValueError):
        raise _no_such_page(request) from None


def _no_such_page(request) -> WrongAddress:
    return _wrong(request, "page", _t("This list has no such page. Start from page 1."))


class PagingForm(StrictForm):
    sort = forms.CharField(label=_("sort by"), required=False)
    page = forms.CharField(label=_("page"), required=False)


def _wrong(request, field: str, message: str) -> WrongAddress:
    form = PagingForm({name: request.GET.get(name) for name in PagingForm.base_fields})
    form.full_clean()
    form.add_error(field, message)
    return WrongAddress(form=form)
