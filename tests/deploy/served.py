"""The program behind gunicorn as deploy/gunicorn.conf.py starts it, on an empty database."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.tools import prepared

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS = 60, 20


@contextmanager
def served(folder: Path, *options: str):
    """The port of a server that keeps all it writes in a folder."""
    env = {name: value for name, value in os.environ.items() if "AIDTRACK" not in name}
    env |= {
        "AIDTRACK_DEMO": "1",
        "AIDTRACK_SECRET_KEY": "for this test alone",
        "DATABASE_URL": f"sqlite:///{folder}/served.sqlite3",
        "TMPDIR": str(folder),
    }
    shutil.copy(prepared.sqlite_file(prepared.TABLES), folder / "served.sqlite3")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, number = listening.getsockname()[1], listening.fileno()
        command = [sys.executable, "-m", "gunicorn", "aidtrack.wsgi"]
        command += ["--config=deploy/gunicorn.conf.py", f"--bind=fd://{number}", *options]
        process = subprocess.Popen(command, cwd=ROOT, env=env, pass_fds=[number])
    try:
        wait_until_healthy(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=STOP_SECONDS)


def wait_until_healthy(port: int):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            return seconds_of_health(port)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"The server did not answer within {START_SECONDS} seconds.")


def seconds_of_health(port: int, *, patience: float = 30) -> float:
    began_at = time.monotonic()
    with urlopen(f"http://127.0.0.1:{port}/health/live", timeout=patience) as answer:
        assert answer.status == 200
    return time.monotonic() - began_at


def connected(port: int, *parts: bytes) -> socket.socket:
    """A connection on which something was sent."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    for part in parts:
        connection.sendall(part)
    return connection
