"""The month that a file states of itself, beside the one that was chosen for it."""

from datetime import date

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.layouts import Table
from aidtrack.spreadsheets.tables.questions import LEAVE, Alternative, Question, chosen_reading
from aidtrack.values.formats import count
from reports.loads.names.periods import Period, stated_periods
from reports.loads.plans import Context

MONTH, CHOSEN, STATED = "month", "chosen", "stated"


class StatedMonths:
    """Asks once a file where titles or sheets state another month than was chosen, or any month
    where none was.
    """

    def __init__(self, context: Context):
        chosen = context.chosen("month")
        self.chosen = date.fromisoformat(chosen) if chosen else None
        answers = context.chosen("answers") or {}
        readings = (CHOSEN, STATED, LEAVE) if chosen else (STATED, LEAVE)
        self.choice = chosen_reading(answers, MONTH, readings)
        # The first day of the month by sheet, and how many rows stand there.
        self.differing: dict[str, date] = {}
        self.rows: dict[str, int] = {}

    def compare(self, table: Table):
        """Notes a table without a column of months whose month or year is another."""
        if "month" in table.columns:
            return
        periods = stated_periods([*table.above, table.sheet])
        month = self._other_month(periods) if self.chosen else _whole_month(periods)
        if month:
            self.differing[table.sheet] = month
            self.rows[table.sheet] = len(table.records)

    def _other_month(self, periods: list[Period]) -> date | None:
        """The month that is stated, if it is not the chosen one."""
        if not periods or any(period.holds(self.chosen) for period in periods):
            return None
        return periods[0].first_day(self.chosen)

    def is_open(self, table: Table) -> bool:
        """Whether it is still asked which month the rows of a table are of."""
        return not self.choice and table.sheet in self.differing

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
        return [
            Question(
                MONTH,
                _t(", ").join(self.differing),
                _("Which month do these rows report on?"),
                self._sentence(stated),
                (
                    *self._as_chosen(in_words),
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

    def _sentence(self, stated: str) -> str:
        if self.chosen is None:
            sentence = _t("No month was chosen; the title or the sheet says %(stated)s.")
            return sentence % {"stated": stated}
        sentence = _t("The title or the sheet says %(stated)s, but %(chosen)s was chosen.")
        return sentence % {"stated": stated, "chosen": f"{self.chosen:%Y-%m}"}

    def _as_chosen(self, in_words: str) -> tuple[Alternative, ...]:
        if self.chosen is None:
            return ()
        return (Alternative(CHOSEN, f"{self.chosen:%Y-%m}", in_words),)


def _whole_month(periods: list[Period]) -> date | None:
    """The one month that the periods name together; None where they name no or several ones."""
    years = {period.year for period in periods} - {None}
    months = {period.month for period in periods} - {None}
    return date(*years, *months, 1) if len(years) == len(months) == 1 else None
