"""What people respond to warnings: which response holds, who may record one, what is refused."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from projects.models import Project
from reports.followup.warnings.catalogue import warnings
from reports.followup.warnings.responses import end_of, responses_to
from reports.followup.warnings.standpoint import Standpoint
from reports.models import Response, WarningLevel
from reports.thresholds import WarningTest
from tests import make
from tests.cast.office import Office, as_
from tests.tools.reading import reader, words

pytestmark = pytest.mark.django_db
WARNINGS, RESPONSE = "/follow-up/warnings/", "/follow-up/warnings/response/"
JUNE = date(2011, 6, 30)
TODAY = timezone.localdate
LATER = timedelta(days=30)


@pytest.fixture
def office():
    """An office with a project that should have started on 1 June."""
    office = Office(name="甲项目", planned_start_on=date(2011, 6, 1))
    office.rule = make.warning_rule(WarningTest.START_OVERDUE, 1, 92, name_en="Start overdue")
    office.leader = make.member("leader", office.prefecture)
    return office


def address(office, *, as_of=JUNE, **params):
    named = {
        "kind": "project",
        "ref": office.project.code,
        "rule": office.rule.code,
        "programme": office.project.programme.code,
        "scope": "local",
        "as_of": f"{as_of}",
        **params,
    }
    return f"{RESPONSE}?" + "&".join(f"{name}={value}" for name, value in named.items())


def form(kind="waived", **values):
    until = f"{TODAY() + LATER}"
    return {"kind": kind, "text": "冬季停工", "until": until, "key": f"{uuid4()}", **values}


def post(client, office, person, **values):
    return as_(client, person).post(address(office), form(**values))


def response_to(office, *, at, as_of=JUNE):
    """What holds at an instant to the warning of the office's project."""
    standpoint = Standpoint(office.project.programme, "local", as_of, TODAY(), office.leader)
    (warning,) = warnings(standpoint)
    of_all = responses_to([warning], standpoint.programme, user=office.leader, at=at)
    return of_all[warning.key]


def test_without_a_response_nothing_holds(office):
    assert response_to(office, at=timezone.now()).state == "none"


def test_of_several_responses_the_last_one_holds(office):
    make.response(office.project, kind="explained", text="等待批复")
    last = make.response(office.project)

    assert response_to(office, at=timezone.now()).holding == last


def test_a_response_holds_through_its_day_and_no_longer(office):
    until = TODAY() + LATER
    make.response(office.project, kind="waived", text="冬季停工", until=until)

    assert response_to(office, at=end_of(until)).is_waived
    over = response_to(office, at=end_of(until + timedelta(days=1)))
    assert (over.state, over.is_past) == ("none", True)


def test_a_warning_comes_back_when_it_turns_from_yellow_to_red(office):
    make.response(office.project, kind="waived", text="冬季停工", until=TODAY() + LATER)

    assert response_to(office, at=timezone.now()).is_waived
    red = response_to(office, at=timezone.now(), as_of=date(2011, 9, 2))
    assert (red.state, red.is_outgrown) == ("none", True)


def test_what_was_waived_when_red_stays_waived_when_yellow(office):
    until = TODAY() + LATER
    make.response(office.project, kind="waived", level="red", text="冬季停工", until=until)

    assert response_to(office, at=timezone.now()).is_waived


def test_a_response_is_to_one_test_of_one_subject_under_one_programme(office):
    make.response(office.project, test=WarningTest.STOPPED)
    make.response(office.another_project())
    make.response(office.project, programme=make.programme("2012-plan"))

    assert response_to(office, at=timezone.now()).last is None


def test_the_page_of_an_earlier_day_says_what_was_responded_since_then(client, office):
    make.response(office.project, kind="waived", text="冬季停工", until=TODAY() + LATER)
    person = as_(client, office.leader)

    default, earlier = person.get(WARNINGS), person.get(f"{WARNINGS}?as_of=2011-06-29")

    assert "Since then" not in words(default)
    assert "data-waived" in default.content.decode()
    assert f"Since then, {TODAY()}: waived" in words(earlier)
    assert "data-waived" not in earlier.content.decode()


def test_a_leader_waives_a_warning_until_a_day(client, office):
    answer = post(client, office, office.leader)

    response = Response.objects.get()
    assert answer.status_code == 302
    assert (response.subject, response.test) == (office.project, WarningTest.START_OVERDUE)
    assert (response.kind, response.level, response.by) == ("waived", "yellow", office.leader)
    page = words(as_(client, office.leader).get(answer.url))
    assert "The response was recorded." in page
    assert "冬季停工" in page


def test_the_level_is_that_of_the_day_of_the_page(client, office):
    as_(client, office.leader).post(address(office, as_of=date(2011, 9, 2)), form())

    assert Response.objects.get().level == WarningLevel.RED


def test_an_office_acknowledges_and_explains_and_does_not_waive(client, office):
    post(client, office, office.recorder, kind="acknowledged", text="", until="")
    post(client, office, office.recorder, kind="explained", until="")
    refusal = post(client, office, office.recorder, kind="waived")

    assert [r.kind for r in Response.objects.all()] == ["acknowledged", "explained"]
    assert refusal.status_code == 200
    assert "冬季停工" in refusal.content.decode()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"text": ""}, "A waiver needs its reason and its last day."),
        ({"until": ""}, "A waiver needs its reason and its last day."),
        ({"until": f"{TODAY()}"}, "The last day must be after today."),
        ({"kind": "acknowledged", "until": f"{TODAY()}"}, "The last day must be after today."),
        ({"kind": "explained", "text": ""}, "Enter the explanation."),
        ({"kind": "forgotten"}, "forgotten is not one of the available choices."),
    ],
)
def test_what_is_incomplete_is_refused_with_one_sentence(client, office, values, sentence):
    page = post(client, office, office.leader, **values)

    assert words(page).count(sentence) == 1
    assert not Response.objects.exists()
    if "text" not in values:
        assert "冬季停工" in words(page)


def test_a_warning_that_is_over_takes_no_response_and_nothing_typed_is_lost(client, office):
    Project.objects.update(started_on=date(2011, 6, 20))

    page = post(client, office, office.leader)

    assert words(page).count("There is no such warning in force on that day.") == 1
    assert "冬季停工" in words(page)
    assert not Response.objects.exists()


def test_a_form_posted_twice_counts_once(client, office):
    values = form()

    for _n in range(2):
        as_(client, office.leader).post(address(office), values)

    assert Response.objects.count() == 1


def test_out_of_reach_there_is_no_such_page(client, office):
    stranger = make.member("leader", make.prefecture())

    assert as_(client, stranger).get(address(office)).status_code == 404
    assert post(client, office, stranger).status_code == 404


def test_whoever_reads_only_is_refused(client, office):
    for person in (office.reviewer, make.auditor()):
        assert as_(client, person).get(address(office)).status_code == 403
        assert post(client, office, person).status_code == 403
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "params", [{"rule": "W-none"}, {"kind": "moon"}, {"as_of": "2010-01-01"}, {"scope": "x"}]
)
def test_an_address_that_names_no_warning_leads_nowhere(client, office, params):
    assert as_(client, office.leader).get(address(office, **params)).status_code == 404


def test_a_response_stands_in_the_history_with_its_person(client, office):
    post(client, office, office.leader)

    page = words(reader(client).get("/history/?kind=reports.response"))

    assert "冬季停工" in page
    assert office.leader.username in page
    assert "waived" in page


def test_headquarters_respond_for_a_pairing_of_theirs(client, office):
    supporter = office.project.lead_pairing.supporter
    person = make.member("recorder", make.organisation(kind="headquarters", parent=supporter))

    post(client, office, person, kind="explained", until="")

    assert Response.objects.get().by == person
