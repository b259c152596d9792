"""No value of the history is printed as the log keeps it: no lists, no structures, no "None"."""

import json
import re

import pytest
from auditlog.models import LogEntry

from projects.history.entries import history_lines, of_everything
from tests import make
from tests.tools.walk import factory, our_models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
RAW = re.compile(r"[{}\[\]]|\bNone\b|\bnull\b|^$")


def raw_values() -> list[tuple]:
    changes = [
        (line.kind, *change)
        for line in history_lines(of_everything(make.auditor()))
        for change in line.changes
    ]
    assert changes
    # An old value of what is new is empty; no other text is.
    return [c for c in changes if any(RAW.search(text) for text in (*c[:2], c[2] or "—", c[3]))]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_a_row_that_is_made_changed_and_deleted(model):
    row = factory(model)()
    for field in model._meta.fields:
        if field.null and field.concrete and getattr(row, field.attname) is not None:
            LogEntry.objects.log_create(
                row, changes={field.name: [f"{getattr(row, field.attname)}", "None"]}, action=1
            )
    every = {field.name: ["None", "None"] for field in model._meta.get_fields()}
    LogEntry.objects.log_create(row, changes=every, action=LogEntry.Action.DELETE)

    assert raw_values() == []


def test_an_exemption_of_projects():
    exemption = make.exemption()
    project = make.project(name="双语幼儿园")
    exemption.projects.add(project)

    assert raw_values() == []
    lines = history_lines(of_everything(make.auditor()))
    assert any(project.name in f"{line.changes}" for line in lines)


STRUCTURES = [
    ("answers", make.status_report, {"yuan": "360000", "jump": "30"}, "amount beside the plan"),
    (
        "choices",
        make.load,
        {"programme": "p", "organisations": {"喀什": "65"}, "x": None},
        "喀什: 65",
    ),
    ("choices", make.load, {"conflicts": {"3": "mine"}}, "value in the file"),
    ("counts", make.load, {"projects.Project": {"created": 2}}, "2"),
    ("target_curve", make.programme, [0.1, 0.5, 1], "0.1, 0.5, 1"),
]


@pytest.mark.parametrize("write", [json.dumps, str], ids=["json", "python"])
@pytest.mark.parametrize(("name", "factory", "value", "told"), STRUCTURES)
def test_a_structure_reads_as_a_sentence(settings, name, factory, value, told, write):
    settings.LANGUAGE_CODE = "en"
    from django.utils.translation import override

    changes = {name: ["{}", write(value)]}
    LogEntry.objects.log_create(factory(), changes=changes, action=LogEntry.Action.UPDATE)

    with override("en"):
        assert raw_values() == []
        line = history_lines(of_everything(make.auditor()))
        texts = [change for entry in line for change in entry.changes]

    assert any(told in f"{change}" for change in texts), texts


def test_rows_of_a_relation_that_is_no_more_are_left_out():
    changes = {"former": ["None", "projects.Exemption.None"], "name": ["旧", "新"]}
    LogEntry.objects.log_create(make.project(), changes=changes, action=LogEntry.Action.UPDATE)

    assert raw_values() == []
