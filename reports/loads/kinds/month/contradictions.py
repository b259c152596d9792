"""Progress that goes badly with the stage beside it (60 % at 完工): asked about once a file."""

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import (
    LEAVE,
    READ,
    Alternative,
    Question,
    chosen_reading,
)
from aidtrack.values.formats import count
from projects.checks.claims import CONTRADICTIONS
from projects.checks.findings import Finding
from reports.loads.asking import NAMED, code_of
from reports.loads.kinds.month.falls import is_share_open
from reports.loads.plans import Context

CODE, PROGRESS = code_of("value", "progress"), "physical_progress"


class Contradictions:
    """Notes the cells; ``choice`` is whether they are read or left out."""

    def __init__(self, context: Context):
        self.choice = chosen_reading(context.chosen("answers") or {}, CODE, (READ, LEAVE))
        self.cells: list[str] = []
        self.sentences: list[str] = []

    def settle(
        self, table: Table, record: Record, values: dict, open_findings: list[Finding]
    ) -> Finding | None:
        """Notes a progress of the file that contradicts the stage; the one that is left out."""
        finding = next((f for f in open_findings if f.code in CONTRADICTIONS), None)
        if finding is None or PROGRESS not in values or is_share_open(table):
            return None
        cell = table.place(record, PROGRESS)
        self.cells.append(cell)
        self.sentences.append(f"{cell} {finding.statement}")
        if self.choice != LEAVE:
            return None
        del values[PROGRESS]
        return finding

    def question(self) -> list[Question]:
        """One for the file, or none."""
        if not self.cells:
            return []
        rows = len(self.cells)
        in_words = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": count(rows)}
        left_out = _t("%(rows)s keep last month's progress") % {"rows": in_words}
        return [
            Question(
                CODE,
                _t(", ").join(self.cells[:NAMED]),
                _("The progress goes badly with the stage beside it: is it right?"),
                " ".join(self.sentences[:NAMED]),
                (
                    Alternative(READ, _("yes, as they stand"), in_words),
                    Alternative(LEAVE, _("leave these cells out"), left_out),
                ),
                self.choice,
                rows,
            )
        ]
