"""What no code of ours does, because text from outside might become code by it."""

import ast
import hashlib
import re
from functools import cache

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


@cache
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


# Unknown to nobody: the numbers of drawn rows are the same on every machine.
DRAWN = "reports/demo/"


@cache
def imports() -> list[tuple[str, str]]:
    """Each module or name that our code imports, by the file that does."""
    paths = [path for layer in LAYERS for path in house.modules(layer)]
    return [
        (str(path.relative_to(settings.BASE_DIR)), name)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in names_of(node)
    ]


def names_of(node) -> list[str]:
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom():
            return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def importers(*modules: str) -> set[str]:
    return {path for path, name in imports() if name.split(".")[0] in modules}


def test_what_nobody_may_guess_comes_from_the_generator_of_the_system():
    assert {path for path in importers("random") if not path.startswith(DRAWN)} == set()
    assert importers("secrets") >= {"aidtrack/accounts/provider.py", "reports/models/calendar.py"}


def test_digests_are_sha256_and_ciphers_those_of_libraries():
    digests = {name for _path, name in imports() if name.startswith("hashlib.")}
    attributes = {called(call) for _place, call in calls()} & {
        f"hashlib.{name}" for name in hashlib.algorithms_available | {"new"}
    }

    assert digests | attributes == {"hashlib.sha256", "hashlib.file_digest"}
    assert {name for _path, name in imports() if name.startswith("cryptography")} == {
        "cryptography.exceptions.UnsupportedAlgorithm",
        "cryptography.fernet.Fernet",
        "cryptography.fernet.InvalidToken",
    }


def test_one_module_asks_another_server_and_mails_go_by_django():
    clients = importers("requests", "urllib3", "httpx", "smtplib", "ssl", "ftplib")
    requests = {name for _path, name in imports() if name.startswith(("http.client", "urllib.req"))}

    assert clients == {"aidtrack/accounts/provider.py"}
    assert requests == set()


def test_no_certificate_goes_unchecked():
    assert {place for place, call in calls() if any(k.arg == "verify" for k in call.keywords)} == (
        set()
    )


SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").rglob("*.js"))


def lines_of_scripts(pattern: str) -> list[str]:
    return [
        f"{path.name}: {line.strip()}"
        for path in SCRIPTS
        for line in path.read_text("utf-8").splitlines()
        if re.search(pattern, line)
    ]


def test_scripts_put_text_into_pages_and_no_markup_but_rows_of_the_server():
    writes = lines_of_scripts(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|createContextualFragment"
    )

    assert len(SCRIPTS) > 5
    assert writes == ["grid.js: given.innerHTML = html;"]


def test_scripts_run_no_text_and_merge_nothing_by_keys_that_come_from_outside():
    pattern = (
        r"\beval\(|new Function\(|__proto__|\bprototype\b|\bconstructor\[|for \((const|let) \w+ in "
    )
    merges = lines_of_scripts(r"Object\.assign\((?!document\.createElement\()|\.\.\.JSON|deepMerge")

    assert lines_of_scripts(pattern) + merges == []


def test_a_pattern_is_written_by_us_and_quotes_what_it_takes_from_elsewhere():
    """Parts of a pattern are constants of the module, or text that re.escape has quoted."""
    composing = {
        place.partition(":")[0]
        for place, call in calls()
        if called(call).startswith("re.")
        and called(call) != "re.escape"
        and not is_of_constants(call.args[0])
    }

    assert {
        path for path in composing if "re.escape" not in (settings.BASE_DIR / path).read_text()
    } == set()


def is_of_constants(pattern: ast.expr) -> bool:
    """Whether all names in it are constants: in capitals, or the patterns of such."""
    names = [node.id for node in ast.walk(pattern) if isinstance(node, ast.Name)]
    return all(name.strip("_").isupper() for name in names)
