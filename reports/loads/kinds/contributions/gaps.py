"""What rows leave out and a contribution needs: asked once a file, or once a group of rows."""

from collections.abc import Mapping

from django.utils.translation import gettext as _t, ngettext

from aidtrack.spreadsheets.tables.questions import Alternative, Question, chosen_reading
from aidtrack.values.formats import count
from projects.models import Contribution
from reports.loads.asking import code_of
from reports.loads.kinds.contributions.columns import COLUMNS
from reports.loads.kinds.contributions.owners import Owners
from reports.loads.kinds.projects.groups import Row, as_reading, groupings
from reports.loads.plans import Context

MISSING, NONE = "missing", "none"
LABELS = {column.name: column for column in COLUMNS}


class Gaps:
    """Fills the scheme, programme and form that rows leave out; ``asked`` are columns in doubt."""

    def __init__(self, context: Context, owners: Owners):
        self.owners, self.answers = owners, context.chosen("answers") or {}
        self.questions: list[Question] = []
        self.asked: set[str] = set()

    def fill(self, rows: list[Row]):
        """``rows`` are those of new contributions."""
        if without := [row for row in rows if self._lacks_scheme(row)]:
            self._ask("scheme", without, {s.code: s.label for s in self.owners.schemes})
        self._fill_programmes(rows)
        if without := [row for row in rows if _is_empty(row, "form")]:
            self._ask("form", without, dict(Contribution.Form.choices))

    def _lacks_scheme(self, row: Row) -> bool:
        return _is_empty(row, "scheme") and self._scheme_of(row) is None

    def _scheme_of(self, row: Row):
        table, record = row
        pairing, _problems = self.owners.pairing_of(table, record)
        return self.owners.scheme_of(record, pairing, self.owners.programme_of(record))

    def _fill_programmes(self, rows: list[Row]):
        """The only programme of the scheme; of several one is asked for, or none."""
        without: dict[int, list[Row]] = {}
        for row in rows:
            scheme = self._scheme_of(row)
            if scheme and self.owners.programme_of(row[1]) is None and _is_empty(row, "programme"):
                without.setdefault(scheme.pk, []).append(row)
        for scheme in self.owners.schemes:
            programmes = self.owners.programmes_of(scheme) if scheme.pk in without else ()
            if len(programmes) == 1:
                _fill("programme", without[scheme.pk], programmes[0].code)
            elif programmes:
                readings = {programme.code: programme.label for programme in programmes}
                readings[NONE] = _t("of none")
                self._ask("programme", without[scheme.pk], readings)

    def _ask(self, name: str, rows: list[Row], readings: Mapping[str, str]):
        parted = groupings(rows)
        alternatives = [Alternative(value, str(label)) for value, label in readings.items()]
        by_group = [as_reading(*groups) for groups in parted.items()]
        code = code_of(MISSING, name)
        answer = self._add(name, rows, "", code, [*alternatives, *by_group])
        if answer not in parted:
            self._take(name, rows, answer)
            return
        for group, group_rows in parted[answer].items():
            code = code_of(MISSING, name, answer.removeprefix("by:"), group)
            own = self._add(name, group_rows, group, code, alternatives)
            self._take(name, group_rows, own)

    def _add(self, name: str, rows: list[Row], group: str, code: str, readings: list) -> str:
        answer = chosen_reading(self.answers, code, [reading.value for reading in readings])
        self.questions.append(_question(name, rows, group, code, readings, answer))
        return answer

    def _take(self, name: str, rows: list[Row], answer: str):
        if not answer:
            self.asked.add(name)
        elif answer != NONE:
            _fill(name, rows, answer)


def _fill(name: str, rows: list[Row], value: str):
    for _table, record in rows:
        record.values[name] = value


def _is_empty(row: Row, name: str) -> bool:
    """Whether the cell is empty; one that is wrong is a problem already."""
    table, record = row
    cell = table.cell(record, name)
    is_wrong = bool(cell) and any(problem.cell == cell for problem in record.problems)
    return record.values.get(name) is None and not is_wrong and not table.may_hold(name)


def _question(name, rows: list[Row], group: str, code: str, readings, answer: str) -> Question:
    table, record = rows[0]
    at = table.cell(record, name) or table.cell(record, "title")
    in_words = ngettext("%(n)s row", "%(n)s rows", len(rows)) % {"n": count(len(rows))}
    label = (
        _t("%(column)s: which one for %(rows)s of “%(group)s”?")
        if group
        else _t("%(column)s: which one for %(rows)s?")
    )
    return Question(
        code,
        f"{table.sheet} {at}".strip(),
        label % {"column": LABELS[name].label, "rows": in_words, "group": group},
        _t("The file does not state it for these rows."),
        tuple(readings),
        answer,
        len(rows),
    )
