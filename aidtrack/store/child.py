"""Runs a module of ours in a process of its own, so that no file can take the server down.

Loads no Django: the module that runs there does without it.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import BinaryIO

ROOT = Path(__file__).parents[2]
# People at their pages come first.
NICENESS = 10


@contextmanager
def output_of(
    module: str, argument: str, content: BinaryIO, *, patience: float
) -> Iterator[BinaryIO]:
    """What ``python -m module argument < content`` writes.

    The process is killed at the end of the block, or after ``patience`` seconds.
    """
    child = subprocess.Popen(  # noqa: S603 -- a module of ours, its limits as argument
        [sys.executable, "-m", module, argument],
        stdin=content,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        # None of the server's environment: no key, no password of the database.
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    timer = Timer(patience, child.kill)
    timer.start()
    try:
        yield child.stdout
    finally:
        timer.cancel()
        child.kill()
        child.stdout.close()
        child.wait()


def confine(*, memory: int, processor: int):
    """Limits this process: bytes of memory, seconds of processor, no file written.

    Called by the child itself, for between fork and exec other threads interfere.
    """
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    os.nice(NICENESS)
