"""Ready lists of what an audit asks for: a page and a file each, for whoever sees everything."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.utils.timezone import localdate
from django.utils.translation import override

from pairings.access.navigation import HISTORY_LISTS
from projects.history.lists import LISTS
from projects.month.rounds import close_month
from tests import make
from tests.cast.office import Office, as_
from tests.exports.files import book, lines, words as words_of_sheet
from tests.tools.reading import Page, reader, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def person(client):
    return reader(client)


def corrected(**values):
    """A project of a closed month whose start was corrected by an exemption."""
    office = Office()
    office.whole_round()
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    make.exemption(office.month, office.recorder, [office.project], until=date(2099, 1, 1))
    office.month.refresh_from_db()
    office.whole_round(started_on=date(2011, 7, 20), note="日期有误", **values)
    return office


def reversal(**fields):
    transfer = make.transfer(amount=1500, **fields)
    return make.transfer(
        transfer.project, amount=-1500, reverses=transfer, reason="重复登记", on=transfer.on
    )


def test_each_list_is_in_the_navigation():
    assert set(LISTS) == set(HISTORY_LISTS)


def test_a_correction_names_who_when_what_and_why(person):
    office = corrected()

    (row,) = Page(person.get("/history/corrections/")).lines()[1:]

    assert row[:3] == [office.project.label, office.project.code, "2011-07"]
    assert row[4] == office.reviewer.username
    assert row[5:] == ["Start date: 2011-07-05 → 2011-07-20", "日期有误"]


def test_a_correction_that_moves_two_months_stands_once(person):
    office = Office()
    june = make.reporting_month(office.project.programme, month=date(2011, 6, 1), closed_at=None)
    for month in (june, office.month):
        office.whole_round(month=month, started_on=date(2011, 6, 5))
        close_month(user=office.administrator, month=month, reason="已到上报日")
        month.refresh_from_db()
    make.exemption(june, office.recorder, [office.project], until=date(2099, 1, 1))
    office.whole_round(
        month=june,
        started_on=None,
        stage="not_started",
        physical_progress=0,
        disbursed_to_date=0,
        note="未开工",
    )

    listed = Page(person.get("/history/corrections/")).lines()[1:]

    assert [row[2] for row in listed] == ["2011-06, 2011-07"]


def test_an_exemption_names_its_use(person):
    office = corrected()
    make.exemption(office.month, make.user(), [office.project], reason="另一件事")

    page = words(person.get("/history/exemptions/"))

    assert f"{office.project.code} verified" in page
    assert "not used" in page
    assert "另一件事" in page


def test_a_reversal_names_both_people_and_its_reason(person):
    transfer = make.transfer(amount=1500, recorded_by=make.user(first_name="陈静"))
    make.transfer(
        transfer.project,
        amount=-1500,
        on=transfer.on,
        reverses=transfer,
        reason="重复登记",
        recorded_by=make.user(first_name="李明"),
    )

    (row,) = Page(person.get("/history/reversals/")).lines()[1:]

    assert row[0] == transfer.project.label
    assert row[2] == "1,500.00"
    assert (row[5], row[7], row[8]) == ("陈静", "李明", "重复登记")


def test_an_answered_question_names_the_value_that_was_kept(person):
    report = make.status_report(answers={"yuan": "360000.00"}, excess_reason="设计变更")
    make.status_report()

    listed = Page(person.get("/history/answers/")).lines()[1:]

    assert [row[0] for row in listed] == [report.project.label]
    assert "Amount beside the plan: kept 360,000.00 yuan" in listed[0][4]
    assert "设计变更" in listed[0]


def test_changes_of_rights_are_memberships_flags_and_passwords(person):
    member = make.member("recorder")
    account = make.user(username="zhang")
    account.is_staff = True
    account.save()
    account.set_password("geheim-12345")
    account.save()
    account.first_name = "只改名"
    account.save()

    page = words(person.get("/history/rights/"))

    assert f"{member}" in page
    assert "Staff status: no → yes" in page
    assert "Password set: — → yes" in page
    assert "只改名" not in page
    assert "geheim" not in page


def test_a_password_leaves_no_trace_of_itself():
    account = make.user()
    account.set_password("geheim-12345")
    account.save()

    entry = LogEntry.objects.latest("pk")

    assert entry.changes == {"password set": ["None", "True"]}
    assert account.password not in f"{entry.changes}{entry.object_repr}"


def test_a_sign_in_is_listed_with_who_and_through_what(client):
    make.auditor(username="zhou", first_name="周慧敏", password="a long password")
    client.cookies["django_language"] = "en"
    client.post("/sign-in/", {"username": "zhou", "password": "a long password"})

    (row,) = Page(client.get("/history/sign-ins/")).lines()[1:]

    assert (row[0], row[2]) == ("周慧敏", "page")


def test_a_sign_in_that_fails_is_no_sign_in(client):
    make.auditor(username="zhou", password="a long password")
    client.post("/sign-in/", {"username": "zhou", "password": "wrong"})

    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()


def test_a_sign_in_stands_in_the_history_and_changes_nothing(person):
    page = words(person.get("/history/"))

    assert "signed in" in page


def test_a_hash_that_is_renewed_at_a_sign_in_is_no_password_set(client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    account = make.user(username="zhang", password="a long password")
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    client.post("/sign-in/", {"username": "zhang", "password": "a long password"})

    renewed = get_user_model().objects.get(pk=account.pk).password
    assert renewed.startswith("pbkdf2")
    assert not LogEntry.objects.filter(changes__has_key="password set").exists()


MADE = {
    "corrections": corrected,
    "exemptions": corrected,
    "reversals": reversal,
    "answers": lambda: make.status_report(answers={"yuan": "1"}),
    "rights": lambda: make.member("recorder"),
}


@pytest.mark.parametrize("name", LISTS)
def test_each_list_has_its_file_with_the_rows_of_the_page(person, name):
    MADE.get(name, make.user)()

    page = Page(person.get(f"/history/{name}/")).lines()
    in_csv = lines(person, f"/history/{name}/")
    sheet = words_of_sheet(book(person, f"/history/{name}/").worksheets[0])

    assert len(page) > 1
    assert page[1][0] in sheet
    assert page[1][0] in [line[0] for line in in_csv]


@pytest.mark.parametrize("name", LISTS)
def test_each_list_and_its_file_are_narrowed_to_days(person, name):
    MADE.get(name, make.user)()
    address, today = f"/history/{name}/", localdate()
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    whole = Page(person.get(address)).lines()

    def narrowed(since, until):
        return Page(person.get(f"{address}?since={since}&until={until}")).lines()

    assert len(whole) > 1
    assert narrowed(today, today) == narrowed(yesterday, "") == narrowed("", today) == whole
    assert narrowed(tomorrow, "") == narrowed("", yesterday) == []
    assert lines(person, address)[-1] not in lines(person, f"{address}?since={tomorrow}")
    assert "No change fits" in words(person.get(f"{address}?since={tomorrow}"))
    assert person.get(f"{address}?since={tomorrow}&until={today}").status_code == 400


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_so_or_lists_the_reader(person, name):
    page = words(person.get(f"/history/{name}/"))

    assert ("None yet." in page) == (name not in ("rights", "sign-ins"))


@pytest.mark.parametrize(
    ("name", "queries"), [("exemptions", 7), ("reversals", 5), ("answers", 5), ("rights", 7)]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_takes_the_same_queries_for_one_row_and_for_three(
    person, django_assert_num_queries, name, queries, rows
):
    for _n in range(rows):
        if name == "exemptions":
            month = make.reporting_month(make.programme(f"p-{_n}"))
            project = make.project(programme=month.programme)
            exemption = make.exemption(month, projects=[project])
            make.status_report(project, month, exemption=exemption)
        else:
            MADE[name]()
    person.get(f"/history/{name}/")

    with django_assert_num_queries(queries):
        assert len(Page(person.get(f"/history/{name}/")).lines()) > rows


@pytest.mark.parametrize("address", ["nothing/", "rights/?x=1", "rights/?page=99"])
def test_a_wrong_address_shows_nothing(person, address):
    assert person.get(f"/history/{address}").status_code in (400, 404)


@pytest.mark.parametrize("role", ["recorder", "reviewer", "leader"])
@pytest.mark.parametrize("name", LISTS)
def test_who_does_not_see_everything_sees_no_list(client, name, role):
    office = corrected()

    assert (
        as_(client, make.member(role, office.prefecture)).get(f"/history/{name}/").status_code
        == 404
    )
