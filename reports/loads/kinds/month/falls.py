"""Progress that falls against last month in most rows of a sheet: asked once a column.

One row that falls is a note, as in the grid; a whole column is rather another figure, such as
this month's share of the works in place of all of them.
"""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.columns import AS_GIVEN
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import (
    LEAVE,
    READ,
    Alternative,
    Question,
    chosen_reading,
)
from aidtrack.values.formats import count
from aidtrack.values.numbers import plain
from aidtrack.values.words import worded
from projects.checks.claims import progress_falls
from reports.loads.asking import NAMED, code_of
from reports.loads.plans import Context

FALLS, PROGRESS = "fall", "physical_progress"
# Rows that make a column: one alone is looked at by itself.
FEWEST = 2
Fall = tuple[Record, Decimal, Decimal]


class ColumnFalls:
    def __init__(self, context: Context):
        self.answers = context.chosen("answers") or {}
        self.questions: list[Question] = []

    def look_at(self, table: Table, last_progress: Callable[[Record], Decimal | None]):
        """Asks about a column that falls; empties the cells that a person leaves out."""
        if PROGRESS not in table.columns or is_share_open(table):
            return
        falls = _falls(table, last_progress)
        if not falls:
            return
        question = self._question(table, falls)
        self.questions.append(question)
        for record, *_shares in falls if question.choice == LEAVE else ():
            record.values[PROGRESS] = record.values.get(f"{PROGRESS}{AS_GIVEN}")

    def is_open(self, table: Table) -> bool:
        code = code_of(FALLS, table.sheet)
        return any(question.code == code and not question.choice for question in self.questions)

    def _question(self, table: Table, falls: list[Fall]) -> Question:
        code, place = code_of(FALLS, table.sheet), table.columns[PROGRESS]
        header = next(header.text for header in table.headers if header.column == place)
        rows = ngettext("%(n)s row", "%(n)s rows", len(falls)) % {"n": count(len(falls))}
        examples = _t(", ").join(
            f"{record.values['code']} {plain(last)}% → {plain(share)}%"
            for record, last, share in falls[:NAMED]
        )
        return Question(
            code,
            table.column_address(place),
            worded(
                _("“%(header)s” falls against last month: is it the progress of all the works?"),
                {"header": header},
            ),
            _t("Most rows state less than last month. It may be the share of this month alone."),
            (
                Alternative(READ, _("yes, it has fallen"), examples),
                Alternative(
                    LEAVE,
                    _("leave these cells out"),
                    _t("%(rows)s keep last month's progress") % {"rows": rows},
                ),
            ),
            chosen_reading(self.answers, code, (READ, LEAVE)),
            len(falls),
        )


def is_share_open(table: Table) -> bool:
    """Whether it is still asked what the numbers of the column are."""
    place = table.columns[PROGRESS]
    return any(not cells.choice and cells.place == place for cells in table.doubts.fractions())


def _falls(table: Table, last_progress: Callable[[Record], Decimal | None]) -> list[Fall]:
    """(record, last month's share, this month's) where most of the comparable rows fall."""
    compared = [
        (record, last, record.values[PROGRESS])
        for record in table.records
        if record.values.get(PROGRESS) is not None and (last := last_progress(record)) is not None
    ]
    falls = [
        (record, last, share)
        for record, last, share in compared
        if progress_falls(share, last, is_correction=bool(record.values.get("is_correction")))
    ]
    return falls if len(falls) >= FEWEST and 2 * len(falls) > len(compared) else []
