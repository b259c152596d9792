"""Work of which only one goes on at a time on this machine, whichever process does it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from tempfile import gettempdir
from time import monotonic, sleep

# Seconds between two tries.
PAUSE = 0.05


class TurnMissed(Exception):
    """Others took too long."""


@contextmanager
def turn(name: str, *, patience: float) -> Iterator[None]:
    """Waits for the turn at work of that name; it ends with the block or with the process.

    Raises  TurnMissed after ``patience`` seconds.
    """
    until = monotonic() + patience
    descriptor = os.open(_path(name), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        while not _is_taken(descriptor):
            if monotonic() >= until:
                raise TurnMissed(name)
            sleep(PAUSE)
        yield
    finally:
        os.close(descriptor)


def _path(name: str) -> Path:
    return Path(gettempdir()) / f"aidtrack-{os.getuid()}-{name}.lock"


def _is_taken(descriptor: int) -> bool:
    """Whether the turn is ours now."""
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True
