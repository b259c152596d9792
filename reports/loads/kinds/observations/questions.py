"""What is asked about the observations of a file: those older than the aid, and other values."""

from collections.abc import Mapping

from django.utils.translation import gettext as _t, ngettext

from aidtrack.spreadsheets.tables.questions import LEAVE, READ, Alternative, Question
from aidtrack.values.formats import count, day as day_in_words
from aidtrack.values.intervals import Interval, printed
from projects.models import Observation
from reports.loads.asking import NAMED

EARLY, BEFORE = "early", "baseline"


def early_question(rows: list[tuple], answer: str) -> Question:
    """About values from after the aid that are older than it; of (table, record, …, values)."""
    n = len(rows)
    in_words = ngettext("%(n)s row", "%(n)s rows", n) % {"n": count(n)}
    cells = [
        f"{table.place(record, 'subject')} {day_in_words(values['on'])}"
        for table, record, _subject, values in rows[:NAMED]
    ]
    left_out = ngettext("%(n)s row is not loaded", "%(n)s rows are not loaded", n)
    return Question(
        EARLY,
        _t(", ").join(t.place(r, "subject") for t, r, *_rest in rows[:NAMED]),
        _t("Are these from before the pairing began?"),
        _t("They are said to be from after, and older than it: %(cells)s.")
        % {"cells": _t("; ").join(cells)},
        (
            Alternative(READ, _t("yes, as they stand"), in_words),
            Alternative(BEFORE, _t("they are the values from before"), in_words),
            Alternative(LEAVE, _t("leave these rows out"), left_out % {"n": count(n)}),
        ),
        answer,
        n,
    )


def replacing_question(
    code: str, place: str, in_words: str, stored: Observation, values: Mapping, answer: str
) -> Question:
    """About a stored observation of which the file says another value."""
    new = values["level"] or printed(Interval(values["low"], values["high"]))
    return Question(
        code,
        place,
        _t("%(row)s has another value: is it to be replaced?") % {"row": in_words},
        _t("An observation is never changed: the new value replaces it, and both stay."),
        (
            Alternative(READ, _t("yes, by what the file says"), new),
            Alternative(LEAVE, _t("no, leave it as it is"), f"{stored.value or stored.level}"),
        ),
        answer,
        1,
    )
