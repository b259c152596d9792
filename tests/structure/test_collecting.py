"""What a test is called, and what it asks, is the same in each process and at any hour."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
# Their answers differ from call to call: of the clock, of chance, and a key drawn by chance.
CHANGING = {"date.today", "datetime.now", "timezone.now", "timezone.localdate", "time.time"}
CHANGING |= {"time.monotonic", "uuid4", "uuid.uuid4", "random.random", "identity.new_key"}


def calls_at_reading(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls that are made when the file is read: not those within functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for outside in [*node.decorator_list, node.args]:
                yield from calls_at_reading(outside)
                if isinstance(outside, ast.Call):
                    yield outside
        elif not isinstance(node, ast.Lambda):
            yield from calls_at_reading(node)


def changing(source: str) -> list[int]:
    """The lines with calls of CHANGING that are made when the file is read."""
    calls = calls_at_reading(ast.parse(source))
    return [call.lineno for call in calls if ast.unparse(call.func) in CHANGING]


@pytest.mark.parametrize("path", sorted(TESTS.rglob("test_*.py")), ids=lambda p: p.name)
def test_no_file_asks_for_the_time_or_for_chance_when_it_is_read(path):
    assert changing(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("TODAY = date.today()", [1]),
        ("@parametrize('n', [int(time.time())])\ndef test(n): ...", [1]),
        ("def test(day=timezone.localdate()): ...", [1]),
        ("class World:\n    day = date.today()", [2]),
        ("def test():\n    return date.today()", []),
        ("later = lambda: date.today()", []),
        ("THEN = date(2011, 6, 30)", []),
    ],
)
def test_a_call_counts_where_reading_the_file_makes_it(source, lines):
    assert changing(source) == lines
