"""Words for a kind of works (改扩建) in place of new or continuing: asked about once a file."""

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.layouts import Table
from aidtrack.spreadsheets.tables.questions import Alternative, Question, chosen_reading
from aidtrack.values.formats import count
from projects.models import Project
from reports.loads.asking import NAMED, code_of
from reports.loads.kinds.projects.columns import OTHER_NATURE
from reports.loads.plans import Context

CODE = code_of("value", "nature")


def nature_questions(tables: list[Table], context: Context) -> list[Question]:
    """The question for the file, or none; gives the rows what was answered."""
    rows = [
        (table, record)
        for table in tables
        for record in table.records
        if record.values.get("nature") == OTHER_NATURE
    ]
    if not rows:
        return []
    choices = Project.Nature.values
    choice = chosen_reading(context.chosen("answers") or {}, CODE, choices)
    for _table, record in rows:
        record.values["nature"] = choice or None
    n = ngettext("%(n)s row", "%(n)s rows", len(rows)) % {"n": count(len(rows))}
    readings = [Alternative(nature.value, nature.label, n) for nature in Project.Nature]
    return [
        Question(
            CODE,
            _t(", ").join(table.place(record, "nature") for table, record in rows[:NAMED]),
            _("Extensions, conversions and the like (改扩建): are they new projects?"),
            _t("Only whether a project is new or continued from an earlier year can be recorded."),
            tuple(readings),
            choice,
            len(rows),
        )
    ]
