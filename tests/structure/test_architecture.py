"""Imports follow foreign keys: aidtrack ← pairings ← projects ← reports, never back.

And a class has a name of its own.
"""

import ast
from collections import defaultdict
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


def top_level_classes(source: str) -> set[str]:
    """Those that a module defines, but for the one that every command must call so."""
    body = ast.parse(source).body
    return {node.name for node in body if isinstance(node, ast.ClassDef)} - {"Command"}


def test_one_name_stands_for_one_class():
    root, homes = settings.BASE_DIR, defaultdict(list)
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*.py")):
            if "migrations" not in path.parts:
                for name in top_level_classes(path.read_text("utf-8")):
                    homes[name].append(str(path.relative_to(root)))

    assert len(homes) > 100
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


def test_the_rule_sees_imports_of_every_form():
    source = "import reports.figures.charts\ndef late():\n    from projects import progress\n"

    assert imports_of_higher_layers("pairings", source) == {"reports.figures.charts", "projects"}
    assert imports_of_higher_layers("reports", source) == set()
