"""Which statements each test sends to the database, so that a further database is sent each kind.

A run on the embedded database writes down the kinds of statements of every test. A run on a further
one of the same code takes from it the fewest tests that together send every kind, beside those that
are marked ``both`` and those of ``ALWAYS``; without such a record, or with EVERY_TEST set, all run.
"""

import json
import os
import re
from collections import defaultdict
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

import pytest
from django.db.backends.utils import CursorWrapper

from tests.tools import prepared

RECORD = prepared.FOLDER / "statements.json"
TESTS = Path(__file__).parents[1]
# What they say is of the database itself, or of sums that each database does in its own way.
ALWAYS = ("checks", "figures", "money", "month", "start", "store", "structure")
# Every test costs something beside its statements.
LEAST_COST = 20
# A test that sends so many statements for each new kind is left to the embedded database.
TOO_DEAR = 400
SERVICE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")
# How many values a statement has, and which numbers, makes no other kind.
SAME_KIND = (
    (re.compile(r"\b\d+\b"), "0"),
    (re.compile(r"(?:%s|NULL)(?:, (?:%s|NULL))+"), "%s"),
    (re.compile(r"\(%s\)(?:, \(%s\))+"), "(%s)"),
    (re.compile(r"(?: UNION ALL SELECT %s)+"), ""),
)


@cache
def digest() -> str:
    """Of the code, the fixtures and the tests."""
    summed = sha256(prepared.digest().encode())
    for path in sorted(TESTS.rglob("*.py")):
        summed.update(path.read_bytes())
    return summed.hexdigest()


@lru_cache(maxsize=30_000)
def kind(statement: str) -> str:
    for pattern, same in SAME_KIND:
        statement = pattern.sub(same, statement)
    return sha256(statement.encode()).hexdigest()[:10]


class Recorder:
    """Writes down what the tests of a process send; what the processes saw is joined at the end."""

    def __init__(self):
        self.sent: dict[str, list] = {}
        self.now: list[str] | None = None

    def watch(self, patch: pytest.MonkeyPatch):
        for name in ("execute", "executemany"):
            patch.setattr(CursorWrapper, name, self._noting(getattr(CursorWrapper, name)))

    def _noting(self, send):
        def noting(cursor, statement, *arguments):
            if self.now is not None and isinstance(statement, str):
                self.now.append(statement)
            return send(cursor, statement, *arguments)

        return noting

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.now = []
        try:
            return (yield)
        finally:
            sent = [text for text in self.now if not text.startswith(SERVICE)]
            self.sent[item.nodeid] = [len(sent), sorted({kind(text) for text in set(sent)})]
            self.now = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self.sent |= getattr(node, "workeroutput", {}).get("statements", {})

    def pytest_sessionfinish(self, session):
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["statements"] = self.sent
        elif self.sent:
            prepared.FOLDER.mkdir(parents=True, exist_ok=True)
            RECORD.write_text(json.dumps({"of": digest(), "sent": recorded() | self.sent}))


def recorded() -> dict[str, list]:
    """{test: [how many statements it sent, their kinds]} of the code as it is; empty: unknown."""
    if "EVERY_TEST" in os.environ or not RECORD.exists():
        return {}
    record = json.loads(RECORD.read_text())
    return record["sent"] if record["of"] == digest() else {}


def chosen(items: list) -> list:
    """The tests that a further database runs, of those that could run on it."""
    sent = recorded()
    certain = {item.nodeid for item in items if item.nodeid not in sent or is_certain(item)}
    possible = {item.nodeid: sent[item.nodeid] for item in items if item.nodeid not in certain}
    covered = {code for name in certain if name in sent for code in sent[name][1]}
    names = certain | fewest(possible, covered)
    return [item for item in items if item.nodeid in names]


def is_certain(item) -> bool:
    room = item.path.relative_to(TESTS).parts[0]
    return room in ALWAYS or "transactional_db" in item.fixturenames or is_marked_both(item)


def is_marked_both(item) -> bool:
    database = item.get_closest_marker("django_db")
    return bool(
        item.get_closest_marker("both") or (database and database.kwargs.get("transaction"))
    )


def fewest(sent: dict[str, list], covered: set[str]) -> set[str]:
    """Tests that send every kind that is not covered; at each step the most for its cost.

    Not those that would cost too much for what is new in them.
    """
    names = set()
    new = {name: set(kinds) - covered for name, (_count, kinds) in sent.items()}
    senders = defaultdict(list)
    for name, kinds in new.items():
        for code in kinds:
            senders[code].append(name)

    def cost(name: str) -> float:
        return (LEAST_COST + sent[name][0]) / len(new[name])

    while new := {name: kinds for name, kinds in new.items() if kinds}:
        best = min(new, key=lambda name: (cost(name), name))
        if cost(best) > TOO_DEAR:
            break
        names.add(best)
        for code in list(new[best]):
            for name in senders[code]:
                if name in new:
                    new[name].discard(code)
    return names
