"""What no code of ours does, because text from outside might become code by it."""

import ast

import pytest
from django.conf import settings

from tests.structure.test_architecture import LAYERS
from tests.tools import house

pytestmark = pytest.mark.once

RUNS = {"eval", "exec", "compile", "__import__", "system", "popen", "loads"}
# Text stays text; a template of figures is no text.
HARMLESS = {"json.loads", "tomllib.loads", "re.compile", "go.layout.Template"}
IMPORTS = {"pickle", "marshal", "shelve", "yaml"}
BUILDS = {"from_string", "Template"}


def calls() -> list[tuple[str, ast.Call]]:
    """Each call of our code, by where it stands."""
    paths = [path for layer in LAYERS for path in house.modules(layer)]
    return [
        (f"{path.relative_to(settings.BASE_DIR)}:{node.lineno}", node)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]


def called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_no_code_of_ours_evaluates_text_or_starts_a_shell():
    places = calls()
    assert len(places) > 5000

    runs = {
        place
        for place, call in places
        if called(call) not in HARMLESS
        and (called(call).rpartition(".")[2] in RUNS or called(call).split(".")[0] in IMPORTS)
    }
    shells = {place for place, call in places if any(k.arg == "shell" for k in call.keywords)}
    assert runs | shells == set()


def test_no_template_is_built_from_text():
    names = [(place, called(call)) for place, call in calls()]

    building = {
        place for place, name in names if name not in HARMLESS and name.rpartition(".")[2] in BUILDS
    }
    assert building == set()
