"""Every address of the project, and what it answers somebody who has not signed in."""

import re

import pytest

from tests.tools.reading import words
from tests.tools.walk import ADMIN, OURS, answer

KEY = "6e7f0f3c-5b54-4b6c-9d3f-4f1f5b6a7c8d"
MONTH = "/months/2011-plan/2011-07/"
SIGN_IN, ADMIN_SIGN_IN = "/sign-in/", "/admin/login/"
# Each pattern with an address that fits it, and the answer: a status, or to be sent to sign in.
EXPECTED = {
    "": ("/", SIGN_IN),
    "overview/": ("/overview/", SIGN_IN),
    "to-do/": ("/to-do/", SIGN_IN),
    "wall/": ("/wall/", SIGN_IN),
    "reports/published/": ("/reports/published/", SIGN_IN),
    "reports/published/<slug:code>/": ("/reports/published/table-3/", SIGN_IN),
    "reports/table-1/": ("/reports/table-1/", SIGN_IN),
    "reports/table-<int:number>/": ("/reports/table-3/", SIGN_IN),
    "pairings/": ("/pairings/", SIGN_IN),
    "pairings/compare/": ("/pairings/compare/", SIGN_IN),
    "pairings/compare/two/": ("/pairings/compare/two/", SIGN_IN),
    "pairings/<slug:ref>/": ("/pairings/653200/", SIGN_IN),
    "projects/": ("/projects/", SIGN_IN),
    "projects/<slug:code>/": ("/projects/HT-2011-014/", SIGN_IN),
    "pairings/<slug:ref>/history/": ("/pairings/XJ-440300-653101/history/", SIGN_IN),
    "projects/<slug:code>/history/": ("/projects/HT-2011-014/history/", SIGN_IN),
    "history/": ("/history/", SIGN_IN),
    "history/<slug:name>/": ("/history/sign-ins/", SIGN_IN),
    "permissions/": ("/permissions/", SIGN_IN),
    "months/": ("/months/", SIGN_IN),
    "months/completeness/": ("/months/completeness/", SIGN_IN),
    "months/<slug:programme>/<str:month>/": (MONTH, SIGN_IN),
    "months/<slug:programme>/<str:month>/entry/": (f"{MONTH}entry/", SIGN_IN),
    "months/<slug:programme>/<str:month>/entry/<slug:code>/": (f"{MONTH}entry/P-1/", SIGN_IN),
    "months/<slug:programme>/<str:month>/unchanged/": (f"{MONTH}unchanged/", SIGN_IN),
    "months/<slug:programme>/<str:month>/answers/": (f"{MONTH}answers/", SIGN_IN),
    "months/<slug:programme>/<str:month>/workbook/": (f"{MONTH}workbook/", SIGN_IN),
    "months/<slug:programme>/<str:month>/closing/": (f"{MONTH}closing/", SIGN_IN),
    "months/<slug:programme>/<str:month>/reopening/": (f"{MONTH}reopening/", SIGN_IN),
    "months/<slug:programme>/<str:month>/late/": ("/months/2011-plan/2011-07/late/", SIGN_IN),
    "months/<slug:programme>/<str:month>/exemptions/": (f"{MONTH}exemptions/", SIGN_IN),
    "months/<slug:programme>/<str:month>/exemptions/<int:pk>/withdrawal/": (
        f"{MONTH}exemptions/1/withdrawal/",
        SIGN_IN,
    ),
    "months/<slug:programme>/<str:month>/reports/": (f"{MONTH}reports/", SIGN_IN),
    "months/<slug:programme>/<str:month>/reports/<int:pk>/": (f"{MONTH}reports/1/", SIGN_IN),
    "months/<slug:programme>/<str:month>/review/": (f"{MONTH}review/", SIGN_IN),
    "evidence/new/": ("/evidence/new/?project=HT-2011-014", SIGN_IN),
    "evidence/<uuid:key>/": (f"/evidence/{KEY}/", SIGN_IN),
    "evidence/<uuid:key>/thumbnail/": (f"/evidence/{KEY}/thumbnail/", SIGN_IN),
    "evidence/<uuid:key>/removal/": (f"/evidence/{KEY}/removal/", SIGN_IN),
    "indicators/": ("/indicators/", SIGN_IN),
    "indicators/<slug:code>/": ("/indicators/phd_first_level/", SIGN_IN),
    "indicators/<slug:code>/new/": ("/indicators/phd_first_level/new/", SIGN_IN),
    "transfers/": ("/transfers/", SIGN_IN),
    "transfers/new/": ("/transfers/new/", SIGN_IN),
    "transfers/check/": ("/transfers/check/", SIGN_IN),
    "transfers/acceptance/": ("/transfers/acceptance/", SIGN_IN),
    "transfers/<int:pk>/": ("/transfers/1/", SIGN_IN),
    "transfers/<int:pk>/confirmation/": ("/transfers/1/confirmation/", SIGN_IN),
    "transfers/<int:pk>/reversal/": ("/transfers/1/reversal/", SIGN_IN),
    "indicators/verification/": ("/indicators/verification/", SIGN_IN),
    "follow-up/": ("/follow-up/", SIGN_IN),
    "follow-up/tasks/": ("/follow-up/tasks/", SIGN_IN),
    "follow-up/monday/": ("/follow-up/monday/", SIGN_IN),
    "follow-up/problems/": ("/follow-up/problems/", SIGN_IN),
    "follow-up/warnings/": ("/follow-up/warnings/", SIGN_IN),
    "follow-up/warnings/response/": ("/follow-up/warnings/response/", SIGN_IN),
    "follow-up/calendar/": ("/follow-up/calendar/", SIGN_IN),
    "follow-up/calendar/link/": ("/follow-up/calendar/link/", SIGN_IN),
    # Open to whoever has the link of somebody, which this is not.
    "follow-up/calendar/<slug:token>.ics": ("/follow-up/calendar/x.ics", 404),
    "follow-up/meetings/": ("/follow-up/meetings/", SIGN_IN),
    "follow-up/meetings/new/": ("/follow-up/meetings/new/", SIGN_IN),
    "follow-up/meetings/<slug:ref>/": ("/follow-up/meetings/regional-aid-3/", SIGN_IN),
    "follow-up/meetings/<slug:ref>/change/": (
        "/follow-up/meetings/regional-aid-3/change/",
        SIGN_IN,
    ),
    "follow-up/meetings/<slug:ref>/minutes/": (
        "/follow-up/meetings/regional-aid-3/minutes/",
        SIGN_IN,
    ),
    "follow-up/tasks/new/": ("/follow-up/tasks/new/", SIGN_IN),
    "follow-up/tasks/<slug:number>/": ("/follow-up/tasks/2026-001/", SIGN_IN),
    "follow-up/tasks/<slug:number>/acceptance/": ("/follow-up/tasks/2026-001/acceptance/", SIGN_IN),
    "follow-up/tasks/<slug:number>/answers/": ("/follow-up/tasks/2026-001/answers/", SIGN_IN),
    "follow-up/tasks/<slug:number>/answers/<int:pk>/release/": (
        "/follow-up/tasks/2026-001/answers/1/release/",
        SIGN_IN,
    ),
    "follow-up/tasks/<slug:number>/answers/<int:pk>/return/": (
        "/follow-up/tasks/2026-001/answers/1/return/",
        SIGN_IN,
    ),
    "follow-up/tasks/<slug:number>/closing/": ("/follow-up/tasks/2026-001/closing/", SIGN_IN),
    "follow-up/tasks/<slug:number>/extensions/": ("/follow-up/tasks/2026-001/extensions/", SIGN_IN),
    "follow-up/tasks/<slug:number>/extensions/<int:pk>/": (
        "/follow-up/tasks/2026-001/extensions/1/",
        SIGN_IN,
    ),
    "follow-up/projects/<slug:code>/comments/": (
        "/follow-up/projects/HT-2011-001/comments/",
        SIGN_IN,
    ),
    "follow-up/reports/<int:pk>/comments/": ("/follow-up/reports/1/comments/", SIGN_IN),
    "follow-up/tasks/<slug:number>/comments/": ("/follow-up/tasks/2026-001/comments/", SIGN_IN),
    "follow-up/tasks/<slug:number>/files/<uuid:key>/": (
        f"/follow-up/tasks/2026-001/files/{KEY}/",
        SIGN_IN,
    ),
    "follow-up/tasks/<slug:number>/files/<uuid:key>/thumbnail/": (
        f"/follow-up/tasks/2026-001/files/{KEY}/thumbnail/",
        SIGN_IN,
    ),
    "contributions/": ("/contributions/", SIGN_IN),
    "contributions/new/": ("/contributions/new/", SIGN_IN),
    "contributions/review/": ("/contributions/review/", SIGN_IN),
    "contributions/months/<slug:programme>/<str:month>/": (
        "/contributions/months/union-2011-15/2013-11/",
        SIGN_IN,
    ),
    "contributions/sheets/<slug:scheme>/": ("/contributions/sheets/UNI-2001/", SIGN_IN),
    "contributions/sheets/<slug:scheme>/<int:year>/": (
        "/contributions/sheets/UNI-2001/2013/",
        SIGN_IN,
    ),
    "contributions/year/<slug:scheme>/": ("/contributions/year/SX-UNIONS/", SIGN_IN),
    "contributions/year/<slug:scheme>/<int:year>/": (
        "/contributions/year/SX-UNIONS/2013/",
        SIGN_IN,
    ),
    "contributions/<slug:ref>/change/": ("/contributions/UN-2013-01/change/", SIGN_IN),
    "contributions/<slug:ref>/submission/": ("/contributions/UN-2013-01/submission/", SIGN_IN),
    "contributions/<slug:ref>/decision/": ("/contributions/UN-2013-01/decision/", SIGN_IN),
    "contributions/<slug:ref>/": ("/contributions/UN-2013-01/", SIGN_IN),
    "contributions/<slug:ref>/history/": ("/contributions/UN-2013-01/history/", SIGN_IN),
    "loads/": ("/loads/", SIGN_IN),
    "loads/templates/<slug:kind>/": ("/loads/templates/projects/", SIGN_IN),
    "loads/<uuid:key>/": (f"/loads/{KEY}/", SIGN_IN),
    "loads/<uuid:key>/file/": (f"/loads/{KEY}/file/", SIGN_IN),
    "loads/<uuid:key>/acceptance/": (f"/loads/{KEY}/acceptance/", SIGN_IN),
    "loads/<uuid:key>/abandonment/": (f"/loads/{KEY}/abandonment/", SIGN_IN),
    "loads/<uuid:key>/undoing/": (f"/loads/{KEY}/undoing/", SIGN_IN),
    "loads/<uuid:key>/marked/": (f"/loads/{KEY}/marked/", SIGN_IN),
    "account/": ("/account/", SIGN_IN),
    "account/second-factor/": ("/account/second-factor/", SIGN_IN),
    "account/sessions/": ("/account/sessions/", SIGN_IN),
    "account/passkeys/": ("/account/passkeys/", SIGN_IN),
    "account/passkeys/<int:pk>/": ("/account/passkeys/1/", SIGN_IN),
    "account/confirmation/": ("/account/confirmation/", SIGN_IN),
    "people/": ("/people/", SIGN_IN),
    "people/<int:pk>/": ("/people/1/", SIGN_IN),
    "people/<int:pk>/memberships/<int:membership>/": ("/people/1/memberships/1/", SIGN_IN),
    "people/<int:pk>/access/": ("/people/1/access/", SIGN_IN),
    "people/<int:pk>/link/": ("/people/1/link/", SIGN_IN),
    "people/<int:pk>/sign-in/<slug:name>/": ("/people/1/sign-in/provider/", SIGN_IN),
    "sign-out/": ("/sign-out/", SIGN_IN),
    # Open to everybody.
    "sign-in/": ("/sign-in/", 200),
    # Of those whose password was right a moment ago; others begin at its start.
    "password/": ("/password/", 200),
    # Without a link, or with one that works no longer: it says so.
    "password/new/": ("/password/new/", 410),
    "password/<str:key>/<str:token>/": ("/password/MQ/x-y/", 410),
    "sign-in/code/": ("/sign-in/code/", 302),
    "sign-in/provider/": ("/sign-in/provider/", 405),
    # The provider's own, by POST.
    "sign-out/provider/": ("/sign-out/provider/", 405),
    "sign-in/returned/": ("/sign-in/returned/", 302),
    "health/": ("/health/", 200),
    "health/live": ("/health/live", 200),
    "health/ready": ("/health/ready", 200),
    "metrics": ("/metrics", 200),
    # Open, and by POST only.
    "preferences/": ("/preferences/", 405),
    "language/": ("/language/", 302),
    # Django's own pages: all alike, tested below.
    "admin/": ("/admin/", ADMIN_SIGN_IN),
}

pytestmark = pytest.mark.django_db


def test_each_address_has_an_expectation_and_each_expectation_an_address():
    assert {*OURS, "admin/"} == set(EXPECTED)
    assert len(OURS) == len(set(OURS))


@pytest.mark.parametrize("route", EXPECTED)
def test_a_stranger_is_sent_to_sign_in_unless_the_page_is_open(client, route):
    address, expected = EXPECTED[route]

    assert answer(client.get(address)) == expected


@pytest.mark.parametrize("route", EXPECTED)
def test_a_stranger_who_posts_gets_no_further(client, route):
    address, expected = EXPECTED[route]

    if isinstance(expected, str):
        assert answer(client.post(address, {"username": "x"})) == expected


def test_the_administration_is_closed_to_strangers(client):
    answers = {route: answer(client.get(example(route))) for route in ADMIN}

    assert len(answers) > 50
    for route, reply in answers.items():
        assert reply in (SIGN_IN, ADMIN_SIGN_IN), route


def example(route):
    """An address that fits a route of Django's own."""
    return "/" + re.sub(r"<[^>]+>|\(\?P.*$", "1", route).replace("^", "").replace("$", "")


def test_signing_in_goes_on_to_the_page_that_was_asked_for(client, django_user_model):
    django_user_model.objects.create_user("leader", password="a long password")
    address = "/projects/?stage=completed"

    sent = client.get(address)["Location"]
    response = client.post(sent, {"username": "leader", "password": "a long password"})

    assert (response.status_code, response["Location"]) == (302, address)


def test_health_says_ok_to_anybody(client):
    response = client.get("/health/")

    assert (response.content, response["Content-Type"]) == (b"ok", "text/plain")


@pytest.mark.parametrize(
    "address", ["/nothing/", "/%00", "/%ff", "/reports/table-9/x", "/" + "a" * 5000, "/<svg>"]
)
def test_an_address_that_is_none_says_so(client, address):
    response = client.get(address, headers={"accept-language": "en"})

    assert response.status_code == 404
    assert "There is no such page" in words(response)
    assert "<svg>" not in response.content.decode()
