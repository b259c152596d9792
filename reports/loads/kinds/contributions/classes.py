"""The category and the profession of a contribution, by the lists that are made for them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table, normalised
from pairings.models import Scheme
from pairings.querysets import visible_rows
from projects.contributions.sheets.sheet import own_list
from projects.models import Category, CategoryScheme
from reports.loads.kinds.contributions.columns import FORMS
from reports.loads.names.parties import plain

Purpose = CategoryScheme.Purpose


class Classes:
    """Categories of each scheme's own list; professions of any list of professions."""

    def __init__(self, user):
        of_lists = Category.objects.filter(
            scheme__purpose__in=(Purpose.CONTRIBUTION, Purpose.PROFESSION)
        )
        rows = list(visible_rows(of_lists.select_related("scheme"), user))
        self.labels = {row.pk: row.label for row in rows}
        self.professions = [row for row in rows if row.scheme.purpose == Purpose.PROFESSION]
        self.categories = [row for row in rows if row.scheme.purpose == Purpose.CONTRIBUTION]
        self._own_lists: dict[int, list[Category]] = {}

    def take_forms(self, records: Iterable[Record]):
        """A word for the form (培训) in a column of categories is the form where none is stated."""
        names = _by_name(self.categories)
        for record in records:
            text = record.values.get("category")
            if text and not record.values.get("form") and plain(text) not in names:
                form = FORMS.get(normalised(text))
                record.values |= {"form": form, "category": None} if form else {}

    def named_in(
        self, table: Table, record: Record, scheme: Scheme
    ) -> tuple[dict[str, Category | None], list[Problem]]:
        """Category and profession of a row by the field, and what is not on their lists."""
        offered = {"category": self._of(scheme), "profession": self.professions}
        rows = {
            name: _by_name(listed).get(plain(record.values.get(name) or ""))
            for name, listed in offered.items()
        }
        problems = [
            _not_listed(table, record, name, listed)
            for name, listed in offered.items()
            if record.values.get(name) and rows[name] is None
        ]
        return rows, problems

    def _of(self, scheme: Scheme) -> list[Category]:
        if scheme.pk not in self._own_lists:
            self._own_lists[scheme.pk] = own_list(scheme)
        return self._own_lists[scheme.pk]


def _by_name(rows: Iterable[Category]) -> dict[str, Category]:
    return {plain(name): row for row in rows for name in (row.name_en, row.name, row.code) if name}


def _not_listed(table: Table, record: Record, name: str, rows: list[Category]) -> Problem:
    if not rows:
        expected = _t("Nothing: there is no list for this column.")
        return table.problem(record, name, expected, _t("Leave the cell blank."))
    labels = _t(", ").join(row.label for row in rows)
    return table.problem(
        record,
        name,
        _t("One of these: %(names)s.") % {"names": labels},
        _t("Enter one of these, or leave it blank."),
    )
