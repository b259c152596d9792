"""Imports follow foreign keys: aidtrack ← pairings ← projects ← reports, never back."""

import ast
from pathlib import Path

from django.conf import settings

LAYERS = ["aidtrack", "pairings", "projects", "reports"]
# The one file that knows every app.
MAY_NAME_ALL = {Path("aidtrack/urls.py")}


def imported_names(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module)
    return names


def imports_of_higher_layers(layer: str, source: str) -> set[str]:
    higher = LAYERS[LAYERS.index(layer) + 1 :]
    return {name for name in imported_names(source) if name.split(".")[0] in higher}


def test_no_module_imports_from_a_higher_layer():
    root, found = settings.BASE_DIR, {}
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*.py")):
            relative = path.relative_to(root)
            if relative not in MAY_NAME_ALL:
                found[str(relative)] = imports_of_higher_layers(layer, path.read_text("utf-8"))

    assert len(found) > len(LAYERS)
    assert {path: names for path, names in found.items() if names} == {}


def test_the_rule_sees_imports_of_every_form():
    source = "import reports.charts\ndef late():\n    from projects import progress\n"

    assert imports_of_higher_layers("pairings", source) == {"reports.charts", "projects"}
    assert imports_of_higher_layers("reports", source) == set()
