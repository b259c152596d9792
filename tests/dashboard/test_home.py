"""Where the day begins."""

import pytest

from tests.tools.reading import reader

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/", "/overview/"),
        ("/?as_of=2011-05-31&scope=all", "/overview/?as_of=2011-05-31&scope=all"),
        ("/?scope=%E5%85%B5", "/overview/?scope=%E5%85%B5"),
    ],
)
def test_home_leads_to_the_overview_with_what_the_address_says(client, address, leads_to):
    response = reader(client).get(address)

    assert (response.status_code, response["Location"]) == (302, leads_to)
