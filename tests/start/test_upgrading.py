"""A database of each version that was kept is brought to today's, and its figures stay.

A dump is written once, with its version, by ``python -m tests.tools.dump``; later changes read it.
"""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from aidtrack.start import preparing
from tests import make
from tests.tools import stored_rows

DUMPS = sorted((Path(__file__).parent / "upgrades").glob("*.json"))
EVERY_DUMP = pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)


@EVERY_DUMP
def test_a_kept_database_upgrades_and_its_figures_stay(empty_database, path):
    kept = json.loads(path.read_text("utf-8"))
    stored_rows.restore(kept)

    call_command("migrate", verbosity=0, interactive=False)

    assert preparing.schema_differences() == []
    printed = {arguments: stored_rows.progress(arguments) for arguments in kept["progress"]}
    assert printed == kept["progress"]
    # The next number is free.
    assert make.organisation().pk


@EVERY_DUMP
def test_a_dump_is_small_and_keeps_no_password(path):
    kept = json.loads(path.read_text("utf-8"))
    users = kept["tables"]["auth_user"]
    passwords = [row[users["columns"].index("password")] for row in users["rows"]]

    assert passwords and all(password.startswith("!") for password in passwords)
    assert path.stat().st_size < 300 * 1024


def test_the_dump_of_0_2_is_there():
    assert "0.2" in [path.stem for path in DUMPS]
