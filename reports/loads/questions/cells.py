"""Questions about cells and rows of a table: shares, days with a time, hidden rows, no heading."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.reading.books import Sheet, address
from aidtrack.spreadsheets.tables.cells.shares import numbers_without_sign, progress_in_words
from aidtrack.spreadsheets.tables.doubts import (
    FRACTION,
    NEXT_DAY,
    PERCENT,
    SAME_DAY,
    TO_NOTE,
    CellsInDoubt,
)
from aidtrack.spreadsheets.tables.layouts import Table
from aidtrack.spreadsheets.tables.questions import (
    LEAVE,
    READ,
    Alternative,
    Question,
    chosen_reading,
)
from aidtrack.spreadsheets.tables.samples import beyond_sample, columns_sample, rows_sample
from aidtrack.values.formats import count, exact_in, exact_money
from aidtrack.values.words import worded

BEYOND = "beyond"
# Cells that a question names.
NAMED = 5


def share(table: Table, cells: CellsInDoubt) -> Question:
    """Whether 0.35 is 35 % or 0.35 %."""
    first = [float(number) for number in numbers_without_sign(cells.values)[:NAMED]]
    shown = _t(", ").join(f"{value:g}" for value in first)
    return Question(
        cells.code,
        f"{table.sheet} {cells.column}".strip(),
        worded(
            _("Are the numbers under “%(header)s” percentages, or fractions of 1?"),
            {"header": cells.header},
        ),
        _t(
            "Most are 1 or less, such as %(numbers)s, or they stand beside cells with a percent "
            "sign."
        )
        % {"numbers": shown},
        (
            Alternative(FRACTION, _("fractions"), _as_percent(first, 100)),
            Alternative(PERCENT, _("percentages"), _as_percent(first, 1)),
        ),
        cells.choice,
        len(cells.rows),
    )


def _as_percent(numbers: list, times: int) -> str:
    number = numbers[0] if numbers else 1
    words = {"number": f"{number:g}", "percent": f"{number * times:g}"}
    return _t("%(number)s is %(percent)s%%") % words


def words(table: Table, cells: CellsInDoubt) -> Question:
    """Whether words in a column of shares are the note of their rows."""
    stated = [progress_in_words(value) for value in cells.values]
    n_stated = sum(percent is not None for percent in stated)
    rows = ngettext("%(n)s row", "%(n)s rows", len(cells.rows)) % {"n": count(len(cells.rows))}
    taken = _t("%(rows)s, of which %(stated)s state the progress of the whole works")
    return Question(
        cells.code,
        f"{table.sheet} {cells.column}".strip(),
        worded(_("“%(header)s” holds words: where do they belong?"), {"header": cells.header}),
        _t("It should hold percentages, but here it says %(words)s.")
        % {"words": _t(", ").join(f"“{value}”" for value in cells.values[:NAMED])},
        (
            Alternative(TO_NOTE, _("to the note"), taken % {"rows": rows, "stated": n_stated}),
            Alternative(
                LEAVE,
                _("leave them out"),
                _t("%(rows)s keep last month's progress") % {"rows": rows},
            ),
        ),
        cells.choice,
        len(cells.rows),
    )


def time_of_day(table: Table, cells: CellsInDoubt) -> Question:
    """Whether a day with a time is that day, or the next one of a program that shifted it."""
    first = address(cells.rows[0], cells.place)
    value = f"{cells.values[0]}"
    return Question(
        cells.code,
        f"{table.sheet} {first}".strip(),
        worded(_("“%(header)s” holds times of day: which day is meant?"), {"header": cells.header}),
        _t(
            "%(cell)s is %(value)s. Some programs store a day as the evening before, in another "
            "time zone."
        )
        % {"cell": first, "value": value},
        (
            Alternative(SAME_DAY, _("the day shown"), value[:10]),
            Alternative(
                NEXT_DAY,
                _("the day after"),
                _t("one day later than %(day)s") % {"day": value[:10]},
            ),
        ),
        cells.choice,
        len(cells.rows),
    )


def without_unit(amount: Decimal) -> str:
    """A number of the file that was read as yuan until its unit is chosen."""
    return _t("%(amount)s (unit not yet chosen)") % {"amount": exact_in(amount, Decimal(1))}


def hidden_rows(table: Table, sheets: Mapping[str, Sheet]) -> Question:
    """Whether rows are read that a filter or a person hides."""
    doubts = table.doubts
    sample, odd = rows_sample(sheets[table.sheet], table, doubts.asked_rows)
    rows = [row + 1 for row in doubts.asked_rows]
    where = _t(", ").join(f"{row}" for row in rows[:NAMED])
    in_words = ngettext("%(n)s row", "%(n)s rows", len(rows)) % {"n": count(len(rows))}
    is_open = doubts.is_unit_open(doubts.first_amount)
    in_unit = without_unit if is_open else exact_money
    total = in_unit(doubts.hidden_total) if doubts.hidden_total else ""
    return Question(
        doubts.hidden_code,
        f"{table.sheet} {where}".strip(),
        _("Rows of the sheet are hidden: are they to be read?"),
        _t(
            "A filter hides them, or somebody hid them: "
            "whoever looks at the sheet does not see them."
        ),
        (
            Alternative(READ, _("read them"), _t(", ").join(filter(None, (in_words, total)))),
            Alternative(
                LEAVE, _("leave them out"), _t("%(rows)s are not loaded") % {"rows": in_words}
            ),
        ),
        doubts.hidden_choice,
        len(rows),
        sample,
        odd,
    )


def hidden_columns(table: Table, sheets: Mapping[str, Sheet]) -> Question:
    """Whether columns are read that the sheet does not show."""
    hidden = table.hidden
    places = [header.column for header in hidden.headers]
    sample, odd = columns_sample(sheets[table.sheet], table, places)
    headings = _t(", ").join(f"“{header.text}”" for header in hidden.headers[:NAMED])
    n = len(places)
    left_out = ngettext("%(n)s column is not loaded", "%(n)s columns are not loaded", n)
    return Question(
        hidden.code,
        _t(", ").join(table.column_address(place) for place in places[:NAMED]),
        _("Columns of the sheet are hidden: are they to be read?"),
        _t("Somebody hid them: whoever looks at the sheet does not see them."),
        (
            Alternative(READ, _("read them"), headings),
            Alternative(LEAVE, _("leave them out"), left_out % {"n": count(n)}),
        ),
        hidden.choice,
        len(table.records),
        sample,
        odd,
    )


def beyond_headings(
    tables: list[Table], answers: Mapping, sheets: Mapping[str, Sheet]
) -> Iterator[Question]:
    """Whether cells are left out for which there is no heading."""
    for table in tables:
        beyond = table.doubts.cells_beyond
        if not beyond:
            continue
        code = f"{BEYOND}:{table.sheet}"
        cells = _t(", ").join(beyond[:NAMED])
        sample, odd = beyond_sample(sheets[table.sheet], table)
        yield Question(
            code,
            f"{table.sheet} {cells}".strip(),
            _t("Cells without a heading: are they to be left out?"),
            _t(
                "They hold values, and no heading says of what; a comma inside a number "
                "(1,200) shifts the cells of a text file like this. To load them, give them a "
                "heading and upload the file again."
            ),
            (Alternative(LEAVE, _("leave them out"), cells),),
            chosen_reading(answers, code, (LEAVE,)),
            len(beyond),
            sample,
            odd,
        )
