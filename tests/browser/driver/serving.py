"""The program as `make demo` serves it, on a database of its own; and the browser."""

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[3]
# The first draws the same pages without windows and menus around them: a quarter less to do.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = (
    "Chromium was not found: install it (Debian: chromium-headless-shell), or name it with "
    "CHROMIUM=/path/to/it."
)
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Tabs of one browser context share a process, and in it the scripts as compiled.
    "--process-per-site",
)
OPTIONS = ("--config=deploy/gunicorn.conf.py", "--workers=1")
ACCOUNT = ("leader", "demo-leader-2011")
# What a prepared folder holds: the database, the key that its sessions are made with, and for each
# person of the demonstration the cookie of a session, which never asks for the password again.
DATABASE, SECRET, SESSIONS = "aidtrack.sqlite3", "secret.txt", "sessions.json"
SIGN_EVERYBODY_IN = """
import json
from datetime import timedelta
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from aidtrack.accounts import confirmation

sessions = {}
for user in get_user_model().objects.all():
    client = Client()
    client.force_login(user)
    session = client.session
    session[confirmation.BY_PASSWORD] = (timezone.now() + timedelta(days=1)).timestamp()
    session.save()
    sessions[user.username] = client.cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps(sessions))
"""
# Seconds, on a machine with other things to do.
PREPARE_LIMIT, START_LIMIT, STOP_LIMIT, LOCK_LIMIT = 300, 60, 10, 30


@dataclass(frozen=True)
class Site:
    address: str
    env: dict
    process: subprocess.Popen
    folder: Path
    prepared: Path

    def kill(self):
        """Ends the server and its workers at once, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=STOP_LIMIT)

    def cookies_of(self, name: str) -> dict:
        """The browser's storage of somebody of the demonstration who has signed in."""
        value = json.loads((self.prepared / SESSIONS).read_text())[name]
        cookie = {"name": "sessionid", "value": value, "domain": "127.0.0.1", "path": "/"}
        return {"cookies": [cookie], "origins": []}

    def reset(self):
        """Puts back every row as prepared, while the server runs."""
        deadline = time.monotonic() + LOCK_LIMIT

        def stop_when_late(_status, _remaining, _total):
            if time.monotonic() > deadline:
                raise TimeoutError(f"The database stayed locked for {LOCK_LIMIT} seconds.")

        with (
            closing(sqlite3.connect(self.prepared / DATABASE)) as prepared,
            closing(sqlite3.connect(self.folder / DATABASE)) as served,
        ):
            prepared.backup(served, progress=stop_when_late)

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
        timeout=PREPARE_LIMIT,
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
        executable_path=path,
        args=flags,
        chromium_sandbox=os.geteuid() != 0,
        timeout=START_LIMIT * 1000,
    )


def environment(folder: Path, *, secret: str) -> dict:
    """The environment of a program that keeps all it writes in a folder."""
    env = {name: value for name, value in os.environ.items() if "AIDTRACK" not in name}
    return env | {
        "AIDTRACK_DEMO": "1",
        "AIDTRACK_SECRET_KEY": secret,
        "DATABASE_URL": f"sqlite:///{folder}/{DATABASE}",
        "AIDTRACK_EVIDENCE_DIR": f"{folder}/evidence",
        "AIDTRACK_LOADS_DIR": f"{folder}/loads",
    }


def prepare(folder: Path, tables: Path | None = None) -> Path:
    """A folder that sites begin with: all fixtures, the illustrative projects, people signed in.

    In a copy of a database that has the tables, where there is one.
    """
    secret = secrets.token_urlsafe(64)
    (folder / SECRET).write_text(secret)
    env = environment(folder, secret=secret)
    if tables:
        shutil.copy(tables, folder / DATABASE)
    run_manage(env, "prepare")
    sessions = run_manage(env, "shell", "--no-imports", "--command", SIGN_EVERYBODY_IN)
    (folder / SESSIONS).write_text(sessions)
    return folder


def prepare_once(folder: Path, tables: Path) -> Path:
    """The same for several processes: the first one prepares the folder, the others wait for it."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        _wait_for_lock(lock)
        # Written last.
        return folder if (folder / SESSIONS).exists() else prepare(folder, tables)


def _wait_for_lock(lock, seconds: int = 2 * PREPARE_LIMIT):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1)
    raise TimeoutError(f"Another process did not prepare the database within {seconds} seconds.")


@contextmanager
def served_site(prepared: Path, **further: str):
    """A Site on a copy of the database of a folder that ``prepare`` made."""
    with tempfile.TemporaryDirectory(prefix="aidtrack-") as name:
        folder = Path(name)
        shutil.copy(prepared / DATABASE, folder)
        env = environment(folder, secret=(prepared / SECRET).read_text()) | further
        with _server(env) as (address, process):
            yield Site(address, env, process, folder, prepared)


@contextmanager
def _server(env: dict):
    # The socket is opened here and handed over, so that nobody else can take its port.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, number = listening.getsockname()[1], listening.fileno()
        process = subprocess.Popen(
            [
                *_until_the_parent_ends(),
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
            process.wait(timeout=STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=STOP_LIMIT)


def _until_the_parent_ends() -> list[str]:
    """What a command begins with, for the system to end it with its parent, however that ends."""
    path = shutil.which("setpriv")
    return [path, "--pdeathsig", "TERM"] if path else []


def _wait_until_healthy(process, address: str, seconds: int = START_LIMIT):
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
