"""The file of a load as it was uploaded, for whoever may read the load."""

from hashlib import sha256

import pytest

from tests import make
from tests.tools.reading import reader, words

pytestmark = pytest.mark.django_db
CONTENT = b"=cmd|'/c calc'!A1,<script>alert(1)</script>"


def accepted(**fields):
    from django.utils import timezone

    done = {"state": "accepted", "accepted_at": timezone.now()}
    return make.load(CONTENT, **{**done, **fields})


def test_an_auditor_gets_the_bytes_that_were_uploaded(client):
    load = accepted(file_name="七月 报表.csv")
    page = reader(client).get(load.get_absolute_url())

    response = client.get(f"{load.get_absolute_url()}file/")

    content = b"".join(response.streaming_content)
    assert content == CONTENT
    assert sha256(content).hexdigest() in words(page)
    assert f'href="{load.get_absolute_url()}file/"' in page.content.decode()


def test_the_browser_saves_it_and_never_shows_it(client):
    load = accepted(file_name='"七月\r\n.html')

    response = reader(client).get(f"{load.get_absolute_url()}file/")
    b"".join(response.streaming_content)

    assert response["Content-Disposition"].startswith("attachment;")
    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "sandbox" in response["Content-Security-Policy"]


def test_it_is_as_visible_as_its_load(client):
    load = accepted()
    client.force_login(make.member("leader"))

    assert client.get(load.get_absolute_url()).status_code == 404
    assert client.get(f"{load.get_absolute_url()}file/").status_code == 404


def test_a_file_that_was_not_kept_says_so(client):
    load = make.load(CONTENT, state="abandoned")
    load.file.storage.delete(load.file.name)
    person = reader(client)

    assert "not kept" in words(person.get(load.get_absolute_url()))
    assert person.get(f"{load.get_absolute_url()}file/").status_code == 404
