"""Columns of the list of tasks, and by what each is sorted."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from reports.models import Task


class TaskTable(tables.Table):
    """Sorting and paging only: the rows are printed by the list's own template."""

    title = tables.Column(
        verbose_name=pgettext_lazy("task", "matter"), order_by=("year", "sequence")
    )
    about = tables.Column(
        empty_values=(),
        verbose_name=pgettext_lazy("task", "about"),
        orderable=False,
        attrs={"th": {"class": "p2"}},
    )
    office = tables.Column(
        empty_values=(),
        verbose_name=_("responsible office"),
        order_by=("responsible__ref",),
    )
    issued = tables.Column(
        empty_values=(),
        verbose_name=_("issued at"),
        order_by=("issued_at",),
        attrs={"th": {"class": "p3"}},
    )
    due = tables.Column(
        empty_values=(), verbose_name=_("due day"), order_by=("due_in_force", "-sequence")
    )
    state = tables.Column(verbose_name=pgettext_lazy("task", "status"))

    class Meta:
        model = Task
        fields = ()
        sequence = ("title", "about", "office", "issued", "due", "state")
        order_by_field = "sort"
        page_field = "page"
        per_page = 50
