"""Every address of the project, and what it answers each of a cast.

The owner enters for the recipient's office, the colleague reviews there, the other side is the
supporter's front headquarters, the stranger does the same work for another prefecture, nobody has
not signed in. A new address without an expectation fails.
"""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from pairings.models import Organisation
from reports.models import CalendarFeed
from tests import make
from tests.tools.navigating import marked
from tests.tools.walk import OURS, answer

CAST = ("owner", "colleague", "other side", "stranger", "nobody")
IN = "/sign-in/"
ALL = (200, 200, 200, 200, IN)
ITS_OWN = (200, 200, 200, 404, IN)
POST_ONLY = (405, 405, 405, 405, IN)
# Each pattern: an address in the world below, and the answer to a GET of each of the cast.
EXPECTED = {
    "": ("/", (302, 302, 302, 302, IN)),
    "overview/": ("/overview/", ALL),
    "to-do/": ("/to-do/", ALL),
    "wall/": ("/wall/", ALL),
    "reports/published/": ("/reports/published/", ALL),
    "reports/published/<slug:code>/": ("/reports/published/table-3/", ALL),
    "reports/table-1/": ("/reports/table-1/", ALL),
    "reports/table-<int:number>/": ("/reports/table-3/", ALL),
    "pairings/": ("/pairings/", ALL),
    "pairings/compare/": ("/pairings/compare/", ALL),
    "pairings/compare/two/": ("/pairings/compare/two/", ALL),
    "pairings/<slug:ref>/": ("/pairings/PAIR/", ITS_OWN),
    "pairings/<slug:ref>/history/": ("/pairings/PAIR/history/", ITS_OWN),
    "projects/": ("/projects/", ALL),
    "projects/<slug:code>/": ("/projects/OWN/", ITS_OWN),
    "projects/<slug:code>/history/": ("/projects/OWN/history/", ITS_OWN),
    "months/": ("/months/", ALL),
    "months/completeness/": ("/months/completeness/", ALL),
    "months/<slug:programme>/<str:month>/": ("/months/2011-plan/2011-07/", ALL),
    # Its own rows to each; whoever has nothing to enter is sent back to the month.
    "months/<slug:programme>/<str:month>/workbook/": (
        "/months/2011-plan/2011-07/workbook/",
        (200, 302, 302, 200, IN),
    ),
    "months/<slug:programme>/<str:month>/closing/": (
        "/months/2011-plan/2011-07/closing/",
        (403, 403, 403, 403, IN),
    ),
    "months/<slug:programme>/<str:month>/reopening/": (
        "/months/2011-plan/2011-07/reopening/",
        POST_ONLY,
    ),
    "months/<slug:programme>/<str:month>/late/": (
        "/months/2011-plan/2011-07/late/",
        POST_ONLY,
    ),
    "months/<slug:programme>/<str:month>/exemptions/": (
        "/months/2011-plan/2011-07/exemptions/",
        (403, 403, 403, 403, IN),
    ),
    "months/<slug:programme>/<str:month>/exemptions/<int:pk>/withdrawal/": (
        "/months/2011-plan/2011-07/exemptions/1/withdrawal/",
        POST_ONLY,
    ),
    "months/<slug:programme>/<str:month>/review/": (
        "/months/2011-plan/2011-07/review/",
        (404, 200, 404, 404, IN),
    ),
    # A list for everybody, of what each may see; a report as its project.
    "months/<slug:programme>/<str:month>/reports/": (
        "/months/2011-plan/2011-07/reports/",
        ALL,
    ),
    "months/<slug:programme>/<str:month>/reports/<int:pk>/": (
        "/months/2011-plan/2011-07/reports/{report}/",
        ITS_OWN,
    ),
    "months/<slug:programme>/<str:month>/entry/": (
        "/months/2011-plan/2011-07/entry/",
        (200, 404, 200, 200, IN),
    ),
    "months/<slug:programme>/<str:month>/entry/<slug:code>/": (
        "/months/2011-plan/2011-07/entry/OWN/",
        (200, 404, 404, 404, IN),
    ),
    "months/<slug:programme>/<str:month>/unchanged/": (
        "/months/2011-plan/2011-07/unchanged/",
        (200, 404, 200, 200, IN),
    ),
    "months/<slug:programme>/<str:month>/answers/": (
        "/months/2011-plan/2011-07/answers/",
        (200, 404, 200, 200, IN),
    ),
    "evidence/new/": ("/evidence/new/?project=OWN", (200, 403, 200, 404, IN)),
    "evidence/<uuid:key>/": ("/evidence/{file}/", ITS_OWN),
    "evidence/<uuid:key>/thumbnail/": ("/evidence/{file}/thumbnail/", ITS_OWN),
    "evidence/<uuid:key>/removal/": ("/evidence/{file}/removal/", POST_ONLY),
    # What is observed is no secret; of whom is, so that a stranger's page has no subject.
    "indicators/": ("/indicators/", ALL),
    "indicators/<slug:code>/": ("/indicators/income/", ALL),
    "indicators/<slug:code>/new/": ("/indicators/income/new/", (200, 403, 200, 200, IN)),
    "transfers/": ("/transfers/", ALL),
    "transfers/new/": ("/transfers/new/", (200, 403, 200, 200, IN)),
    "transfers/check/": ("/transfers/check/", (200, 403, 200, 200, IN)),
    "transfers/acceptance/": ("/transfers/acceptance/", POST_ONLY),
    "transfers/<int:pk>/": ("/transfers/{transfer}/", ITS_OWN),
    "transfers/<int:pk>/confirmation/": ("/transfers/{transfer}/confirmation/", POST_ONLY),
    "transfers/<int:pk>/reversal/": ("/transfers/{transfer}/reversal/", POST_ONLY),
    "indicators/verification/": ("/indicators/verification/", POST_ONLY),
    "follow-up/": ("/follow-up/", ALL),
    "follow-up/tasks/": ("/follow-up/tasks/", ALL),
    "follow-up/monday/": ("/follow-up/monday/", ALL),
    "follow-up/problems/": ("/follow-up/problems/", ALL),
    "follow-up/warnings/": ("/follow-up/warnings/", ALL),
    # It names no warning.
    "follow-up/warnings/response/": (
        "/follow-up/warnings/response/",
        (404, 404, 404, 404, IN),
    ),
    "follow-up/calendar/": ("/follow-up/calendar/", ALL),
    "follow-up/calendar/link/": ("/follow-up/calendar/link/", POST_ONLY),
    # By the link of the owner, which serves whoever has it, signed in or not.
    "follow-up/calendar/<slug:token>.ics": (
        "/follow-up/calendar/{token}.ics",
        (200, 200, 200, 200, 200),
    ),
    # To be held by leaders: none of the cast is one.
    "follow-up/meetings/": ("/follow-up/meetings/", ALL),
    "follow-up/meetings/new/": ("/follow-up/meetings/new/", (403, 403, 403, 403, IN)),
    "follow-up/meetings/<slug:ref>/": ("/follow-up/meetings/regional-aid-3/", ITS_OWN),
    "follow-up/meetings/<slug:ref>/change/": (
        "/follow-up/meetings/regional-aid-3/change/",
        (403, 403, 403, 404, IN),
    ),
    "follow-up/meetings/<slug:ref>/minutes/": (
        "/follow-up/meetings/regional-aid-3/minutes/",
        POST_ONLY,
    ),
    "follow-up/tasks/new/": ("/follow-up/tasks/new/", (403, 403, 403, 403, IN)),
    "follow-up/tasks/<slug:number>/": ("/follow-up/tasks/2011-001/", ITS_OWN),
    "follow-up/tasks/<slug:number>/acceptance/": (
        "/follow-up/tasks/2011-001/acceptance/",
        POST_ONLY,
    ),
    "follow-up/tasks/<slug:number>/answers/": ("/follow-up/tasks/2011-001/answers/", POST_ONLY),
    "follow-up/tasks/<slug:number>/answers/<int:pk>/release/": (
        "/follow-up/tasks/2011-001/answers/1/release/",
        POST_ONLY,
    ),
    "follow-up/tasks/<slug:number>/answers/<int:pk>/return/": (
        "/follow-up/tasks/2011-001/answers/1/return/",
        POST_ONLY,
    ),
    "follow-up/tasks/<slug:number>/closing/": ("/follow-up/tasks/2011-001/closing/", POST_ONLY),
    "follow-up/tasks/<slug:number>/extensions/": (
        "/follow-up/tasks/2011-001/extensions/",
        POST_ONLY,
    ),
    "follow-up/tasks/<slug:number>/extensions/<int:pk>/": (
        "/follow-up/tasks/2011-001/extensions/1/",
        POST_ONLY,
    ),
    "follow-up/projects/<slug:code>/comments/": ("/follow-up/projects/OWN/comments/", ITS_OWN),
    "follow-up/reports/<int:pk>/comments/": ("/follow-up/reports/{report}/comments/", ITS_OWN),
    "follow-up/tasks/<slug:number>/comments/": ("/follow-up/tasks/2011-001/comments/", ITS_OWN),
    "follow-up/tasks/<slug:number>/files/<uuid:key>/": (
        "/follow-up/tasks/2011-001/files/{file}/",
        ITS_OWN,
    ),
    "follow-up/tasks/<slug:number>/files/<uuid:key>/thumbnail/": (
        "/follow-up/tasks/2011-001/files/{file}/thumbnail/",
        ITS_OWN,
    ),
    "contributions/": ("/contributions/", ALL),
    "contributions/new/": ("/contributions/new/", (200, 403, 200, 200, IN)),
    "contributions/review/": ("/contributions/review/", (403, 200, 403, 403, IN)),
    "contributions/months/<slug:programme>/<str:month>/": (
        "/contributions/months/2011-plan/2011-07/",
        ALL,
    ),
    # A year with what one sees of the scheme: without any there is no sheet.
    "contributions/sheets/<slug:scheme>/": (
        "/contributions/sheets/regional-aid/",
        (302, 302, 302, 404, IN),
    ),
    "contributions/sheets/<slug:scheme>/<int:year>/": (
        "/contributions/sheets/regional-aid/2001/",
        ITS_OWN,
    ),
    # Its own lines to each.
    "contributions/year/<slug:scheme>/": (
        "/contributions/year/regional-aid/",
        (302, 403, 302, 302, IN),
    ),
    "contributions/year/<slug:scheme>/<int:year>/": (
        "/contributions/year/regional-aid/2001/",
        (200, 403, 200, 200, IN),
    ),
    "contributions/<slug:ref>/change/": (
        "/contributions/GIVEN/change/",
        (200, 403, 200, 404, IN),
    ),
    "contributions/<slug:ref>/submission/": ("/contributions/GIVEN/submission/", POST_ONLY),
    "contributions/<slug:ref>/decision/": ("/contributions/GIVEN/decision/", POST_ONLY),
    "contributions/<slug:ref>/": ("/contributions/GIVEN/", ITS_OWN),
    "contributions/<slug:ref>/history/": ("/contributions/GIVEN/history/", ITS_OWN),
    # The load is the owner's own.
    "loads/": ("/loads/", ALL),
    # Templates of what they may load themselves.
    "loads/templates/<slug:kind>/": ("/loads/templates/transfers/", (200, 404, 200, 200, IN)),
    "loads/<uuid:key>/": ("/loads/{load}/", (200, 404, 404, 404, IN)),
    "loads/<uuid:key>/file/": ("/loads/{load}/file/", (200, 404, 404, 404, IN)),
    "loads/<uuid:key>/acceptance/": ("/loads/{load}/acceptance/", POST_ONLY),
    "loads/<uuid:key>/abandonment/": ("/loads/{load}/abandonment/", POST_ONLY),
    "loads/<uuid:key>/undoing/": ("/loads/{load}/undoing/", POST_ONLY),
    "loads/<uuid:key>/marked/": ("/loads/{load}/marked/", (404, 404, 404, 404, IN)),
    # For administrators; whom each of them sees: test_further_cast.py.
    "people/": ("/people/", (403, 403, 403, 403, IN)),
    "people/<int:pk>/": ("/people/{person}/", (403, 403, 403, 403, IN)),
    "people/<int:pk>/memberships/<int:membership>/": (
        "/people/{person}/memberships/1/",
        POST_ONLY,
    ),
    "people/<int:pk>/access/": ("/people/{person}/access/", POST_ONLY),
    "people/<int:pk>/link/": ("/people/{person}/link/", POST_ONLY),
    "people/<int:pk>/sign-in/<slug:name>/": ("/people/{person}/sign-in/provider/", POST_ONLY),
    "password/": ("/password/", (200, 200, 200, 200, 200)),
    # No link of anybody.
    "password/new/": ("/password/new/", (410, 410, 410, 410, 410)),
    "password/<str:key>/<str:token>/": ("/password/MQ/x-y/", (410, 410, 410, 410, 410)),
    "account/": ("/account/", ALL),
    "account/second-factor/": ("/account/second-factor/", ALL),
    "sign-in/code/": ("/sign-in/code/", (302, 302, 302, 302, 302)),
    "sign-in/provider/": ("/sign-in/provider/", (405, 405, 405, 405, 405)),
    "sign-out/provider/": ("/sign-out/provider/", (405, 405, 405, 405, 405)),
    "sign-in/returned/": ("/sign-in/returned/", (302, 302, 302, 302, 302)),
    "account/sessions/": ("/account/sessions/", POST_ONLY),
    # Over plain http browsers make none, and nobody has the first.
    "account/passkeys/": ("/account/passkeys/", (404, 404, 404, 404, IN)),
    "account/passkeys/<int:pk>/": ("/account/passkeys/1/", (404, 404, 404, 404, IN)),
    # The cast has neither a second factor nor a password to ask for.
    "account/confirmation/": ("/account/confirmation/", (302, 302, 302, 302, IN)),
    "permissions/": ("/permissions/", ALL),
    "history/": ("/history/", (404, 404, 404, 404, IN)),
    "history/<slug:name>/": ("/history/rights/", (404, 404, 404, 404, IN)),
    "sign-in/": ("/sign-in/", (302, 302, 302, 302, 200)),
    "sign-out/": ("/sign-out/", POST_ONLY),
    "health/": ("/health/", (200, 200, 200, 200, 200)),
    "health/live": ("/health/live", (200, 200, 200, 200, 200)),
    "health/ready": ("/health/ready", (200, 200, 200, 200, 200)),
    "metrics": ("/metrics", (200, 200, 200, 200, 200)),
    "preferences/": ("/preferences/", (405, 405, 405, 405, 405)),
    "language/": ("/language/", (302, 302, 302, 302, 302)),
}
# A post by somebody who may not: the answer to each of the cast, the form being empty.
POSTED = {
    "/months/": (403, 403, 403, 403, IN),
    "/months/2011-plan/2011-07/closing/": (403, 403, 403, 403, IN),
    "/months/2011-plan/2011-07/reopening/": (403, 403, 403, 403, IN),
    "/months/2011-plan/2011-07/review/": (404, 302, 404, 404, IN),
    "/months/2011-plan/2011-07/entry/OWN/": (None, 404, 404, 404, IN),
    "/evidence/{file}/removal/": (None, 403, 403, 404, IN),
    "/transfers/{transfer}/confirmation/": (None, None, None, 404, IN),
    "/transfers/{transfer}/reversal/": (None, None, None, 404, IN),
    "/account/passkeys/": (404, 404, 404, 404, IN),
    "/account/passkeys/1/": (404, 404, 404, 404, IN),
    "/people/": (403, 403, 403, 403, IN),
    "/people/{person}/": (403, 403, 403, 403, IN),
    "/people/{person}/access/": (403, 403, 403, 403, IN),
    "/people/{person}/link/": (403, 403, 403, 403, IN),
    "/people/{person}/sign-in/sessions/": (403, 403, 403, 403, IN),
    "/people/{person}/sign-in/second-factor/": (403, 403, 403, 403, IN),
    "/people/{person}/sign-in/provider/": (403, 403, 403, 403, IN),
    "/people/{person}/memberships/1/": (403, 403, 403, 403, IN),
    "/follow-up/meetings/new/": (403, 403, 403, 403, IN),
    "/follow-up/meetings/regional-aid-3/change/": (403, 403, 403, 404, IN),
    "/follow-up/meetings/regional-aid-3/minutes/": (403, 403, 403, 404, IN),
    "/loads/": (200, 403, 200, 200, IN),
    "/loads/{load}/acceptance/": (None, 404, 404, 404, IN),
    "/loads/{load}/abandonment/": (None, 404, 404, 404, IN),
    "/loads/{load}/undoing/": (None, 404, 404, 404, IN),
}
SECRET = "绝密工程"

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    """A project of the owner's office, with everything that can hang on it; and its cast."""
    row_of = make.prefecture("ROW", name=f"{SECRET}州", short_name=f"{SECRET}州")
    giver = make.supporter("GIVER", name=f"{SECRET}省", short_name=f"{SECRET}省")
    front = make.organisation(kind=Organisation.Kind.HEADQUARTERS, parent=giver)
    make.reporting_unit(make.reporting_row(row_of), giver)
    county = make.county(reported_under=row_of, name=f"{SECRET}县", short_name=f"{SECRET}县")
    edge = make.pairing(ref="PAIR", supporter=giver, recipient=county)
    project = make.project(code="OWN", name=SECRET, lead_pairing=edge)
    month = make.reporting_month(project.programme)
    report = make.status_report(project, month, physical_progress=0, disbursed_to_date=0)
    table = make.published_table("table-3", as_of=date(2011, 6, 30))
    make.published_figure(table)
    make.observation(make.indicator("income"), pairing=edge, printed=SECRET)
    elsewhere = make.prefecture()
    make.reporting_unit(make.reporting_row(elsewhere))
    make.project(recipient=make.county(reported_under=elsewhere))
    make.quantity(make.contribution(ref="GIVEN", pairing=edge, title=SECRET))
    meeting = make.meeting(number=3, title=SECRET, convener=row_of)
    meeting.attending.add(giver)
    make.item(meeting, text=SECRET)
    cast = {
        "owner": make.member("recorder", row_of),
        "colleague": make.member("reviewer", row_of),
        "other side": make.member("recorder", front),
        "stranger": make.member("recorder", elsewhere),
        "nobody": None,
    }
    photograph = {"kind": "photo", "content_type": "image/jpeg"}
    small = ContentFile(b"x", name="x")
    file = make.evidence(report=report, **photograph, thumbnail=small)
    task = make.task(year=2011, sequence=1, project=project, title=SECRET)
    make.answer(task).evidence.add(file)
    load = make.load(state="abandoned", uploaded_by=cast["owner"], file_name=SECRET)
    keys = {"file": file.key, "transfer": make.transfer(project).pk, "load": load.key}
    keys |= {"report": report.pk, "person": cast["owner"].pk}
    keys["token"] = CalendarFeed.objects.make(cast["owner"])
    return cast, keys


def client_of(person) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person is not None:
        client.force_login(person)
    return client


def test_each_address_has_an_expectation_and_each_expectation_an_address():
    assert set(OURS) == set(EXPECTED)


@pytest.mark.parametrize("route", EXPECTED)
def test_an_address_answers_each_of_the_cast(world, route):
    cast, keys = world
    address, expected = EXPECTED[route]
    address = address.format(**keys)

    answers = {who: answer(client_of(cast[who]).get(address)) for who in CAST}

    assert answers == dict(zip(CAST, expected, strict=True))


@pytest.mark.parametrize("address", POSTED)
def test_a_post_gets_no_further_than_the_page_lets(world, address):
    cast, keys = world

    for who, expected in zip(CAST, POSTED[address], strict=True):
        if expected is not None:
            assert answer(client_of(cast[who]).post(address.format(**keys))) == expected, who


@pytest.mark.parametrize("route", [r for r, (_a, answers) in EXPECTED.items() if answers == ALL])
def test_a_page_for_everybody_names_nothing_of_others_to_a_stranger(world, route):
    cast, keys = world
    address = EXPECTED[route][0].format(**keys)

    assert SECRET not in client_of(cast["stranger"]).get(address).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/projects/",
        "/pairings/",
        "/transfers/",
        "/months/",
        "/indicators/",
        "/indicators/income/",
    ],
)
def test_the_same_pages_tell_the_owner_and_the_other_side(world, address):
    cast, _keys = world

    if address != "/months/":
        for who in ("owner", "colleague", "other side"):
            assert SECRET in client_of(cast[who]).get(address).content.decode(), who


# Answers without the frame of a page: the wall, files, and redirects.
FRAMELESS = (
    "wall/",
    "language/",
    "health/",
    "health/live",
    "health/ready",
    "metrics",
    "preferences/",
)


@pytest.mark.once
@pytest.mark.parametrize("who", ["owner", "administrator"])
@pytest.mark.parametrize("route", sorted({*EXPECTED} - {*FRAMELESS}))
def test_every_page_is_somewhere_in_the_navigation(world, who, route):
    cast, made = world
    person = cast.get(who) or make.administrator()
    response = client_of(person).get(EXPECTED[route][0].format(**made))

    is_page = "text/html" in response.headers.get("Content-Type", "")
    if answer(response) == 200 and is_page:
        where = [*marked(response, "page"), *marked(response, "true")]
        assert 1 <= len(where) <= 2, where


def test_somebody_without_a_membership_sees_no_row(world):
    client = client_of(make.user())

    for address in ("/overview/", "/projects/", "/pairings/", "/reports/table-1/", "/transfers/"):
        assert SECRET not in client.get(address).content.decode(), address
    assert client.get("/projects/OWN/").status_code == 404


def test_the_administration_is_open_to_administrators_alone(world):
    cast, _keys = world

    for who in CAST:
        assert client_of(cast[who]).get("/admin/").status_code == 302, who
    assert client_of(make.administrator()).get("/admin/").status_code == 200
