"""Numbers that a person would hesitate over, asked once a file: vague, persons, too many a day."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _t, ngettext

from aidtrack.spreadsheets.tables.questions import (
    LEAVE,
    READ,
    Alternative,
    Question,
    chosen_reading,
)
from aidtrack.values.formats import count
from aidtrack.values.intervals import Interval, printed, total
from projects.models import Contribution, CountingUnit, Precision
from reports.loads.asking import NAMED
from reports.loads.kinds.contributions.amounts import Amount
from reports.loads.kinds.contributions.entries import Entry

VAGUE, PERSONS, CROWD = "number:vague", "number:persons", "number:crowd"
EXACT, AROUND = "exact", "around"
PERSON, PERSON_TIME = "person", "person_time"
# 几十 is from 20 to 99, 几百 from 200 to 999.
SEVERAL = re.compile("[几数]([十百千])|([十百千])几")
POWERS = {"十": 10, "百": 100, "千": 1000}
# More people than this a day are asked about.
MOST_A_DAY = 1000
# Words and units that say that there was more than one date.
REPEATED = re.compile(
    r"各期|各类|多期|多次|分批|系列|累计|(?:[2-9二两三四五六七八九十]|[0-9]{2})期"
)
REPEATED_UNITS = ("course", "session", "batch", "visit")


class NumberDoubts:
    """Asks about numbers of the file and takes the answers; ``persons_summed`` are the sheets
    that print a total of persons.
    """

    def __init__(self, answers: Mapping, units: Mapping[str, CountingUnit], persons_summed):
        self.answers, self.units, self.persons_summed = answers, units, persons_summed
        self.questions: list[Question] = []

    def settle(self, entries: Iterable[Entry]):
        """Afterwards no number is vague, or a question is open."""
        entries = list(entries)
        self._ask_vague([(e, a) for e in entries for a in e.amounts if a.is_vague])
        self._ask_persons([(e, a) for e in entries for a in e.amounts if self._may_repeat(e, a)])
        self._ask_crowd([(e, a) for e in entries for a in e.amounts if _is_crowd(e, a)])

    def _ask_vague(self, places: list[tuple[Entry, Amount]]):
        if not places:
            return
        amounts = [amount for _entry, amount in places]
        readings = [Alternative(AROUND, _t("within a tenth"), _listed(amounts, around))]
        if all(amount.cell.number is not None for amount in amounts):
            readings.append(Alternative(EXACT, _t("exactly the number"), _listed(amounts, exact)))
        answer = self._ask(
            VAGUE,
            amounts,
            _t("What is meant by numbers that are only roughly stated?"),
            _t("These say no bounds: %(cells)s."),
            [*readings, _leaving(amounts)],
        )
        for entry, amount in places:
            if answer == LEAVE:
                _leave(entry, amount)
            elif answer:
                amount.done = {AROUND: around, EXACT: exact}[answer](amount)

    def _may_repeat(self, entry: Entry, amount: Amount) -> bool:
        """Whether persons of several dates, or persons that the file sums, are counted."""
        if amount.unit.code != PERSON or amount.done is None or PERSON_TIME not in self.units:
            return False
        if entry.values["form"] == Contribution.Form.SECONDMENT:
            return False
        if entry.table.sheet in self.persons_summed:
            return True
        several = any(
            other.unit.code in REPEATED_UNITS and other.done and other.done.low > 1
            for other in entry.amounts
        )
        return several or bool(REPEATED.search(f"{entry.values['title']} {amount.printed}"))

    def _ask_persons(self, places: list[tuple[Entry, Amount]]):
        if not places:
            return
        amounts = [amount for _entry, amount in places]
        total_times = printed(total(amount.done for amount in amounts))
        unit, times = self.units[PERSON], self.units[PERSON_TIME]
        answer = self._ask(
            PERSONS,
            amounts,
            _t("Are these people or person-times?"),
            _t("They are of several dates, or the file adds them up: %(cells)s."),
            [
                Alternative(
                    PERSON_TIME,
                    times.name,
                    _t("%(total)s together, who came twice counted twice") % {"total": total_times},
                ),
                Alternative(PERSON, unit.name, _t("each row by itself, never added up")),
            ],
        )
        for _entry, amount in places if answer == PERSON_TIME else ():
            amount.unit = times

    def _ask_crowd(self, places: list[tuple[Entry, Amount]]):
        if not places:
            return
        amounts = [amount for _entry, amount in places]
        answer = self._ask(
            CROWD,
            amounts,
            _t("So many people in so few days?"),
            _t("These are more than %(most)s a day: %(cells)s."),
            [Alternative(READ, _t("yes, as they stand"), _listed(amounts)), _leaving(amounts)],
        )
        for entry, amount in places if answer == LEAVE else ():
            _leave(entry, amount)

    def _ask(self, code: str, amounts: list[Amount], label: str, sentence: str, readings) -> str:
        answer = chosen_reading(self.answers, code, [reading.value for reading in readings])
        places = dict.fromkeys(amount.place for amount in amounts)
        cells = _t("; ").join(f"{a.place} {a.cell.text}" for a in amounts[:NAMED])
        self.questions.append(
            Question(
                code,
                _t(", ").join(list(places)[:NAMED]),
                label,
                sentence % {"cells": cells, "most": count(MOST_A_DAY)},
                tuple(readings),
                answer,
                len(amounts),
            )
        )
        return answer


def around(amount: Amount) -> Interval:
    """About N is N less or more a tenth; several tens are 20 to 99."""
    number, smallest = amount.cell.number, amount.unit.smallest
    if number is not None:
        tenth = (number / 10) // smallest * smallest
        return Interval(number - tenth, number + tenth)
    match = SEVERAL.search(amount.cell.text)
    power = POWERS[match[1] or match[2]] if match else 10
    return Interval(Decimal(2 * power), Decimal(10 * power - 1))


def exact(amount: Amount) -> Interval:
    return Interval.exactly(amount.cell.number)


def _leave(entry: Entry, amount: Amount):
    """Leaves out what was done; what was planned stays."""
    amount.done, amount.cell, amount.printed = None, None, ""
    if amount.planned is None:
        entry.amounts.remove(amount)


def _is_crowd(entry: Entry, amount: Amount) -> bool:
    values, done = entry.values, amount.done
    is_counted = amount.unit.code in (PERSON, PERSON_TIME) and done is not None
    if not is_counted or amount.cell is None or values["precision"] != Precision.DAY:
        return False
    if not (values["starts_on"] and values["ends_on"]):
        return False
    days = (values["ends_on"] - values["starts_on"]).days + 1
    return done.low > MOST_A_DAY * days


def _listed(amounts: list[Amount], read: Callable[[Amount], Interval] | None = None) -> str:
    """What the first of the cells come to."""
    intervals = [read(amount) if read else amount.done for amount in amounts[:NAMED]]
    shown = (
        f"{amount.cell.text}: {printed(interval)} {amount.unit.name}"
        for amount, interval in zip(amounts, intervals, strict=False)
    )
    return _t("; ").join(shown)


def _leaving(amounts: list[Amount]) -> Alternative:
    left_out = ngettext("%(n)s number is not loaded", "%(n)s numbers are not loaded", len(amounts))
    return Alternative(LEAVE, _t("leave them out"), left_out % {"n": count(len(amounts))})
