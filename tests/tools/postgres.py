"""Run a command with DATABASE_URL naming a PostgreSQL server made for it, and gone after it.

    python tests/tools/postgres.py pytest tests

The server listens on the loopback only, with a password made for this run. Without server programs
there is a sentence and exit code 0, or 1 where CI=true says that nothing may be skipped.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg2

START_SECONDS = 60
# Nothing needs to outlive a crash here.
OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def main(command: list[str]) -> int:
    programs = server_programs()
    if programs is None:
        print("No PostgreSQL server programs found (PG_BIN names their folder): ", end="")
        print("they are required with CI=true." if in_ci() else "this part is skipped.")
        return 1 if in_ci() else 0
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    with cluster(programs) as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


def server_programs() -> Path | None:
    """The folder of initdb and postgres: PG_BIN, or the search path, or the newest of Debian's."""
    if "PG_BIN" in os.environ:
        folders = [Path(os.environ["PG_BIN"])]
    else:
        debian = Path("/usr/lib/postgresql").glob("*/bin")
        newest_first = sorted(debian, key=lambda folder: _version(folder.parent.name), reverse=True)
        on_path = shutil.which("postgres")
        folders = ([Path(on_path).resolve().parent] if on_path else []) + newest_first
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def _version(name: str) -> float:
    return float(name) if name.replace(".", "", 1).isdecimal() else 0


def server_account() -> dict:
    """PostgreSQL refuses to run as root: then it runs as an account without rights."""
    if os.geteuid() != 0:
        return {}
    names = {account.pw_name: account for account in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def cluster(programs: Path):
    """Yields the address of a running server; stops it and removes its files, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="aidtrack-pg-", ignore_cleanup_errors=True) as name:
        folder, account, password = Path(name), server_account(), secrets.token_hex(16)
        (folder / "password").write_text(password)
        if account:
            for path in (folder, folder / "password"):
                os.chown(path, account["user"], account["group"])
        create(programs, folder, account)
        server, port = start(programs, folder, account)
        try:
            wait_until_ready(server, folder, port, password)
            yield f"postgres://aidtrack:{password}@127.0.0.1:{port}/aidtrack"
        finally:
            server.send_signal(signal.SIGQUIT)  # at once; its files are thrown away
            server.wait()


def create(programs: Path, folder: Path, account: dict):
    initdb = [programs / "initdb", "--pgdata", folder / "data", "--username", "aidtrack"]
    initdb += ["--auth", "scram-sha-256", "--pwfile", folder / "password"]
    # Byte order, as in SQLite: what the suite sorts, it sorts the same on both.
    initdb += ["--encoding", "UTF8", "--no-locale", "--no-sync"]
    process = subprocess.run(initdb, cwd=folder, text=True, capture_output=True, **account)
    if process.returncode:
        sys.exit(f"PostgreSQL could not make a cluster:\n{process.stdout}{process.stderr}")


def start(programs: Path, folder: Path, account: dict) -> tuple[subprocess.Popen, int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        # every worker of the suite holds a few connections
        "max_connections": 300,
        **OPTIONS,
    }
    postgres = [programs / "postgres", "-D", folder / "data"]
    for name, value in options.items():
        postgres += ["-c", f"{name}={value}"]
    with (folder / "log").open("w") as log:
        # In a session of its own, so Ctrl-C reaches it through us, after the command has ended.
        server = subprocess.Popen(
            postgres, cwd=folder, stdout=log, stderr=log, start_new_session=True, **account
        )
    return server, port


def wait_until_ready(server: subprocess.Popen, folder: Path, port: int, password: str):
    deadline = time.monotonic() + START_SECONDS
    where = {"host": "127.0.0.1", "port": port, "user": "aidtrack", "dbname": "postgres"}
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg2.connect(**where, password=password).close()
        except psycopg2.OperationalError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
