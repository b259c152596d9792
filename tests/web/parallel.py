"""The same thing done many times at once, each time in a thread with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, connections
from django.test import Client

TIMES = 10


def only_on_a_server() -> bool:
    """Whether threads share no database here: that of the tests on SQLite is one in memory."""
    return connection.vendor == "sqlite"


def at_once(deed: Callable[[], object], times: int = TIMES) -> list:
    """What each of the calls gives; they begin together."""
    barrier = Barrier(times)

    def call(_number):
        barrier.wait()
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(call, range(times)))


def post_at_once(person, url: str, posted: Callable[[], dict], times: int = TIMES) -> list:
    """The responses to one form that is posted many times by one session, as by double clicks."""
    signed_in = Client()
    if person:
        signed_in.force_login(person)
    signed_in.cookies["django_language"] = "en"
    connections.close_all()

    def post():
        client = Client(raise_request_exception=False)
        client.cookies = signed_in.cookies.copy()
        return client.post(url, posted())

    return at_once(post, times)
