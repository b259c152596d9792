"""The program as `make demo` serves it, on a database of its own; and the browser."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = (
    "Chromium was not found: install it (Debian: chromium), or name it with CHROMIUM=/path/to/it."
)
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
OPTIONS = ("--worker-class=gthread", "--threads=4", "--log-level=warning", "--no-control-socket")
DATABASE = "aidtrack.sqlite3"
ACCOUNT = ("leader", "demo-leader-2011")


@dataclass(frozen=True)
class Site:
    address: str
    env: dict
    process: subprocess.Popen

    def kill(self):
        """Ends the server and its workers at once, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def manage(self, *arguments: str) -> str:
        """What `manage.py` prints with these arguments, on the database that is served."""
        return run_manage(self.env, *arguments)


def run_manage(env: dict, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.stderr or done.stdout}")
    return done.stdout


def find_chromium() -> str | None:
    """The browser that CHROMIUM names, else the system's own; None where there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright, path: str):
    # The sandbox of Chromium refuses to run as root, as in most containers.
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return playwright.chromium.launch(
        executable_path=path, args=flags, chromium_sandbox=os.geteuid() != 0
    )


def environment(folder: Path) -> dict:
    """The environment of a program that keeps all it writes in a folder."""
    env = {name: value for name, value in os.environ.items() if "AIDTRACK" not in name}
    return env | {
        "AIDTRACK_DEMO": "1",
        "AIDTRACK_SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": f"sqlite:///{folder}/{DATABASE}",
        "AIDTRACK_EVIDENCE_DIR": f"{folder}/evidence",
        "AIDTRACK_LOADS_DIR": f"{folder}/loads",
    }


def prepare(folder: Path) -> Path:
    """A database with all fixtures, the illustrative projects and the demonstration's people."""
    env = environment(folder)
    commands = ("compile_catalogues", "migrate", "load_fixtures", "illustrate")
    for command in (*commands, "demo_accounts", "demo_month"):
        run_manage(env, command)
    return folder / DATABASE


@contextmanager
def served_site(prepared: Path):
    """A Site on a copy of a database that ``prepare`` made."""
    with tempfile.TemporaryDirectory(prefix="aidtrack-") as folder:
        shutil.copy(prepared, Path(folder) / DATABASE)
        env = environment(Path(folder))
        with _server(env) as (address, process):
            yield Site(address, env, process)


@contextmanager
def _server(env: dict):
    # The socket is opened here and handed over, so that nobody else can take its port.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, number = listening.getsockname()[1], listening.fileno()
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "aidtrack.wsgi",
                *OPTIONS,
                "--bind",
                f"fd://{number}",
            ],
            cwd=ROOT,
            env=env,
            pass_fds=[number],
            # A group of its own, to be ended with its workers.
            start_new_session=True,
        )
    try:
        _wait_until_healthy(process, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_healthy(process, address: str, seconds: int = 60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode} before it answered.")
        try:
            with urlopen(f"{address}/health/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The server did not answer within {seconds} seconds.")
