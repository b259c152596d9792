"""Tables of compared lines: of the comparison itself, and of what lies one level below a page."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t

from projects.figures.viewpoint import Viewpoint
from reports.figures.compare import drawing, sentences
from reports.figures.compare.headings import Heading, headings
from reports.figures.compare.rows import (
    LEVELS,
    WORST_FIRST,
    ComparedRow,
    NamedGroups,
    comparison,
    ordered,
    total_of,
)
from reports.figures.pace import shortfall_parts
from reports.figures.trends import last_month_end


@dataclass(frozen=True)
class Breakdown:
    """The lines of a level below a page, the worst first. ``params`` list all of their projects."""

    view: Viewpoint
    level: str
    rows: list[ComparedRow]
    params: dict
    # What the comparison itself is asked for, to have the same lines.
    filters: dict

    @property
    def title(self) -> str:
        return _t("Compared: %(level)s") % {"level": LEVELS[self.level]}

    @property
    def finding(self) -> str:
        return sentences.lede(self.rows)

    @property
    def table(self) -> dict:
        columns = [replace(column, name="") for column in columns_of(self.level, self.view)]
        table = table_of(self.rows, self.rows, axis=self.rows, columns=columns)
        return table | {"total_links": self.view.params, "total_params": self.params}

    @property
    def address(self) -> str:
        """The same lines in the comparison, where they can be sorted and put side by side."""
        query = self.view.params | {"level": self.level} | self.filters
        return f"{reverse('pairings:compare')}?{urlencode(query)}"


def breakdown(
    level: str,
    view: Viewpoint,
    named_groups: NamedGroups,
    *,
    refs: Collection[str] | None = None,
    params: dict | None = None,
    filters: dict | None = None,
) -> Breakdown:
    """The lines of a level that are named in ``refs``, None for all; and projects of no line, where
    the page has any.
    """
    rows = comparison(level, view, named_groups).rows
    rows = [row for row in rows if refs is None or not row.ref or row.ref in refs]
    return Breakdown(view, level, ordered(rows, WORST_FIRST), params or {}, filters or {})


def columns_of(level: str, view: Viewpoint) -> list[Heading]:
    return headings(level, before=last_month_end(view.on))


def table_of(
    rows: list[ComparedRow],
    shown: list[ComparedRow],
    *,
    axis: list[ComparedRow],
    columns: list[Heading],
) -> dict:
    """The lines ``shown`` with their headings, on the axes of other lines, and all ``rows``
    together.
    """
    return {
        "headings": columns,
        "lines": drawn(shown, axis),
        "count": len(rows),
        "total": total_of(rows),
        "total_note": sentences.total_note(shortfall_parts(row.pace for row in rows)),
    }


def drawn(shown: list[ComparedRow], axis: list[ComparedRow]) -> list[tuple]:
    """Each line with its spark line and its bar."""
    top = drawing.common_top(axis)
    largest = max((row.pace.shortfall or 0 for row in axis), default=0)
    return [(row, drawing.spark(row.trend, top), drawing.bar(row, largest)) for row in shown]
