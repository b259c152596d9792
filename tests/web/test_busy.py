"""A write that does not get its turn is answered as one to be tried again, and nothing is saved."""

import sqlite3
from contextlib import closing, contextmanager

import pytest
from django.db import connection

from projects.models import StatusReport
from tests.cast.grid import GRID, posted
from tests.cast.office import Office
from tests.store import places


@contextmanager
def database_in_use(folder):
    """An office, and a function that has its database busy with something else while it is open."""
    if connection.vendor == "sqlite":
        with places.file_database(folder / "database.sqlite3"):
            connection.settings_dict["OPTIONS"]["timeout"] = 0.1
            connection.close()
            yield Office(), busy_file
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        yield Office(), busy_server


@contextmanager
def busy_file():
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def busy_server():
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM projects_project FOR UPDATE")
            yield
        other.rollback()
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_row_is_answered_as_still_to_be_saved_and_saved_when_sent_again(client, tmp_path):
    with database_in_use(tmp_path) as (office, busy):
        client.force_login(office.recorder)
        row = posted(office)

        with busy():
            response = client.post(GRID, row, headers={"X-Rows-Only": "1"})
            assert not StatusReport.objects.filter(month=office.month).exists()
        again = client.post(GRID, row, headers={"X-Rows-Only": "1"})

        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert "尚未保存" in response.content.decode()
        assert again.status_code == 200
        assert StatusReport.objects.filter(month=office.month).exists()
