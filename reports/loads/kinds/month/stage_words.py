"""Words for a stage that may be one of two: asked about once a file, a question a meaning.

缓建 (postponed): works that were begun are suspended; those that never began cannot be, and an
office may mean either. 主体封顶 and 基本完工 may be works that go on, or their end; 投入使用 says
that works are used, but not whether they were handed over.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import Alternative, Question, chosen_reading
from aidtrack.values.formats import count
from projects.models import Project
from projects.month.due import Row
from reports.loads.asking import NAMED, code_of
from reports.loads.kinds.month.columns import IN_USE, NEARLY_COMPLETED, POSTPONED
from reports.loads.plans import Context


@dataclass(frozen=True)
class Meaning:
    """What such words leave open: the question, why it is asked, and the stages to choose from."""

    label: Promise
    sentence: Promise
    stages: tuple[Project.Stage, Project.Stage]


MEANINGS = {
    POSTPONED: Meaning(
        _("Postponed works (缓建): in which stage are they?"),
        _("No start of these works is known, and only works that began can be suspended."),
        (Project.Stage.NOT_STARTED, Project.Stage.SUSPENDED),
    ),
    NEARLY_COMPLETED: Meaning(
        _("Works whose main structure is done (主体封顶, 基本完工): in which stage are they?"),
        _("The words say that the main part is done, and not whether all of it is."),
        (Project.Stage.UNDER_CONSTRUCTION, Project.Stage.COMPLETED),
    ),
    IN_USE: Meaning(
        _("Works in use (投入使用): in which stage are they?"),
        _("The words say that the works are used, and not whether they were handed over."),
        (Project.Stage.COMPLETED, Project.Stage.HANDED_OVER),
    ),
}


class StageWords:
    def __init__(self, context: Context):
        self.answers = context.chosen("answers") or {}
        self.cells: dict[str, list[str]] = {}

    def settle(self, table: Table, record: Record, row: Row) -> bool:
        """Puts the stage in place of the word; whether there is a stage, or none to be put."""
        word = record.values.get("stage")
        if word not in MEANINGS:
            return True
        if word == POSTPONED and (record.values.get("started_on") or row.project.started_on):
            record.values["stage"] = Project.Stage.SUSPENDED.value
            return True
        self.cells.setdefault(word, []).append(table.place(record, "stage"))
        record.values["stage"] = self._answer(word) or None
        return bool(record.values["stage"])

    def _answer(self, word: str) -> str:
        stages = [stage.value for stage in MEANINGS[word].stages]
        return chosen_reading(self.answers, code_of("value", word), stages)

    def questions(self) -> list[Question]:
        return [self._question(word, cells) for word, cells in self.cells.items()]

    def _question(self, word: str, cells: list[str]) -> Question:
        meaning, rows = MEANINGS[word], len(cells)
        in_words = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": count(rows)}
        return Question(
            code_of("value", word),
            _t(", ").join(cells[:NAMED]),
            meaning.label,
            str(meaning.sentence),
            tuple(Alternative(stage.value, stage.label, in_words) for stage in meaning.stages),
            self._answer(word),
            rows,
        )
