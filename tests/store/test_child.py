"""Processes of their own: what runs there has little memory and time and none of our secrets."""

import subprocess
import sys
from tempfile import TemporaryFile
from time import monotonic

import pytest

from aidtrack.store.child import ROOT, output_of

PROGRAMS = {
    "echo": "sys.stdout.write(sys.argv[1] + sys.stdin.read())",
    "environment": "print(*sorted(os.environ))",
    "memory": "print(len(bytes(300_000_000)))",
    "processor": "while True: pass",
    "sleep": "print('begun', flush=True); time.sleep(60)",
    "file": "import tempfile; tempfile.TemporaryFile().write(bytes(10**6)); print('written')",
}
HEAD = "import os, sys, time\nfrom aidtrack.store.child import confine\n"


@pytest.fixture
def output(monkeypatch):
    """What a program prints, run as a module would be."""

    def run(name: str, *, patience: float = 20) -> str:
        program = f"{HEAD}confine(memory=200_000_000, processor=1)\n{PROGRAMS[name]}"
        started = subprocess.Popen
        monkeypatch.setattr(
            subprocess,
            "Popen",
            lambda command, **options: started([command[0], "-c", program, command[3]], **options),
        )
        with TemporaryFile() as content:
            content.write(b" and content")
            content.seek(0)
            with output_of("unused", "argument", content, patience=patience) as lines:
                return lines.read().decode()

    return run


def test_a_child_reads_its_argument_and_its_content(output):
    assert output("echo") == "argument and content"


def test_a_child_knows_nothing_of_the_servers_environment(output, monkeypatch):
    monkeypatch.setenv("AIDTRACK_SECRET_KEY", "secret")

    assert "AIDTRACK" not in output("environment")


@pytest.mark.parametrize("name", ["memory", "processor", "file"])
def test_a_child_beyond_its_limits_ends_alone(output, name):
    assert output(name) == ""


def test_a_child_that_takes_too_long_is_ended(output):
    begun = monotonic()

    assert output("sleep", patience=1) == "begun\n"
    assert monotonic() - begun < 10


def test_a_child_loads_no_django():
    code = "import sys, aidtrack.store.child; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
