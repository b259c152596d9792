"""The numbers of new projects: behind the highest of their programme's pattern, each once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from projects.models import Programme, Project
from tests import make
from tests.web.parallel import at_once, only_on_a_server

pytestmark = pytest.mark.django_db


def next_codes(programme, count=1, **options):
    return programme.next_codes(count, recipient=make.county(), **options)


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("HT-2011-001", ["HT-2011-010", "HT-2011-011"]),
        ("HT-2011-01", ["HT-2011-10", "HT-2011-11"]),
        ("AB0001", ["AB0001", "AB0002"]),
    ],
)
def test_numbers_go_on_from_the_highest_and_leave_gaps(pattern, codes):
    for code in ("HT-2011-004", "HT-2011-009", "HT-2011-044A", "KS-2011-050"):
        make.project(code=code)

    assert next_codes(make.programme("coded", code_pattern=pattern), 2) == codes


def test_codes_that_others_will_have_are_passed_over_and_more_digits_follow():
    programme = make.programme("coded", code_pattern="HT-2011-001")

    assert next_codes(programme, taken=["HT-2011-999", "B-1"]) == ["HT-2011-1000"]


def test_a_programme_without_a_pattern_numbers_nothing():
    assert next_codes(make.programme()) == []


def test_letters_are_those_of_the_codes_of_the_prefecture():
    programme = make.programme("lettered", code_pattern="*-2011-001")
    hotan, kashgar, aksu = (make.prefecture(ref) for ref in ("A", "B", "C"))
    for code, prefecture in (("HT-2011-007", hotan), ("KS-2011-012", kashgar)):
        make.project(programme, code=code, recipient=make.county(reported_under=prefecture))

    def code_in(prefecture):
        county = make.county(reported_under=prefecture)
        return programme.next_codes(1, recipient=county)

    assert code_in(hotan) == ["HT-2011-008"]
    assert code_in(kashgar) == ["KS-2011-013"]
    assert code_in(aksu) == []


def test_letters_of_the_recipient_itself_go_before_those_of_its_row():
    programme = make.programme("lettered", code_pattern="*-2011-001")
    hotan = make.prefecture()
    division = make.organisation(reported_under=hotan, scope="xpcc")
    make.project(programme, code="HT-2011-007", recipient=make.county(reported_under=hotan))
    make.project(programme, code="XPCC14-2011-002", recipient=division)

    assert programme.next_codes(1, recipient=division) == ["XPCC14-2011-003"]
    county = make.county(reported_under=hotan)
    assert programme.next_codes(1, recipient=county) == ["HT-2011-008"]


@pytest.mark.parametrize(
    "pattern", ["HT-2011-", "HT*-001", "*001", "和田-001", "?HT-001", "HT 001"]
)
def test_a_pattern_that_makes_no_code_is_refused(pattern):
    programme = make.programme()
    programme.code_pattern = pattern

    with pytest.raises(ValidationError, match=r"HT-2011-001"):
        programme.full_clean()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite")
def test_nobody_draws_a_number_twice():
    first = make.project(make.programme("coded", code_pattern="HT-2011-001"), code="HT-2011-001")
    parties = {"programme_id": first.programme_id, "lead_pairing_id": first.lead_pairing_id}

    def add():
        with transaction.atomic():
            programme = Programme.objects.get(pk=first.programme_id)
            (code,) = programme.next_codes(1, recipient=first.lead_pairing.recipient, lock=True)
            Project.objects.create(code=code, name=code, planned_aid=1, **parties)
            return code

    connections.close_all()

    assert sorted(at_once(add)) == [f"HT-2011-{number:03d}" for number in range(2, 12)]


def test_an_administrator_sets_the_pattern(client):
    client.force_login(make.administrator("admin"))
    programme = make.programme()

    page = client.get(f"/admin/projects/programme/{programme.pk}/change/")

    assert 'name="code_pattern"' in page.content.decode()
