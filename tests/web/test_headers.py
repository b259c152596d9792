"""What answers say of themselves: how long they may be stored, and what they never use."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests import make
from tests.tools.reading import reader

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("address", ["/projects/", "/overview/", "/reports/table-1/", "/history/"])
def test_a_page_that_is_read_is_its_readers_and_asked_again(client, address):
    assert reader(client).get(address)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", ["/months/", "/follow-up/calendar/", "/loads/"])
def test_a_page_with_a_form_is_not_stored(client, address):
    client.force_login(make.administrator())

    assert "no-store" in client.get(address)["Cache-Control"]


def test_a_file_of_a_list_is_its_readers(client):
    response = reader(client).get("/projects/?format=csv")

    assert b"".join(response) and response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", ["/overview/", "/nowhere/", "/sign-in/", "/admin/"])
def test_no_page_may_use_camera_or_place(client, address):
    policy = reader(client).get(address)["Permissions-Policy"]

    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(policy.split(", "))


def test_an_error_says_so_too(client):
    assert client.put("/overview/")["Permissions-Policy"]


def test_over_https_a_browser_stays_with_it_for_an_hour_and_takes_cookies_from_this_host_alone():
    names = ["SECURE_HSTS_SECONDS", "SECURE_HSTS_PRELOAD", "SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    cookies = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"]

    assert served(*names, *cookies, AIDTRACK_HTTPS="1") == [
        "3600",
        "False",
        "False",
        "__Host-session",
        "__Host-csrftoken",
    ]
    assert served(*names[:1], AIDTRACK_HTTPS="1", AIDTRACK_HSTS_SECONDS="31536000") == ["31536000"]
    assert served(*cookies, AIDTRACK_HTTPS="0") == ["sessionid", "csrftoken"]


def served(*names, **environment) -> list[str]:
    """Settings of a program that is started with these variables."""
    code = f"from django.conf import settings\nfor n in {names}: print(getattr(settings, n))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=os.environ | environment | {"DJANGO_SETTINGS_MODULE": "aidtrack.settings"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
