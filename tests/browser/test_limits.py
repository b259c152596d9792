"""Nothing in this folder waits without an end."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.browser.driver import hanging, office, serving, visiting
from tests.browser.driver.pages import TABLE_1

# Calls that wait for something else until it happens.
WAITS = re.compile(r"wait|wait_for_\w+|communicate|run|check_call|check_output|urlopen")
# What has the name of a browser and ends only with its process stands for one.
HANGING = """
import subprocess
from tests.browser.driver import hanging

with hanging.limit(0.1, grace=0.4):
    browser = subprocess.Popen(["bash", "-c", "exec -a chromium sleep 60"])
    print("ended by", browser.wait(timeout=30))
"""
MODULES = sorted(Path(__file__).parent.rglob("*.py"))


def calls_without_limit(source: str) -> list[str]:
    """Calls that wait and name no timeout."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [f"line {call.lineno}: {ast.unparse(call)}" for call in calls if waits_forever(call)]


def waits_forever(call: ast.Call) -> bool:
    if not WAITS.fullmatch(ast.unparse(call.func).rpartition(".")[2]):
        return False
    limits = [keyword.value for keyword in call.keywords if keyword.arg == "timeout"]
    return not limits or ast.unparse(limits[0]) in {"None", "0"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_wait_names_its_limit(path):
    assert calls_without_limit(path.read_text()) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_context_of_the_browser_has_the_limits_of_windows(path):
    # Windows sets the limits of clicks and pages; a context made elsewhere would have none of ours.
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    opening = {ast.unparse(call.func) for call in calls} & {
        "browser.new_context",
        "browser.new_page",
    }

    assert not opening or path.name == "visiting.py"


@pytest.mark.parametrize(
    ("source", "forever"),
    [
        ("process.wait()", True),
        ("process.wait(timeout=None)", True),
        ("subprocess.run(['ps'])", True),
        ("tab.wait_for_url('**/')", True),
        ("process.wait(timeout=5)", False),
        ("waiting.all()", False),
    ],
)
def test_a_wait_without_a_limit_is_noticed(source, forever):
    assert bool(calls_without_limit(source)) is forever


def test_a_page_that_hangs_fails_with_a_sentence_and_the_next_one_opens(signed_in):
    tab = signed_in()
    visiting.go(tab, TABLE_1)

    sentence = pytest.raises(TimeoutError, match="The page hung")
    with sentence, hanging.limit(3), pytest.raises(Error):
        tab.evaluate("() => { for (;;); }")

    visiting.go(signed_in(), TABLE_1)


def test_a_tab_is_closed_once_its_page_is_there(windows, site):
    happened = []

    with windows.opened(site, "recorder") as tab:
        tab.on("load", lambda _: happened.append("page there"))
        tab.on("close", lambda _: happened.append("tab closed"))
        tab.goto(office.GRID, wait_until="commit")

    assert happened == ["page there", "tab closed"]


def test_a_browser_that_hangs_is_ended_when_ending_its_pages_did_not_help():
    # In a process of its own: that of the tests has the browser of the tests.
    done = subprocess.run(
        [sys.executable, "-c", HANGING],
        cwd=serving.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "ended by -9" in done.stdout
    assert "TimeoutError: The browser hung: it was ended after 0.5 seconds." in done.stderr
