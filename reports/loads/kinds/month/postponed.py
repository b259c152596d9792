"""The word 缓建 (postponed): works that were begun are suspended; of others it is asked once.

Works that never began cannot be suspended, and an office may mean either.
"""

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import Alternative, Question, chosen_reading
from aidtrack.values.formats import count
from projects.models import Project
from projects.month.due import Row
from reports.loads.asking import NAMED, code_of
from reports.loads.kinds.month.columns import POSTPONED
from reports.loads.plans import Context

CODE = code_of("value", POSTPONED)
READINGS = (Project.Stage.NOT_STARTED, Project.Stage.SUSPENDED)


class PostponedWorks:
    def __init__(self, context: Context):
        answers = context.chosen("answers") or {}
        self.choice = chosen_reading(answers, CODE, [stage.value for stage in READINGS])
        self.cells: list[str] = []

    def settle(self, table: Table, record: Record, row: Row):
        """Puts the stage in place of the word."""
        if record.values.get("stage") != POSTPONED:
            return
        if record.values.get("started_on") or row.project.started_on:
            record.values["stage"] = Project.Stage.SUSPENDED.value
            return
        self.cells.append(table.place(record, "stage"))
        record.values["stage"] = self.choice or Project.Stage.NOT_STARTED.value

    def question(self) -> list[Question]:
        """One for the file, or none."""
        if not self.cells:
            return []
        rows = len(self.cells)
        in_words = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": count(rows)}
        readings = tuple(Alternative(s.value, s.label, in_words) for s in READINGS)
        return [
            Question(
                CODE,
                _t(", ").join(self.cells[:NAMED]),
                _("Postponed works (缓建): in which stage are they?"),
                _t("No start of these works is known, and only works that began can be suspended."),
                readings,
                self.choice,
                rows,
            )
        ]
