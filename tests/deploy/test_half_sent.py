"""Requests that never end wait for themselves alone."""

import time
from contextlib import ExitStack

import pytest

from aidtrack.start import serving
from tests.deploy.served import connected, seconds_of_health, served

HEAD = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n"
MANY = 100


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served"), "--workers=1", "--threads=2") as number:
        yield number


@pytest.mark.parametrize("sent", [b"", b"G", HEAD, b"\r\n\r\n", HEAD + b"\r\n" + HEAD])
def test_beside_a_hundred_half_sent_requests_the_server_answers_before_it_gives_them_up(port, sent):
    with ExitStack() as connections:
        for _ in range(MANY):
            connections.enter_context(connected(port, sent))
        time.sleep(0.2)

        assert max(seconds_of_health(port) for _ in range(5)) < serving.HEAD_SECONDS / 2


def test_a_head_that_comes_in_pieces_is_answered(port):
    with connected(port) as connection:
        for letter in HEAD + b"\r\n":
            connection.sendall(bytes([letter]))
            time.sleep(0.002)

        assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_a_connection_serves_several_requests_also_when_sent_at_once(port):
    with connected(port, (HEAD + b"\r\n") * 2, HEAD + b"Connection: close\r\n\r\n") as connection:
        answers = b"".join(iter(lambda: connection.recv(10_000), b""))

    assert answers.count(b"HTTP/1.1 200") == 3


def test_a_head_that_is_late_is_given_up_and_one_without_end_refused(port):
    with connected(port, HEAD) as late, connected(port, HEAD) as gone:
        gone.shutdown(1)
        assert gone.recv(100) == b""
        with connected(port, b"GET / HTTP/1.1\r\nX: " + b"x" * serving.HEAD_BYTES) as endless:
            assert endless.recv(100).startswith(b"HTTP/1.1 431")
        began_at = time.monotonic()
        assert late.recv(100) == b""

    assert time.monotonic() - began_at < serving.HEAD_SECONDS + 3
