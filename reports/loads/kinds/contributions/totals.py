"""Totals of persons that a file prints: persons do not add, so they are named, not loaded."""

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from reports.loads.kinds.contributions.columns import COUNTED, PLANNED
from reports.loads.kinds.contributions.doubts import PERSON
from reports.loads.kinds.contributions.entries import Gathering
from reports.loads.kinds.contributions.numbers import read_cell

OF_PERSONS = (f"{COUNTED}{PERSON}", f"{PLANNED}{PERSON}")


def totals_of_persons(table: Table, gathering: Gathering) -> list[Problem]:
    """Names each total of persons of a table whose rows were gathered."""
    return [
        table.problem(
            total,
            name,
            _t("This total is not loaded: people do not add, the same one may come twice."),
            "",
        )
        for total in table.totals
        for name in ("done", "planned", *OF_PERSONS)
        if _counts_persons(table, total, name, gathering)
    ]


def _counts_persons(table: Table, total: Record, name: str, gathering: Gathering) -> bool:
    text = total.values.get(name)
    if not text:
        return False
    if name in OF_PERSONS:
        return True
    try:
        stated_unit = total.values.get("counting_unit") or ""
        unit = read_cell(text, gathering.units, stated_unit).unit
    except ValueError:
        return False
    if unit is not None:
        return unit.code == PERSON
    entries = gathering.entries.values()
    units_of_rows = {a.unit.code for e in entries if e.table is table for a in e.amounts}
    return units_of_rows == {PERSON}
