"""What was given in one sentence: the largest numbers, parts with their share."""

from decimal import Decimal

from django.utils.translation import gettext as _t, ngettext, pgettext

from aidtrack.values import formats
from aidtrack.values.intervals import Interval, printed, words_for
from pairings.models import in_language
from projects.contributions.panel import PART, SUM, AidLine, AidPanel, share_text
from projects.models import CountingUnit

# Clauses of what was given.
LARGEST = 3
# Of the heading of the panel.
OF_HEADING = 2


def headline(panel: AidPanel) -> str:
    """The whole sentence; empty where nothing is known by that day."""
    clauses = all_clauses(panel)
    if not clauses:
        return ""
    return _t("By %(day)s: %(clauses)s.") % {
        "day": formats.day(panel.on),
        "clauses": joined(clauses),
    }


def finding(panel: AidPanel, *, title: str) -> str:
    """The heading of the panel: its first clauses behind its title."""
    clauses = all_clauses(panel)[:OF_HEADING] or [_t("nothing registered by this day")]
    return _t("%(title)s: %(clauses)s") % {"title": title, "clauses": joined(clauses)}


def joined(clauses: list[str]) -> str:
    return pgettext("clauses of a list", "; ").join(clauses)


def all_clauses(panel: AidPanel) -> list[str]:
    return [*posts(panel), *map(clause, largest(panel)), *under_way(panel)]


def posts(panel: AidPanel) -> list[str]:
    """People in post on the day."""
    lines = [line for line in panel.lines if line.is_stock and line.under_way]
    sums = [line for line in lines if line.kind == SUM] or lines
    return [
        _t("in post: %(number)s") % {"number": number_of(line, line.under_way)}
        for line in sums
        if line.under_way.high != 0
    ]


def under_way(panel: AidPanel) -> list[str]:
    """How many contributions had begun and not ended, people in post apart."""
    number = sum(
        row.timing == row.Timing.UNDER_WAY and not row.is_stock for row in panel.contributions
    )
    if not number:
        return []
    return [ngettext("%(n)d item under way", "%(n)d items under way", number) % {"n": number}]


def largest(panel: AidPanel) -> list[list[AidLine]]:
    """The lines of each clause: sums over forms first, then those of the largest numbers.

    Money is not among them: it would outrank everything that is counted.
    """
    sums = [[line] for group in panel.groups if not group.form for line in group.lines]
    summed_units = {line.counting_unit for (line,) in sums}
    groups = [
        lines
        for group in panel.groups
        if group.form
        for lines in clauses_of_form(group.lines)
        if lines[0].counting_unit not in summed_units
    ]
    ranked = sorted(filter(_is_named, groups), key=_size, reverse=True)
    return [*filter(_is_named, sums), *ranked][:LARGEST]


def clauses_of_form(lines: list[AidLine]) -> list[list[AidLine]]:
    """The sums, and of what was not summed the lines of each contribution with their parts."""
    sums = [line for line in lines if line.kind == SUM]
    summed_units = {line.counting_unit for line in sums}
    by_contribution: dict[int, list[AidLine]] = {}
    for line in lines:
        if line.counting_unit not in summed_units:
            contribution = line.quantities[0].contribution
            whole = contribution.part_of_id or contribution.pk
            by_contribution.setdefault(whole, []).append(line)
    return [*([line] for line in sums), *by_contribution.values()]


def _is_named(lines: list[AidLine]) -> bool:
    is_money = lines[0].counting_unit.kind == CountingUnit.Kind.MONEY
    return not is_money and _size(lines) > 0


def _size(lines: list[AidLine]) -> Decimal:
    return max(line.given.low if line.given else Decimal(0) for line in lines)


def clause(lines: list[AidLine]) -> str:
    """培训、互访450人次; of a contribution all its numbers, then its parts."""
    wholes = [line for line in lines if line.kind != PART and line.given]
    numbers = formats.listed([number_of(line, line.given) for line in wholes])
    what = _t("%(what)s %(numbers)s") % {"what": _subject(lines[0]), "numbers": numbers}
    parts = [_part(line) for line in lines if line.kind == PART and line.given]
    return pgettext("clauses", ", ").join([what, *parts])


def _subject(line: AidLine) -> str:
    return line.forms if line.kind == SUM else line.title


def _part(line: AidLine) -> str:
    number = number_of(line, line.given)
    words = _t("%(what)s %(numbers)s") % {"what": line.title, "numbers": number}
    if line.share is None:
        return words
    return _t("%(words)s (%(share)s)") % {"words": words, "share": share_text(line.share)}


def number_of(line: AidLine, number: Interval) -> str:
    """With its unit; what is known by bounds as its source words it in Chinese, 12,000余册.

    The bounds stand in the row; a sum has only them, and so has a sentence in English.
    """
    unit = line.counting_unit
    stated = "" if number.is_exact else words_for(number, line.printed, smallest=unit.smallest)
    words = in_language(stated, printed(number)) or printed(number)
    return _t("%(number)s %(unit)s") % {"number": words, "unit": unit.name}
