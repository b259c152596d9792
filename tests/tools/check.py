"""Runs the tests that the change in hand touches, the nearest first, for as long as there is time.

    python -m tests.tools.check [FILE …]

Without files the change is what git knows of: against the branch that this one left, or against the
last commit, with files that are new. ``imports`` says which tests need a file. Tests that are not
reached within CHECK_SECONDS are skipped and counted; the whole suite runs them.
"""

import os
import subprocess
import sys
import time
from pathlib import PurePath

ALWAYS = ("tests/structure/test_architecture.py", "tests/structure/test_migrations.py")
UNTIL = "CHECK_UNTIL"
SECONDS = 75
# Nothing in the suite reads them.
PROSE = (".md", ".gitignore")


def main(files: list[str]) -> int:
    from tests.tools import imports

    tests = tests_of(set(files) or changed(), imports.needs())
    print(f"{len(tests)} of the files of tests are touched.", flush=True)
    seconds = float(os.environ.get("CHECK_SECONDS", SECONDS))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.tools.check",
        "-n",
        "auto",
        "-q",
        *tests,
    ]
    return subprocess.run(command, env=os.environ | {UNTIL: f"{time.time() + seconds}"}).returncode


def pytest_runtest_setup(item):
    """In each process of the run that ``main`` starts."""
    import pytest

    if time.time() > float(os.environ.get(UNTIL, "inf")):
        pytest.skip("not reached in time")


def changed() -> set[str]:
    base = _git("merge-base", "HEAD", "origin/main") or ["HEAD"]
    new = _git("ls-files", "--others", "--exclude-standard")
    return {*_git("diff", "--name-only", "--no-renames", *base), *new}


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True)
    return done.stdout.splitlines()


def tests_of(files: set[str], edges: dict[str, set[str]]) -> list[str]:
    """The nearest first; of those equally near, the tests of the same room.

    A file that nothing names, such as a fixture or a catalogue, may touch every test: those come
    after the ones of which more is known.
    """
    from tests.tools import imports

    steps = imports.nearest(files & edges.keys(), edges)
    if any(not path.endswith(PROSE) for path in files - edges.keys()):
        steps = dict.fromkeys(edges, len(edges)) | steps
    rooms = {part for path in files for part in PurePath(path).parent.parts}
    tests = [path for path in steps if is_test(path) and path not in ALWAYS]
    tests.sort(key=lambda path: (steps[path], not rooms & set(PurePath(path).parts[1:]), path))
    return [*ALWAYS, *tests]


def is_test(path: str) -> bool:
    return PurePath(path).name.startswith("test_") and not path.startswith("tests/browser/")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
