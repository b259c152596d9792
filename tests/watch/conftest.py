import io
import json
import logging

import pytest

from aidtrack.watch import log


@pytest.fixture
def log_lines():
    """The lines that the server would write, as a function that reads them so far."""
    output, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(output), root.level
    handler.setFormatter(log.formatter(as_json=True))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def answer_lines(log_lines):
    """Of these lines those that stand for an answer."""
    return lambda: [line for line in log_lines() if line["event"] == "request_finished"]
