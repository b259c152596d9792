"""What the program says of itself to whatever watches over it."""

from datetime import timedelta
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tests import make

LIVE, READY, OLD = "/health/live", "/health/ready", "/health/"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", [LIVE, READY, OLD])
def test_all_is_well_to_anybody(client, address):
    response = client.get(address)

    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Content-Type"] == "text/plain"


@pytest.mark.parametrize("address", [LIVE, READY, OLD])
def test_over_plain_http_and_by_number_too(client, settings, address):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["aid.example.org"]

    assert client.get(address, headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/sign-in/").status_code in (301, 400)


@pytest.mark.parametrize("address", [LIVE, READY])
def test_nobody_posts_there(client, address):
    assert client.post(address).status_code == 405


def test_living_asks_no_database_whatever_cookies_come(client, django_assert_num_queries):
    client.force_login(make.administrator())

    with django_assert_num_queries(0):
        client.get(LIVE)


def test_readiness_takes_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get(READY)


def test_a_migration_that_was_not_applied_is_named_as_such(client):
    MigrationRecorder.Migration.objects.filter(app="reports").latest("id").delete()

    response = client.get(READY)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response.content.decode() == "The database lacks a migration: run manage.py migrate."


def test_a_disk_without_room_is_named_by_what_lies_there(client, settings):
    settings.AIDTRACK_FREE_MB = 10**9

    response = client.get(READY)

    assert response.status_code == 503
    text = response.content.decode()
    assert "The folder of evidence has less than 1000000000 MB left." in text
    assert "The folder of loads has less than 1000000000 MB left." in text
    assert "/" not in text


def test_a_folder_that_is_yet_to_be_made_counts_by_what_lies_above_it(client, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "not" / "yet"

    assert client.get(READY).status_code == 200


def test_a_folder_that_cannot_be_written_to_is_named(client, settings):
    # Nobody writes there, not even somebody who may do everything.
    settings.EVIDENCE_ROOT = Path("/proc/sys")

    assert "The folder of evidence cannot be written to." in client.get(READY).content.decode()


@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 503)])
def test_a_clock_behind_the_history_is_named(client, made_rows_in_history, minutes, status):
    make.administrator()
    newest = LogEntry.objects.latest("id")
    newest.timestamp = timezone.now() + timedelta(minutes=minutes)
    LogEntry.objects.filter(pk=newest.pk).update(timestamp=newest.timestamp)

    response = client.get(READY)

    assert response.status_code == status
    expected = "ok" if status == 200 else "The clock is behind the newest entry of the history."
    assert response.content.decode() == expected
