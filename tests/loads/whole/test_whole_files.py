"""No value is written that differs from what its cell shows, unless a question was answered.

Whole files of three kinds, drawn at random, with their questions answered at random.
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, event, given, settings, strategies as st

from projects.models import Project
from reports.loads.asking import answered
from reports.loads.describing import PROBLEMS, SOUND, described
from reports.loads.examining import examine
from reports.loads.kinds.month.plan import STATUS
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.kinds.transfers.plan import TRANSFERS
from tests.cast.office import Office
from tests.databases.examples import examples
from tests.loads.whole.drawing import files

NAMES = {
    "P-1": "和田市客运站",
    "P-2": "墨玉县中心卫生院",
    "P-3": "皮山农场供水厂",
    "P-4": "洛浦县棉纺职业学校",
}
KINDS = {"projects": PROJECTS, "status": STATUS, "transfers": TRANSFERS}
CHOICES = {"month": "2011-07-01", "programme": "2011-plan"}
TODAY = date(2011, 8, 1)
# Questions by what they begin with, and the columns that each is about.
AMOUNTS, DAYS = {"planned_aid", "disbursed_to_date", "amount"}, {"planned_start_on", "on"}
ABOUT = {
    "unit": AMOUNTS,
    "value": AMOUNTS,
    "header": AMOUNTS | DAYS | {"physical_progress"},
    "share": {"physical_progress"},
    "words": {"physical_progress"},
    "time": DAYS,
}
ROUNDS = 6


@pytest.fixture
def office(db):
    office = Office(code="P-1", name=NAMES["P-1"], planned_aid=10**9, started_on="2011-05-01")
    for code, name in list(NAMES.items())[1:]:
        office.another_project(code=code, name=name, planned_aid=10**9, started_on="2011-05-01")
    return office


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_value_is_written_as_its_cell_shows_it_or_asked_about(office, kind, data):
    file = data.draw(files(NAMES, kind))

    records, asked = load(office, kind, file.bytes, data)

    event(f"{'some' if records else 'no'} records, {'some' if asked else 'no'} questions")
    columns_asked = set().union(*(ABOUT.get(what, set()) for what in asked))
    for code, values in records.items():
        row = file.columns[0].cells.index((code, "General"))
        if row in file.misnamed:
            assert "identity" in asked
            continue
        assert row not in file.hidden_rows or "hidden" in asked
        for column in file.columns[2:]:
            if column.name in values and column.name not in columns_asked:
                assert as_stored(values[column.name]) == as_stored(column.displayed[row])


def load(office, kind: str, content: bytes, data) -> tuple[dict[str, dict], set[str]]:
    """What would be written by the code of its project, and what was asked on the way there."""
    answers, asked = {}, set()
    user = office.administrator if kind == "projects" else office.recorder
    for _round in range(ROUNDS):
        choices = {**CHOICES, **as_choices(answers)}
        preview = examine(KINDS[kind], content, "表.xlsx", user=user, choices=choices, today=TODAY)
        outcome = described(preview)
        if outcome["outcome"] in (SOUND, PROBLEMS):
            return by_code(outcome["records"]), asked
        for question in outcome["questions"]:
            asked.add(question["code"].partition(":")[0])
            readings = [reading["reading"] for reading in question["readings"]]
            answers[question["code"]] = data.draw(st.sampled_from(readings))
    return {}, asked


def as_choices(answers: dict) -> dict:
    return answered(answers.items())


def by_code(records: list[dict]) -> dict[str, dict]:
    codes = dict(Project.objects.values_list("pk", "code"))
    by_code = {}
    for record in records:
        values = record["values"]
        code = codes.get(values.get("project_id")) or record.get("row", "").split(" ")[0]
        by_code[code] = values
    return by_code


def as_stored(value):
    """A value of JSON or of the drawing, so that both compare."""
    if value is None or isinstance(value, date):
        return value and value.isoformat()
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return value
