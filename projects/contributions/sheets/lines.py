"""Lines of a year sheet: a quantity that was given, or what is known of an indicator."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _t, pgettext

from aidtrack.values.formats import DASH
from aidtrack.values.intervals import Interval, printed
from pairings.models import Scheme
from projects.contributions.indicators.lines import ChangeLine
from projects.contributions.panel import exactly, why_not_given
from projects.contributions.periods import period_words
from projects.contributions.quantities import share_in_whole
from projects.models import Contribution, Indicator, Quantity

JOINED = "; "
Kind = Indicator.Kind


@dataclass(frozen=True)
class SheetLine:
    """``given`` are the words of that column; ``number`` the same where it is one number.

    ``source_number``: its place in the list of sources below the form; None without a source.
    """

    content: str
    unit: str = ""
    given: str = DASH
    planned: Interval | None = None
    number: Interval | None = None
    note: str = ""
    printed: str = ""
    period: str = ""
    source: str = ""
    address: str = ""
    is_part: bool = False
    source_number: int | None = None


def contribution_lines(rows: Iterable[Contribution], *, is_apart=False) -> list[SheetLine]:
    """A line a quantity, parts below their whole; one line for a contribution without any.

    ``is_apart``: it had not ended in the year, so that the note says how far it is.
    """
    lines = []
    for row in whole_before_parts(rows):
        note = row.Timing(row.timing).label if is_apart else ""
        for quantity in list(row.quantities.all()) or [None]:
            lines.append(contribution_line(row, quantity, note=str(note)))
    return lines


def whole_before_parts(rows: Iterable[Contribution]) -> list[Contribution]:
    """Each part behind its whole; in its own place where the whole is not among them."""
    rows = list(rows)
    present = {row.pk for row in rows}
    tops = [row for row in rows if row.part_of_id not in present]
    return [line for top in tops for line in (top, *_parts(top, rows))]


def _parts(whole: Contribution, rows: list[Contribution]) -> list[Contribution]:
    return [row for row in rows if row.part_of_id == whole.pk]


def contribution_line(row: Contribution, quantity: Quantity | None, *, note: str) -> SheetLine:
    """People in post are a number of each day; what has no date is given on none."""
    is_undated = row.timing == row.Timing.UNDATED
    done = quantity.done if quantity and not is_undated else None
    is_in_post = row.is_stock and done
    if is_undated and quantity:
        note = why_not_given(quantity)
    elif quantity:
        note = JOINED.join(filter(None, [note, share_in_whole(quantity)]))
    return SheetLine(
        row.title,
        quantity.counting_unit.name if quantity else "",
        _t("in post: %(number)s") % {"number": printed(done)} if is_in_post else printed(done),
        planned=exactly(quantity.planned) if quantity else None,
        number=done,
        note=note,
        printed=quantity.printed if quantity else "",
        period=period_words(row) or _t("no date"),
        source=row.source,
        address=row.get_absolute_url(),
        is_part=row.part_of_id is not None,
    )


def change_line(line: ChangeLine) -> SheetLine:
    """From what to what, and the difference; a dash on the side that is unknown."""
    change = line.change
    known_by = [day for day in (line.before_on, line.after_on) if day]
    return SheetLine(
        _content(line),
        change.indicator.unit_label,
        f"{_value(line, 'before')} → {_value(line, 'after')}",
        number=change.after,
        note=change.missing or line.difference,
        printed=JOINED.join(line.printed),
        period=" – ".join(known_by),
        source=JOINED.join(line.sources),
        address=change.indicator.get_absolute_url(),
    )


def state_line(line: ChangeLine) -> SheetLine:
    """The latest value alone: how many take part is no change."""
    change = line.change
    return SheetLine(
        _content(line),
        change.indicator.unit_label,
        _value(line, "after"),
        number=change.after,
        printed=change.actual.printed if change.actual else "",
        period=line.after_on,
        source=change.actual.source if change.actual else "",
        address=change.indicator.get_absolute_url(),
    )


def unknown_line(indicator: Indicator) -> SheetLine:
    """An indicator that the form asks for and nobody observed: unknown, not 0."""
    return SheetLine(indicator.label, indicator.unit_label, _t("unknown"))


def _content(line: ChangeLine) -> str:
    """The indicator, and whose it is where that is not the scheme itself."""
    label = line.change.indicator.label
    if isinstance(line.change.subject, Scheme):
        return label
    return pgettext("sheet", "%(indicator)s (%(subject)s)") % {
        "indicator": label,
        "subject": line.subject,
    }


def _value(line: ChangeLine, side: str) -> str:
    """Numbers without their unit, which has a column."""
    is_number = line.change.indicator.kind in (Kind.NUMBER, Kind.RATIO)
    return printed(getattr(line.change, side)) if is_number else getattr(line, side)
