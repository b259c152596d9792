"""The month that a file states of itself, beside the one that was chosen for it."""

from datetime import date

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.layouts import Table
from aidtrack.spreadsheets.tables.questions import LEAVE, Alternative, Question, chosen_reading
from aidtrack.values.formats import count
from reports.loads.names.periods import stated_periods
from reports.loads.plans import Context

MONTH, CHOSEN, STATED = "month", "chosen", "stated"


class StatedMonths:
    """Asks once a file where titles or sheets state another month than was chosen."""

    def __init__(self, context: Context):
        chosen = context.chosen("month")
        self.chosen = date.fromisoformat(chosen) if chosen else None
        answers = context.chosen("answers") or {}
        self.choice = chosen_reading(answers, MONTH, (CHOSEN, STATED, LEAVE))
        # The first day of the month by sheet, and how many rows stand there.
        self.differing: dict[str, date] = {}
        self.rows: dict[str, int] = {}

    def compare(self, table: Table):
        """Notes a table without a column of months whose month or year is another."""
        if self.chosen is None or "month" in table.columns:
            return
        periods = stated_periods([*table.above, table.sheet])
        if periods and not any(period.holds(self.chosen) for period in periods):
            self.differing[table.sheet] = periods[0].first_day(self.chosen)
            self.rows[table.sheet] = len(table.records)

    def month_of(self, table: Table) -> date | None:
        if self.choice == STATED:
            return self.differing.get(table.sheet, self.chosen)
        return self.chosen

    def is_left_out(self, table: Table) -> bool:
        return self.choice == LEAVE and table.sheet in self.differing

    def question(self) -> list[Question]:
        """One for the file, or none."""
        if not self.differing:
            return []
        stated = _t(", ").join(dict.fromkeys(f"{month:%Y-%m}" for month in self.differing.values()))
        rows = sum(self.rows.values())
        in_words = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": count(rows)}
        sentence = _t("The title or the sheet says %(stated)s, but %(chosen)s was chosen.")
        return [
            Question(
                MONTH,
                _t(", ").join(self.differing),
                _("Which month do these rows report on?"),
                sentence % {"stated": stated, "chosen": f"{self.chosen:%Y-%m}"},
                (
                    Alternative(CHOSEN, f"{self.chosen:%Y-%m}", in_words),
                    Alternative(STATED, stated, in_words),
                    Alternative(
                        LEAVE,
                        _("leave these rows out"),
                        _t("%(rows)s are not loaded") % {"rows": in_words},
                    ),
                ),
                self.choice,
                rows,
            )
        ]
