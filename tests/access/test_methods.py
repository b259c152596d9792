"""Each address answers the methods that it has, and no other."""

import re

import pytest

from tests import make
from tests.access.test_access import EXPECTED, client_of, world  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.once]
POSTING = re.compile(r'<form[^>]*method="post"[^>]*>')


@pytest.fixture
def answers(world, request):  # noqa: F811
    """What an administrator is answered at each address, by method."""
    _cast, made = world
    client = client_of(make.administrator())

    def answered(method):
        for route, (address, _expected) in EXPECTED.items():
            response = getattr(client, method)(address.format(**made))
            yield route, response
            response.close()

    return answered


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_no_address_takes_a_method_that_no_page_has(answers, method):
    assert {route for route, response in answers(method) if response.status_code != 405} == set()


def test_a_page_that_only_reads_takes_no_post(answers):
    """A page that posts to itself has a form without an address, or with its own."""
    reading = set()
    for route, response in answers("get"):
        if response.status_code != 200 or response.streaming:
            continue
        main = response.content.decode(errors="ignore").partition("<main")[2]
        own = f'action="{response.request["PATH_INFO"]}"'
        if all("action=" in form and own not in form for form in POSTING.findall(main)):
            reading.add(route)
    assert len(reading) > 40

    taken = {route for route, response in answers("post") if response.status_code != 405}
    assert reading & taken == WITHOUT_ITS_FORM


# They have their form only while the load waits for answers, which that of the world does not, and
# where there is a mail server.
WITHOUT_ITS_FORM = {"loads/<uuid:key>/", "password/"}
