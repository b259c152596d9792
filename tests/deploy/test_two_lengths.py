"""A request whose end can be read in two ways is refused, not answered twice."""

import pytest

from tests.deploy.served import connected, served

HEAD = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
HIDDEN = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served"), "--workers=1", "--threads=2") as number:
        yield number


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 6\r\nContent-Length: 5\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: 5, 6\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
    ],
)
def test_a_request_with_two_lengths_is_refused_and_what_follows_is_not_answered(port, lengths):
    with connected(port, HEAD + lengths + b"\r\n0\r\n\r\n", HIDDEN) as connection:
        answers = b"".join(iter(lambda: connection.recv(10_000), b""))

    assert answers.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501"))
    assert answers.count(b"HTTP/1.1 ") == 1
