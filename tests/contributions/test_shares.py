"""Wherever the number of a part is printed, its share of the whole stands beside it."""

from datetime import date

import pytest

from projects.contributions.quantities import share_in_whole
from projects.models import Contribution
from tests import make
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
SHARE = "126/782 = 16.1%"


@pytest.fixture
def edge():
    return make.pairing()


@pytest.fixture
def part(edge):
    whole = make.given(782, unit="household", scheme=edge.scheme, ref="W-1").contribution
    row = make.given(126, unit="household", scheme=edge.scheme, ref="P-1", part_of=whole)
    return row.contribution


@pytest.mark.parametrize(
    "address",
    [
        "/contributions/?as_of=2013-12-31",
        "/contributions/P-1/",
        "/contributions/W-1/",
        "/contributions/months/unions/2013-12/",
        "/contributions/sheets/{scheme}/2013/",
        "/contributions/year/{scheme}/2013/",
        "/contributions/review/",
    ],
)
def test_a_part_has_its_share_on_every_page_that_lists_it(client, edge, part, address):
    period = {"starts_on": date(2013, 1, 1), "ends_on": date(2013, 12, 31)}
    plan = make.programme("unions", scheme=edge.scheme, reported_through=None, **period)
    make.reporting_month(plan, date(2013, 12, 1))
    client.force_login(make.member("recorder", edge.recipient))
    if address.endswith("review/"):
        Contribution.objects.filter(pk=part.pk).update(state="submitted")
        client.force_login(make.member("reviewer", edge.recipient))

    assert SHARE in words(client.get(address.format(scheme=edge.scheme.code)))


def test_a_whole_of_another_pairing_is_not_told_of(edge):
    whole = make.given(782, unit="household", pairing=edge).contribution
    of_scheme = make.given(126, unit="household", scheme=edge.scheme, part_of=whole)
    own = make.given(126, unit="household", pairing=edge, part_of=whole)
    unlike = make.given(4, unit="site", pairing=edge, part_of=whole)

    assert [share_in_whole(row) for row in (of_scheme, own, unlike)] == ["", SHARE, ""]


def test_the_page_of_a_part_names_its_whole_or_that_it_is_out_of_reach(client, edge):
    hidden_edge = make.pairing(scheme=edge.scheme)
    whole = make.given(782, unit="household", pairing=hidden_edge, title="他人的整体").contribution
    part = make.given(126, unit="household", pairing=edge, part_of=whole).contribution
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    client.force_login(make.member("leader", edge.recipient))
    page = client.get(part.get_absolute_url())
    assert "Part of a contribution that is out of your reach." in words(page)
    assert whole.title not in words(page)

    client.force_login(make.auditor())
    page = client.get(part.get_absolute_url()).content.decode()
    assert f'href="{whole.get_absolute_url()}"' in page and whole.title in page


@pytest.mark.usefixtures("made_rows_in_history")
def test_the_history_of_a_part_names_a_whole_by_its_reference_alone(client, edge):
    hidden_edge = make.pairing(scheme=edge.scheme)
    whole = make.given(782, unit="household", pairing=hidden_edge, title="他人的整体").contribution
    part = make.given(126, unit="household", pairing=edge, part_of=whole).contribution
    client.force_login(make.member("leader", edge.recipient))

    page = words(client.get(f"{part.get_absolute_url()}history/"))

    assert whole.ref in page
    assert whole.title not in page
