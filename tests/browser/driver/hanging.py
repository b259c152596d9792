"""A page that hangs is ended, so that the test which waits for it fails.

A script that never returns blocks whoever evaluates something on its page, for which the browser's
driver knows no time limit. Nor does it for a tab that the browser never closes: then the browser is
ended, and with it the tests of this process that are still to come.
"""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path

# Seconds that a test has to end once its pages were ended.
GRACE = 20


@contextmanager
def limit(seconds: float, grace: float = GRACE):
    """Ends the pages that are open after so many seconds; a TimeoutError says so at the end.

    Where that did not help, the browser is ended when the seconds of grace are over.
    """
    sentences = []

    def end(what: str, processes: Callable[[], list[int]], after: float):
        sentences.append(f"The {what} hung: it was ended after {after:g} seconds.")
        for number in processes():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    timers = [
        threading.Timer(after, end, [what, processes, after])
        for what, processes, after in (
            ("page", renderers, seconds),
            ("browser", browsers, seconds + grace),
        )
    ]
    for timer in timers:
        timer.start()
    try:
        yield
    finally:
        for timer in timers:
            timer.cancel()
    if sentences:
        raise TimeoutError(sentences[-1])


def renderers() -> list[int]:
    """The processes that draw pages for this one's browser, which goes on without them."""
    return [pid for pid in _below_this() if b"--type=renderer" in _command(pid)]


def browsers() -> list[int]:
    """The browsers of this process: of Chromium's processes those that are no part of another."""
    commands = {pid: _command(pid) for pid in _below_this()}
    return [
        pid
        for pid, command in commands.items()
        if b"chrom" in command.split(b"\0")[0] and b"--type=" not in command
    ]


def _below_this() -> set[int]:
    """The numbers of this process and of all below it; only its own where there is no /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name in brackets may hold spaces; state and parent follow it.
            parent = stat.read_text().rpartition(")")[2].split()[1]
            parents[int(stat.parent.name)] = int(parent)
    ours = {os.getpid()}
    while children := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= children
    return ours


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
