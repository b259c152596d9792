"""Runs the tests that the change in hand touches, the nearest first, for as long as there is time.

    python -m tests.tools.check [FILE …]

Without files the change is what git knows of: against the branch that this one left, or against the
last commit, with files that are new. ``imports`` says which tests need a file. Tests that are not
reached within CHECK_SECONDS are skipped and counted, and browser tests are left out; the whole
suite runs them. It fails where a test fails, where none ran, and where the time was too short for
the nearest ones.
"""

import os
import subprocess
import sys
import time
from pathlib import PurePath

ALWAYS = ("tests/structure/test_architecture.py", "tests/structure/test_migrations.py")
UNTIL, NEAREST = "CHECK_UNTIL", "CHECK_NEAREST"
SECONDS = 75
LATE = "not reached in time"
# Nothing in the suite reads them.
PROSE = (".md", ".gitignore")


def main(paths: list[str]) -> int:
    from tests.tools import imports

    files, edges = set(paths) or changed(), imports.needs()
    tests, steps = tests_of(files, edges), steps_of(files, edges)
    left_out = sorted(path for path in steps if is_browser_test(path))
    print(f"{len(files)} files changed; {len(tests)} of the files of tests are touched.")
    print(f"Left to make test: PostgreSQL, and the browser tests {' '.join(left_out)}", flush=True)
    seconds = float(os.environ.get("CHECK_SECONDS", SECONDS))
    variables = {UNTIL: f"{time.time() + seconds}", NEAREST: " ".join(nearest(tests, steps))}
    plugins = ["-p", "tests.tools.check", "-n", "auto"]
    command = [sys.executable, "-m", "pytest", *plugins, "-q", *tests]
    return subprocess.run(command, env=os.environ | variables).returncode


def pytest_runtest_setup(item):
    """In each process of the run that ``main`` starts."""
    import pytest

    if time.time() > float(os.environ.get(UNTIL, "inf")):
        pytest.skip(LATE)


def pytest_sessionfinish(session):
    """In the first process: fails where the check is not worth its name."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if UNTIL not in os.environ or hasattr(session.config, "workerinput") or reporter is None:
        return
    if session.exitstatus == 0 and shortcomings_of(reporter):
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    if late := late_tests(terminalreporter):
        files = {nodeid.partition("::")[0] for nodeid in late}
        terminalreporter.write_line(f"{len(late)} tests in {len(files)} files: {LATE}.")
    for line in shortcomings_of(terminalreporter):
        terminalreporter.write_line(line, red=True)


def late_tests(reporter) -> list[str]:
    skipped = reporter.stats.get("skipped", ())
    return [report.nodeid for report in skipped if LATE in str(report.longrepr)]


def shortcomings_of(reporter) -> list[str]:
    ran = sum(len(reporter.stats.get(outcome, ())) for outcome in ("passed", "failed", "error"))
    return shortcomings(late_tests(reporter), ran, os.environ.get(NEAREST, "").split())


def shortcomings(late: list[str], ran: int, nearest: list[str]) -> list[str]:
    """A sentence for each reason not to trust a check of which no test failed."""
    missed = sorted({nodeid.partition("::")[0] for nodeid in late} & set(nearest))
    lines = [] if ran else ["No test ran."]
    if missed:
        lines.append(f"Too little time for the nearest tests: {' '.join(missed)}")
    return lines


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
    steps = steps_of(files, edges)
    rooms = {part for path in files for part in PurePath(path).parent.parts}
    tests = [path for path in steps if is_test(path) and path not in ALWAYS]
    tests.sort(key=lambda path: (steps[path], not rooms & set(PurePath(path).parts[1:]), path))
    return [*ALWAYS, *tests]


def steps_of(files: set[str], edges: dict[str, set[str]]) -> dict[str, int]:
    """How far each file is from those that changed."""
    from tests.tools import imports

    steps = imports.nearest(files & edges.keys(), edges)
    if any(not path.endswith(PROSE) for path in files - edges.keys()):
        steps = dict.fromkeys(edges, len(edges)) | steps
    return steps


def nearest(tests: list[str], steps: dict[str, int]) -> list[str]:
    """Of these tests those with the fewest steps; where all are equally far, the first alone."""
    known = [path for path in tests if path in steps and path not in ALWAYS]
    least = min((steps[path] for path in known), default=0)
    return known[:1] if least == len(steps) else [path for path in known if steps[path] == least]


def is_test(path: str) -> bool:
    return PurePath(path).name.startswith("test_") and not is_browser_test(path)


def is_browser_test(path: str) -> bool:
    return path.startswith("tests/browser/") and PurePath(path).name.startswith("test_")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
