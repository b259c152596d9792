"""A body over the limit is refused by its declared length, before any of it is stored."""

import pytest
from django.conf import settings
from django.http import HttpResponse

from aidtrack.spreadsheets.guard.limits import LIMITS
from aidtrack.web.bodies import BodyLimitMiddleware
from projects.evidence.preparing import MOST_BYTES
from tests import make
from tests.deploy.served import connected, served

FILE = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n"
)
DECLARED = 300_000_000
# What a stranger sends of it before they give up.
SENT = 40 * [b"x" * 100_000]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def port(folder):
    with served(folder, "--workers=1") as number:
        yield number


def posted(*headers: bytes) -> bytes:
    kind = b"Content-Type: multipart/form-data; boundary=b"
    lines = [b"POST /sign-in/ HTTP/1.1", b"Host: 127.0.0.1", kind, *headers, b"", b""]
    return b"\r\n".join(lines)


@pytest.fixture
def uploads_in(folder):
    return lambda: set(folder.rglob("*.upload*"))


def test_300_megabytes_of_a_stranger_are_refused_and_written_nowhere(port, uploads_in):
    with connected(port, posted(b"Content-Length: %d" % DECLARED), FILE) as connection:
        head = connection.recv(10_000)
        assert head.startswith(b"HTTP/1.1 413")
        for part in SENT:
            try:
                connection.sendall(part)
            except OSError:
                break
            assert uploads_in() == set()


def test_a_body_in_chunks_without_a_length_is_written_nowhere(port, uploads_in):
    with connected(port, posted(b"Transfer-Encoding: chunked")) as connection:
        for part in [FILE, *SENT]:
            try:
                connection.sendall(b"%x\r\n%s\r\n" % (len(part), part))
            except OSError:
                break
            assert uploads_in() == set()

        assert not connection.recv(100).startswith(b"HTTP/1.1 2")


@pytest.mark.django_db
def test_a_person_may_send_a_file_and_is_told_in_one_sentence_what_is_too_much(client):
    client.force_login(make.administrator())
    sentence = "一次最多提交25 MB"

    response = client.post("/loads/", headers={"Content-Length": "25000001"})

    assert response.status_code == 413
    assert sentence in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "status"), [("25000000", 200), ("25000001", 413), ("x", 200)])
def test_the_limit_itself_may_be_sent(rf, length, status):
    request = rf.post("/loads/", headers={"Content-Length": length})
    request.user = make.administrator()

    assert BodyLimitMiddleware(lambda request: HttpResponse())(request).status_code == status


@pytest.mark.django_db
def test_a_stranger_sends_no_files(client):
    headers = {"Content-Length": "1000001", "Accept-Language": "en"}
    response = client.post("/sign-in/", headers=headers)

    assert response.status_code == 413
    assert "at most 1 MB" in response.content.decode()


def test_every_file_that_is_accepted_fits_into_a_body():
    form = 1_000_000

    assert max(LIMITS.size, *MOST_BYTES.values()) + form <= settings.LARGEST_BODY
