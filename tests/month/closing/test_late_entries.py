"""What becomes known of a month after its close counts on its true day, once it is released."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils.translation import override

from projects.figures.progress import progress
from projects.models import Acceptance, LateEntry, Project, StatusReport, Transfer
from projects.money.acceptance import accept_transfers
from projects.month.closing.late import late_sums, refuse, release
from projects.month.review.decisions import verify
from projects.month.rounds import grant_exemption
from projects.month.saving import Refused
from projects.month.withdrawal import take_back
from tests import make
from tests.access.test_access import client_of
from tests.cast.sides import JUNE, Sides
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
END_OF_JUNE, END_OF_MAY = date(2011, 6, 30), date(2011, 5, 31)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def sides():
    """June and what lies before it is loaded, July is open."""
    sides = Sides()
    sides.programme.follow_loading()
    sides.july = make.reporting_month(sides.programme)
    sides.june = sides.programme.months.get(month=date(2011, 6, 1))
    sides.coordinator = make.administrator()
    return sides


def denied(match):
    return pytest.raises(Refused, match=match)


def figures(on=END_OF_JUNE) -> tuple:
    now = progress(Project.objects.all(), on=on)
    return now.started, now.disbursed


def late_money(sides, **fields) -> LateEntry:
    row = sides.at_project(on=JUNE, **fields)
    accept_transfers(user=sides.reviewer, pks=[row.pk])
    return LateEntry.objects.get(transfer=row)


def released(sides, *entries, **fields):
    pks = [entry.pk for entry in entries]
    return release(user=sides.coordinator, month=sides.june, pks=pks, **fields)


def test_money_of_a_closed_month_waits_for_its_release_and_counts_on_its_day(sides):
    entry = late_money(sides)
    assert entry.month == sides.june
    assert figures() == (0, 0)

    released(sides, entry)

    assert figures() == (0, 100)
    assert figures(END_OF_MAY) == (0, 0)
    acceptance = Acceptance.objects.get()
    assert (acceptance.kind, acceptance.accepted_by) == ("verified", sides.reviewer)


def test_the_other_sides_word_on_a_closed_month_waits_as_well(sides):
    row = sides.record(on=JUNE)

    sides.state(sides.office, row)

    entry = LateEntry.objects.get()
    assert (entry.transfer, entry.kind) == (row, "confirmed")
    assert not Acceptance.objects.exists()


def test_money_from_before_the_programme_is_late_in_its_first_month(sides):
    row = sides.record(on=date(2010, 12, 30))

    sides.state(sides.office, row)

    assert LateEntry.objects.get().month == sides.programme.months.order_by("month").first()


def test_money_of_an_open_month_needs_no_release(sides):
    row = sides.at_project()

    accept_transfers(user=sides.reviewer, pks=[row.pk])

    assert not LateEntry.objects.exists()
    assert figures(date(2011, 7, 31)) == (0, 100)


def test_an_exemption_for_the_money_of_the_month_is_the_release_beforehand(sides):
    grant_exemption(
        user=sides.coordinator,
        month=sides.june,
        to=sides.office,
        projects=[sides.project],
        covers_money=True,
        until=date(2099, 1, 1),
        reason="补记",
        key=uuid4(),
    )
    row = sides.at_project(on=JUNE)

    accept_transfers(user=sides.reviewer, pks=[row.pk])

    assert figures() == (0, 100)


@pytest.mark.parametrize("who", ["office", "reviewer", "front_reviewer"])
def test_only_the_coordinating_office_releases(sides, who):
    entry = late_money(sides)

    with denied("Only the coordinating office|cannot be found"):
        release(user=getattr(sides, who), month=sides.june, pks=[entry.pk])


def test_nobody_releases_what_they_recorded_or_accepted(sides):
    make.membership(user=sides.office, role="administrator")
    entry = late_money(sides)

    with denied("You cannot release"):
        release(user=sides.office, month=sides.june, pks=[entry.pk])


def test_many_are_released_together_or_none_and_only_once(sides):
    first, second = late_money(sides), late_money(sides)
    sides.reverse(sides.reviewer, second.transfer)

    with denied("taken back meanwhile"):
        released(sides, first, second)
    assert figures() == (0, 0)

    assert len(released(sides, first)) == 1
    assert released(sides, first) == []


def test_what_is_refused_is_taken_back_with_the_reason(sides):
    entry = late_money(sides)
    with denied("Enter a reason"):
        refuse(user=sides.coordinator, month=sides.june, pks=[entry.pk], reason=" ")

    refuse(user=sides.coordinator, month=sides.june, pks=[entry.pk], reason="无凭证")

    assert Transfer.objects.get(reverses=entry.transfer).reason == "无凭证"
    assert not Transfer.objects.waiting().exists()
    assert figures() == (0, 0)


def test_what_was_withdrawn_meanwhile_can_still_be_refused(sides):
    entry = late_money(sides)
    sides.reverse(sides.office, entry.transfer)

    refuse(user=sides.coordinator, month=sides.june, pks=[entry.pk], reason="已撤回")

    assert LateEntry.objects.get().decision == "refused"
    assert Transfer.objects.filter(reverses=entry.transfer).count() == 1


def reported(sides, **claim) -> StatusReport:
    """A report on the project for July that states these dates, verified."""
    stated = dict.fromkeys(claim)
    report = make.status_report(
        sides.project,
        sides.july,
        state="submitted",
        stage="under_construction",
        entered_by=sides.office,
        physical_progress=10,
        disbursed_to_date=Decimal(0),
        stated=stated,
        **claim,
    )
    verify(user=sides.reviewer, seen_versions={report.pk: report.version}, checked={report.pk})
    return StatusReport.objects.get(pk=report.pk)


def test_a_start_of_28_june_heard_of_in_july_counts_on_28_june_once_released(sides):
    reported(sides, started_on=date(2011, 6, 28))
    (entry,) = LateEntry.objects.all()
    assert (entry.month, entry.fact, entry.day) == (sides.june, "started_on", date(2011, 6, 28))
    assert figures() == figures(date(2011, 7, 31)) == (0, 0)

    released(sides, entry)

    assert figures(date(2011, 6, 27)) == (0, 0)
    assert figures(date(2011, 6, 28)) == figures() == (1, 0)


def test_a_date_that_cannot_be_without_the_late_one_waits_with_it(sides):
    reported(sides, started_on=date(2011, 6, 28), completed_on=date(2011, 7, 20))
    entries = LateEntry.objects.order_by("pk")
    assert [(entry.fact, entry.month) for entry in entries] == [
        ("started_on", sides.june),
        ("completed_on", sides.june),
    ]

    released(sides, *entries)

    sides.project.refresh_from_db()
    assert sides.project.completed_on == date(2011, 7, 20)


def test_a_date_stated_anew_since_is_not_released(sides):
    report = reported(sides, started_on=date(2011, 6, 28))
    entry = LateEntry.objects.get()
    august = make.reporting_month(sides.programme, date(2011, 8, 1))
    make.status_report(
        sides.project,
        august,
        state="verified",
        stated={"started_on": None},
        started_on=date(2011, 8, 2),
    )

    with denied("states this date anew"):
        released(sides, entry)
    assert report.late_entries.get().waits


def test_taking_a_verification_back_takes_its_late_entries_along(sides):
    report = reported(sides, started_on=date(2011, 6, 28))

    take_back(user=sides.reviewer, report=report)

    assert not LateEntry.objects.exists()


def test_a_verification_is_not_taken_back_once_its_late_entry_was_released(sides):
    report = reported(sides, started_on=date(2011, 6, 28))
    released(sides, LateEntry.objects.get())

    with denied("changed since"):
        take_back(user=sides.reviewer, report=report)


def test_a_claim_leaves_the_money_of_a_closed_month_to_its_release(sides):
    row = sides.at_project(on=JUNE)
    report = reported(sides)

    assert report.overwritten["transfers"] == []
    assert list(Transfer.objects.waiting()) == [row]


def test_the_page_of_the_month_tells_what_came_late_and_what_it_moves(sides):
    make.project(programme=sides.programme, planned_aid=1000)
    entry = late_money(sides, amount=Decimal(1_000_000))
    before = late_sums([entry], sides.june, counted=False)
    page = client_of(sides.coordinator)

    text = words(page.get(sides.june.get_absolute_url()))
    assert "Late entries: 1 waits for release" in text
    assert "Released, those that wait move: disbursed to the project 100 (10,000 yuan)" in text

    form = {"entry": entry.pk, "do": "release"}
    done = page.post(f"{sides.june.get_absolute_url()}late/", form, follow=True)
    assert "1 late entry released" in words(done)
    assert "What was released has moved:" in words(done)
    after = late_sums(LateEntry.objects.all(), sides.june, counted=True)
    assert [f"{figure}" for figure in before.figures] == [f"{figure}" for figure in after.figures]
    assert "disbursed CNY 0/" in f"{after.figures[0]}"
    assert progress(Project.objects.all(), on=END_OF_JUNE) == after.figures[0].after


def test_the_page_is_not_for_others_to_decide_on(sides):
    entry = late_money(sides)
    address = f"{sides.june.get_absolute_url()}late/"

    assert client_of(sides.reviewer).post(address, {"entry": entry.pk}).status_code == 403
    assert "Release selected" not in words(
        client_of(sides.reviewer).get(sides.june.get_absolute_url())
    )
    done = client_of(sides.coordinator).post(address, {"do": "release"}, follow=True)
    assert "Select at least one late entry" in words(done)


def test_a_stop_of_a_closed_month_waits_as_a_date_does(sides):
    sides.project.started_on = date(2011, 5, 2)
    sides.project.save()
    make.status_report(sides.project, sides.july, state="verified", started_on=date(2011, 5, 2))
    report = make.status_report(
        sides.project,
        make.reporting_month(sides.programme, date(2011, 8, 1)),
        state="submitted",
        stage="suspended",
        entered_by=sides.office,
        started_on=date(2011, 5, 2),
        stopped_on=date(2011, 6, 20),
        delay_reason="weather",
        physical_progress=10,
        disbursed_to_date=Decimal(0),
        stated={"stop": None},
    )
    verify(user=sides.reviewer, seen_versions={report.pk: report.version}, checked={report.pk})
    entry = LateEntry.objects.get(fact="stop")
    assert (entry.month, entry.day) == (sides.june, date(2011, 6, 20))
    assert not sides.project.suspensions.exists()

    released(sides, entry)

    stop = sides.project.suspensions.get()
    assert (stop.starts_on, stop.reason) == (date(2011, 6, 20), "weather")


def test_the_list_of_months_leads_to_the_late_entries_that_wait(sides):
    late_money(sides), late_money(sides)

    page = client_of(sides.coordinator).get("/months/")

    assert "Late entries wait for release" in words(page)
    assert f"{sides.programme.label} 2011-06 2" in words(page)
    assert f"{sides.june.get_absolute_url()}#late-h" in page.content.decode()
