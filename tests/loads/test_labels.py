"""A file under the labels of the interface is understood: exports print the same labels."""

import pytest
from django.utils.translation import override

from aidtrack.spreadsheets.tables.headers import find_header
from pairings.models import Pairing
from projects.figures.export import of_model
from projects.models import (
    Contribution,
    Observation,
    Project,
    Quantity,
    StatusReport,
    Transfer,
)
from reports.loads.kinds.contributions.columns import COLUMNS as OF_CONTRIBUTIONS, HEADED_COLUMNS
from reports.loads.kinds.month.columns import COLUMNS as OF_REPORTS
from reports.loads.kinds.observations.columns import COLUMNS as OF_OBSERVATIONS
from reports.loads.kinds.projects.columns import BATCHES, COLUMNS as OF_PROJECTS
from reports.loads.kinds.tasks.columns import COLUMNS as OF_TASKS
from reports.loads.kinds.transfers.columns import COLUMNS as OF_TRANSFERS
from reports.models import Answer, Item, Task

# Columns that are no field of the kind's own model: (model, field) whose label they have.
ELSEWHERE = {
    "projects": {
        "pairing": (Project, "lead_pairing"),
        "supporter": (Pairing, "supporter"),
        "recipient": (Pairing, "recipient"),
    },
    "month": {
        "code": (Project, "code"),
        "name": (Project, "name"),
        "month": (StatusReport, "month"),
        "provenance": (Project, "provenance"),
        "planned_aid": (Project, "planned_aid"),
        "total_investment": (Project, "total_investment"),
        "supporter": (Pairing, "supporter"),
        "recipient": (Pairing, "recipient"),
    },
    "transfers": {"code": (Project, "code"), "name": (Project, "name")},
    "contributions": {
        "supporter": (Pairing, "supporter"),
        "recipient": (Pairing, "recipient"),
        "project": (Project, "code"),
        "counting_unit": (Quantity, "counting_unit"),
        "of_whom": (Quantity, "of_whom"),
        "planned": (Quantity, "planned"),
        "printed": (Quantity, "printed"),
    },
    "observations": {},
    "tasks": {
        "answer": (Answer, "text"),
        "meeting": (Item, "meeting"),
        "agenda_item": (Task, "item"),
        "issuer": (Task, "issued_by"),
        "accepter": (Task, "accepted_by"),
    },
}
# What no model has a field for: numbers of rows, values of last month, a start with its finish.
WITHOUT_FIELD = {"period", "year", "done", "subject", "value", "number"} | {
    column.name for column in HEADED_COLUMNS
}
WITHOUT_FIELD |= {"serial", "last_progress", "last_disbursed", "planned_period", "return_reason"}
# A month beside its year is no field of its own.
MONTHS = {("contributions", "month"), ("observations", "month")}
KINDS = {
    "projects": (Project, OF_PROJECTS),
    "month": (StatusReport, OF_REPORTS),
    "transfers": (Transfer, OF_TRANSFERS),
    "contributions": (Contribution, OF_CONTRIBUTIONS),
    "observations": (Observation, OF_OBSERVATIONS),
    "tasks": (Task, OF_TASKS),
}


def labels(kind: str) -> dict[str, str]:
    """{column: label of its field} in the language of now."""
    model, columns = KINDS[kind]
    names = [
        column.name
        for column in columns
        if column.name not in WITHOUT_FIELD
        and (kind, column.name) not in MONTHS
        and not column.name.endswith("_before")
        and column not in BATCHES
    ]
    fields = {name: ELSEWHERE[kind].get(name, (model, name)) for name in names}
    return {name: f"{of_model(*field)}" for name, field in fields.items()}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_column_is_known_by_the_label_of_its_field(kind, language):
    with override(language):
        of_fields = labels(kind)

    found = find_header([list(of_fields.values())], [], KINDS[kind][1], {})

    header = [*of_fields.values()]
    assert {name: header[place] for name, place in found.columns.items()} == of_fields
