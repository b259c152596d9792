"""Groups of rows for which an answer may differ: by sheet, by section, by recipient, by pairing."""

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import Alternative
from aidtrack.values.formats import count

Row = tuple[Table, Record]
Groups = dict[str, list[Row]]
# More groups are not asked about one by one.
MOST = 40
NAMED = 5


def _recipient(table: Table, record: Record) -> str:
    return str(record.values.get("recipient") or "")


def _pairing(table: Table, record: Record) -> str:
    names = (record.values.get("supporter"), record.values.get("recipient"))
    return str(record.values.get("pairing") or "") or " → ".join(str(name or "—") for name in names)


GROUPINGS = {
    "sheet": (_("separately for each sheet"), lambda table, record: table.sheet),
    "section": (_("separately for each section"), lambda table, record: record.section),
    "recipient": (_("separately for each recipient"), _recipient),
    "pairing": (_("separately for each pairing"), _pairing),
}


def groupings(rows: list[Row]) -> dict[str, Groups]:
    """The ways to part the rows, {"by:sheet": {name: rows}}; of two that part them alike the first.

    Only those with more than one group, and at most MOST.
    """
    by_parts: dict[tuple, tuple[str, Groups]] = {}
    for grouping, (_label, name_of) in GROUPINGS.items():
        groups: Groups = {}
        for table, record in rows:
            groups.setdefault(name_of(table, record) or "—", []).append((table, record))
        if 1 < len(groups) <= MOST:
            parts = tuple(tuple(id(record) for _table, record in part) for part in groups.values())
            by_parts.setdefault(parts, (f"by:{grouping}", groups))
    return dict(by_parts.values())


def as_reading(value: str, groups: Groups) -> Alternative:
    n = len(groups)
    listed = _t(", ").join(list(groups)[:NAMED])
    comes_to = ngettext("%(n)s question more: %(names)s", "%(n)s questions more: %(names)s", n)
    label = GROUPINGS[value.removeprefix("by:")][0]
    return Alternative(value, label, comes_to % {"n": count(n), "names": listed})
