"""A database that is away is said as such, with the page and the status for it."""

import json
import os
import subprocess
import sys

import pytest
from django.db import IntegrityError, OperationalError

from aidtrack.watch.database import is_database_away

AWAY = ["sqlite:////nowhere/aidtrack.sqlite3", "postgres://nobody@127.0.0.1:1/nothing"]
PROGRAM = """
import json, sys, aidtrack.wsgi
from django.test import Client
client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
client.cookies["django_language"] = "en"
client.cookies["sessionid"] = "of somebody who signed in yesterday"
answers = {}
for address in sys.argv[1:]:
    response = client.get(address)
    text = response.content.decode()
    answers[address] = response.status_code, response.headers.get("Retry-After"), text
response = client.post("/sign-in/", {"username": "chen", "password": "a long password"})
answers["post"] = response.status_code, response.headers.get("Retry-After"), ""
print(json.dumps(answers))
"""


def answers(database: str, *addresses) -> dict:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *addresses],
        env=os.environ | {"DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("database", AWAY)
def test_every_page_says_that_the_database_is_away(database):
    pages = ("/overview/", "/projects/", "/sign-in/", "/nowhere/", "/health/ready", "/health/live")

    of_page = answers(database, *pages)

    for page in ("/overview/", "/projects/", "/sign-in/", "/nowhere/"):
        status, retry_after, text = of_page[page]
        assert (status, retry_after) == (503, "30"), page
        assert "The database cannot be reached" in text
    assert of_page["post"][:2] == [503, "30"]
    assert of_page["/health/ready"] == [503, "30", "The database cannot be reached."]
    assert of_page["/health/live"][0] == 200


@pytest.mark.django_db
def test_a_database_that_refuses_is_not_away(db):
    assert not is_database_away(OperationalError("database is locked"))
    assert not is_database_away(IntegrityError("a row is there"))
    assert not is_database_away(RuntimeError("unable to open database file"))
    assert not is_database_away(None)
    assert is_database_away(OperationalError("unable to open database file"))
