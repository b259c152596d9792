"""A database of each version that was kept is brought to today's, and its figures stay.

A dump is written once, with its version, by ``python -m tests.tools.dump``; later changes read it.
"""

import csv
import json
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from aidtrack.start import preparing
from aidtrack.store import history
from projects.models import StatusReport
from tests import make
from tests.cast.office import Office
from tests.tools import stored_rows

DUMPS = sorted((Path(__file__).parent / "upgrades").glob("*.json"))
ADDRESSES = (
    "/overview/",
    "/pairings/",
    "/projects/?programme=2011-plan",
    "/transfers/?programme=2011-plan",
    "/months/2011-plan/2011-06/",
    "/months/2011-plan/2011-07/",
    "/loads/",
    "/reports/table-3/",
    "/reports/published/",
    "/history/",
)
EVERY_DUMP = pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)


@pytest.fixture(params=DUMPS, ids=lambda path: path.stem)
def kept(request, empty_database) -> dict:
    """A dump, which the default database holds, upgraded."""
    dump = json.loads(request.param.read_text("utf-8"))
    stored_rows.restore(dump)
    call_command("migrate", verbosity=0, interactive=False)
    return dump


def test_a_kept_database_upgrades_its_figures_stay_and_people_read_it(kept, client):
    assert preparing.schema_differences() == []
    for arguments, printed in kept["progress"].items():
        now, then = figures(stored_rows.progress(arguments)), figures(printed)
        columns = [now[0].index(name) for name in then[0]]
        assert [[line[n] for n in columns] for line in now] == then, arguments
    # The next number is free.
    assert make.organisation().pk
    is_read(client)


def is_read(client):
    client.force_login(get_user_model().objects.get(username="admin"))
    project = StatusReport.objects.filter(state=StatusReport.State.VERIFIED).first().project

    for address in (*ADDRESSES, project.get_absolute_url(), f"/projects/{project.code}/history/"):
        assert client.get(address).status_code == 200, address


def figures(printed: list[str]) -> list[list[str]]:
    """The lines of the command without the names of their groups, which may be reworded."""
    lines = list(csv.reader(printed))
    first = lines[0].index("planned")
    return [line[first:] for line in lines]


@pytest.mark.django_db
def test_who_had_submitted_a_waiting_report_or_added_a_file_to_it_is_among_its_authors():
    office = Office()
    office.enter()
    with history.by(office.colleague, through=history.PAGE):
        report = office.submit(office.colleague)
    file = make.evidence(report=report)
    report.authors.set([office.recorder])

    add_authors = import_module("projects.migrations.0004_hands_on_waiting_reports").add_authors
    add_authors(apps, connection.schema_editor())

    assert {*report.authors.all()} == {office.recorder, office.colleague, file.added_by}


@EVERY_DUMP
def test_a_dump_is_small_and_keeps_no_password(path):
    kept = json.loads(path.read_text("utf-8"))
    users = kept["tables"]["auth_user"]
    passwords = [row[users["columns"].index("password")] for row in users["rows"]]

    assert passwords and all(password.startswith("!") for password in passwords)
    assert path.stat().st_size < 300 * 1024


def test_the_dump_of_0_2_is_there():
    assert "0.2" in [path.stem for path in DUMPS]
