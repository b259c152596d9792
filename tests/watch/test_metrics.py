"""Counts and times, for this machine alone."""

import pytest

from tests.tools.reading import words

METRICS = "/metrics"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
def test_this_machine_reads_them_over_plain_http_by_number(client, settings, address):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["aid.example.org"]

    response = client.get(METRICS, REMOTE_ADDR=address, headers={"host": "127.0.0.1:8000"})

    assert response.status_code == 200
    assert b"django_http_requests_before_middlewares_total" in response.content


@pytest.mark.parametrize("address", ["10.0.0.7", "203.0.113.9", "", "unix:", "::ffff:10.0.0.7"])
def test_other_machines_meet_no_such_page(client, address):
    response = client.get(METRICS, REMOTE_ADDR=address, headers={"accept-language": "en"})

    assert response.status_code == 404
    assert "There is no such page" in words(response)
    assert b"django_http" not in response.content


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "x-real-ip", "forwarded", "x-forwarded-proto", "via"]
)
def test_nobody_reads_them_through_a_proxy(client, header):
    assert client.get(METRICS, headers={header: "127.0.0.1"}).status_code == 404


def test_pages_are_counted_by_view_and_status(client):
    client.get("/sign-in/")

    text = client.get(METRICS).content.decode()

    assert 'method="GET",status="200",view="sign-in"' in text
