"""Where everything stands: apps, rooms inside them, who imports whom, which room answers where."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

from tests.tools import house

LAYERS = ["aidtrack", "pairings", "projects", "reports"]
# The one file that knows every app.
MAY_NAME_ALL = {Path("aidtrack/urls.py")}

# Floors of each app, the lowest first: a room imports from floors below its own, and from itself.
# What is not named here stands above them: admin, apps, commands, what Django looks for.
FLOORS = {
    "aidtrack": [
        {"values"},
        {"store"},
        {"watch"},
        {"spreadsheets.guard"},
        {"spreadsheets.reading"},
        {"spreadsheets.tables"},
        {"spreadsheets.writing"},
        {"web"},
        {"accounts"},
        {"start"},
    ],
    "pairings": [{"access"}, {"querysets"}, {"models"}, {"identities"}, {"sign_in"}, {"people"}],
    "projects": [
        {"measures"},
        {"querysets"},
        {"models"},
        {"permissions"},
        {"figures"},
        {"checks"},
        {"evidence"},
        {"money", "month", "history", "contributions"},
        {"pages"},
    ],
    "reports": [
        {"thresholds"},
        {"querysets"},
        {"models"},
        {"figures"},
        {"followup"},
        {"published"},
        {"dashboard", "pairings", "tables"},
        {"todo"},
        {"loads"},
        {"demo"},
    ],
}
# Who may import what stands at the end: the room itself, and what Django starts it by.
ENDS = {
    "reports.loads": {"reports.loads", "reports.demo", "reports.management", "aidtrack.urls"},
    "reports.demo": {"reports.demo"},
}

# The first that an address begins with names the room of its view.
ROOM_OF_ADDRESS = {
    "pairings/<slug:ref>/history/": "projects.history",
    "projects/<slug:code>/history/": "projects.history",
    "contributions/<slug:ref>/history/": "projects.history",
    "contributions/": "projects.contributions",
    "months/<slug:programme>/<str:month>/workbook/": "reports.loads",
    "reports/published/": "reports.published",
    "reports/table-": "reports.tables",
    "pairings/": "reports.pairings",
    "projects/": "projects.pages",
    "to-do/": "reports.todo",
    "permissions/": "projects.pages",
    "evidence/": "projects.evidence",
    "months/": "projects.month",
    "transfers/": "projects.money",
    "indicators/": "projects.contributions",
    "history/": "projects.history",
    "follow-up/": "reports.followup",
    "loads/": "reports.loads",
    "overview/": "reports.dashboard",
    "wall/": "reports.dashboard",
    "account/": "aidtrack.accounts",
    "sign-in/provider/": "pairings.sign_in_elsewhere",
    "sign-in/returned/": "pairings.sign_in_elsewhere",
    "people/": "pairings.people",
    "password/": "pairings.people",
    "sign-in/": "pairings.sign_in",
    "preferences/": "aidtrack.web",
    "health/": "aidtrack.watch",
    "metrics": "aidtrack.watch",
    "admin/": "django",
    "sign-out/": "pairings.sign_out",
    "language/": "pairings.languages",
    "": "reports.dashboard",
}


def module_name(path: Path) -> str:
    parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(source: str) -> set[str]:
    """Every module that the source imports from, with what it imports by name from a package."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def imports_by_module() -> dict[str, set[str]]:
    paths = [path for layer in LAYERS for path in house.modules(layer)]
    return {module_name(path): imported_names(path.read_text("utf-8")) for path in paths}


def imports_of_higher_layers(layer: str, source: str) -> set[str]:
    higher = LAYERS[LAYERS.index(layer) + 1 :]
    return {name for name in imported_names(source) if name.split(".")[0] in higher}


def lies_in(module: str, rooms: set[str]) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


def floor_of(name: str) -> tuple[int, str] | None:
    """The floor and the room of a module within its app; None where it belongs to no floor."""
    app, _, inside = name.partition(".")
    for number, rooms in enumerate(FLOORS.get(app, ())):
        for room in rooms:
            if inside == room or inside.startswith(f"{room}."):
                return number, room
    return None


def climbing_imports(module: str, names: set[str]) -> set[str]:
    """Imports of the module from a higher floor of its own app, or from another room of its own."""
    here = floor_of(module)
    if here is None:
        return set()
    app = module.split(".")[0]
    targets = {name: floor_of(name) for name in names if name.split(".")[0] == app}
    return {
        name
        for name, there in targets.items()
        if there and (there[0] > here[0] or (there[0] == here[0] and there[1] != here[1]))
    }


def test_no_module_imports_from_a_higher_layer():
    climbing = {}
    for layer in LAYERS:
        for path in house.modules(layer):
            relative = path.relative_to(settings.BASE_DIR)
            if relative not in MAY_NAME_ALL:
                climbing[str(relative)] = imports_of_higher_layers(layer, path.read_text("utf-8"))

    assert len(climbing) > len(LAYERS)
    assert {path: names for path, names in climbing.items() if names} == {}


def test_no_room_imports_from_a_room_beside_or_above_it():
    climbing = {m: climbing_imports(m, names) for m, names in imports_by_module().items()}

    assert {module: names for module, names in climbing.items() if names} == {}


def test_every_floor_is_a_room_that_exists():
    modules = imports_by_module()
    rooms = [
        f"{app}.{room}" for app, floors in FLOORS.items() for rooms in floors for room in rooms
    ]

    assert [room for room in rooms if room not in modules] == []


@pytest.mark.parametrize("room", ENDS)
def test_nobody_imports_a_room_that_stands_at_the_end(room):
    users = {
        module
        for module, names in imports_by_module().items()
        if any(lies_in(name, {room}) for name in names)
    }

    assert {module for module in users if not lies_in(module, ENDS[room])} == set()


def test_the_rules_see_imports_of_every_form():
    source = "import reports.charts\ndef late():\n    from projects import progress\n"

    assert imports_of_higher_layers("pairings", source) == {
        "reports.charts",
        "projects",
        "projects.progress",
    }
    assert imports_of_higher_layers("reports", source) == set()
    beside = {"projects.money.rules", "projects.figures.progress", "projects.pages"}
    assert climbing_imports("projects.month.due", beside) == {
        "projects.money.rules",
        "projects.pages",
    }


def addresses(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns") and not route.startswith("admin/"):
            yield from addresses(pattern.url_patterns, route)
        else:
            callback = getattr(pattern, "callback", None)
            yield route, getattr(callback, "view_class", callback)


def test_every_address_is_answered_by_the_room_that_bears_its_name():
    wrong = {}
    for route, view in addresses(get_resolver().url_patterns):
        room = next(room for start, room in ROOM_OF_ADDRESS.items() if route.startswith(start))
        module = getattr(view, "__module__", "django")
        if module.split(".")[0] in LAYERS and not module.startswith(room):
            wrong[route] = module

    assert wrong == {}


def test_templates_and_tests_lie_in_folders_named_after_rooms():
    rooms = {room.split(".")[0] for floors in FLOORS.values() for floor in floors for room in floor}
    rooms |= {"spreadsheets", *LAYERS}
    base = settings.BASE_DIR
    templates = {path.name for path in (base / "templates").iterdir() if path.is_dir()}
    tests = {path.name for path in (base / "tests").iterdir() if any(path.glob("test_*.py"))}

    assert templates - rooms == {"django", "partials", "registration"}
    assert tests - rooms == {"browser", "deploy", "exports", "structure"}


def test_no_folder_has_more_than_fifteen_modules():
    counts = house.modules_by_folder()

    assert {folder: n for folder, n in counts.items() if n > 15} == {}


def top_level_classes(source: str) -> set[str]:
    """Those that a module defines, but for the one that every command must call so."""
    body = ast.parse(source).body
    return {node.name for node in body if isinstance(node, ast.ClassDef)} - {"Command"}


def test_one_name_stands_for_one_class():
    homes = defaultdict(list)
    for path in house.modules(*LAYERS):
        for name in top_level_classes(path.read_text("utf-8")):
            homes[name].append(str(path.relative_to(settings.BASE_DIR)))

    assert len(homes) > 100
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}
