"""A page that hangs is ended, so that the test which waits for it fails.

A script that never returns blocks whoever evaluates something on its page, for which the browser's
driver knows no time limit.
"""

import os
import signal
import threading
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def limit(seconds: float):
    """Ends the pages that are open after so many seconds; a TimeoutError says so at the end."""
    ended = threading.Event()

    def end():
        ended.set()
        end_pages()

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if ended.is_set():
        raise TimeoutError(f"The page hung: it was ended after {seconds:g} seconds.")


def end_pages():
    """Kills the processes that draw pages for this one's browser; the browser itself goes on."""
    for number in renderers():
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def renderers() -> list[int]:
    """Of this process and all below it those that draw pages; none where there is no /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name in brackets may hold spaces; state and parent follow it.
            parent = stat.read_text().rpartition(")")[2].split()[1]
            parents[int(stat.parent.name)] = int(parent)
    ours = {os.getpid()}
    while children := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= children
    return [pid for pid in ours if b"--type=renderer" in _command(pid)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
