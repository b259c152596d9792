"""What a file comes to now, in words: a question that is open leaves its figures open, too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext, pgettext

from aidtrack.spreadsheets.tables.questions import Unread
from aidtrack.values.formats import count
from reports.loads.examining import Preview
from reports.loads.pages.amounts import file_units
from reports.loads.plans import DIFFERS

# Questions by what their code begins with that leave a figure as it is, whatever their answer.
NOT_ROWS = ("unit", "share", "time", "value")
NOT_SUMS = ("share", "time")
# Parts of a file that a page names one by one.
NAMED = 20
UNREAD = {
    "sheet": _("a sheet"),
    "column": _("a column"),
    "hidden_rows": _("hidden rows"),
    "cells": _("cells without a heading"),
    "total": _("a total, compared only"),
    "aside": _("a note or a heading between rows"),
}


@dataclass(frozen=True)
class Figure:
    """A line of what a file comes to; ``open`` are the numbers of the questions it waits for."""

    label: str
    value: str
    open: tuple[int, ...] = ()

    @property
    def open_in_words(self) -> str:
        return _t(", ").join(map(str, self.open))


def heading(preview: Preview) -> str:
    """What stands in the way of saving a file, or how much would be saved."""
    if preview.is_nothing:
        return _t("Nothing to do: all of this file is stored already")
    if preview.is_sound:
        rows = preview.written_rows
        return ngettext(
            "%(n)s row can be saved; nothing has been saved yet",
            "%(n)s rows can be saved; nothing has been saved yet",
            rows,
        ) % {"n": count(rows)}
    return _t("%(open)s; nothing has been saved yet") % {"open": in_the_way(preview)}


def in_the_way(preview: Preview) -> str:
    """5 questions, 2 problems."""
    questions, problems = preview.open_questions, len(preview.problems)
    parts = [
        questions
        and ngettext("%(n)s question", "%(n)s questions", questions) % {"n": count(questions)},
        problems and ngettext("%(n)s problem", "%(n)s problems", problems) % {"n": count(problems)},
    ]
    return _t(", ").join(filter(None, parts))


def open_numbers(preview: Preview, untouched: Iterable[str]) -> tuple[int, ...]:
    """The numbers on the page of open questions, without those that leave a figure as it is."""
    return tuple(
        number
        for number, question in enumerate(preview.all_questions, 1)
        if not question.choice and question.code.partition(":")[0] not in untouched
    )


def figures(preview: Preview) -> Iterator[Figure]:
    """What a file would create, change and add up to, as far as no question leaves it open."""
    rows_open, all_open = open_numbers(preview, NOT_ROWS), open_numbers(preview, ())
    for batch in preview.plan.batches:
        name = str(batch.model._meta.verbose_name_plural)
        created, changed = len(batch.created), len(batch.changed)
        yield Figure(pgettext("rows", "new: %(what)s") % {"what": name}, count(created), rows_open)
        if changed or all_open:
            label = pgettext("rows", "changed: %(what)s") % {"what": name}
            yield Figure(label, count(changed), all_open)
    yield from _sums(preview)


def _sums(preview: Preview) -> Iterator[Figure]:
    sums_open = open_numbers(preview, NOT_SUMS)
    own = [total for total in preview.plan.sums if total.printed is None]
    printed = [total for total in preview.plan.sums if total.printed is not None]
    if own:
        amount = file_units(preview).amount(own[0].column, sum(total.amount for total in own))
        yield Figure(_t("total of the rows"), amount, sums_open)
    if printed:
        differing = sum(total.verdict == DIFFERS for total in printed)
        words = _t("%(n)s of %(all)s add up") % {
            "n": count(len(printed) - differing),
            "all": count(len(printed)),
        }
        yield Figure(_t("totals in the file"), words, sums_open)


def unread_in_words(parts: list[Unread], named: int | None = NAMED) -> list[tuple[str, str, str]]:
    """(where, what, how many rows) of the first parts of a file that are not read; None: all."""
    return [
        (
            part.where,
            str(UNREAD.get(part.what, part.what)),
            ngettext("%(n)s row", "%(n)s rows", part.rows) % {"n": count(part.rows)}
            if part.rows
            else "",
        )
        for part in parts[:named]
    ]
