"""The first finished task of each role's day, click by click from the page after signing in.

A click is a press on a link or a button. Typing is none, and signing in is not counted.
"""

import pytest
from playwright.sync_api import expect


class Clicking:
    """A tab that counts its clicks, on the page where the day of somebody begins."""

    def __init__(self, tab):
        self.tab, self.clicks = tab, 0
        tab.goto("/")

    def click(self, where):
        where.click()
        self.clicks += 1

    def todo(self, verb: str):
        """The button of the first item that bears the verb."""
        self.click(self.tab.locator(".todo-go a").filter(has_text=verb).first)

    def press(self, name: str):
        self.click(self.tab.locator("main").get_by_role("button", name=name).first)

    @property
    def pieces(self) -> int:
        """What the navigation counts."""
        count = self.tab.locator(".nav-count")
        return int(count.first.inner_text().split()[0]) if count.count() else 0


def corrects_a_returned_report(person):
    person.todo("Correct")
    person.tab.locator("[name$='-physical_progress']").fill("18")
    person.press("Save")
    person.click(person.tab.locator("main").get_by_role("link", name="Check and submit"))
    person.press("Submit selected")
    expect(person.tab.get_by_role("status").first).to_contain_text("submitted")


def verifies_a_report(person):
    person.todo("Review")
    person.press("Verify")
    expect(person.tab.get_by_role("status").first).to_contain_text("1 report verified.")


def confirms_what_the_other_side_recorded(person):
    person.todo("Confirm")
    person.press("Accept the one listed")
    expect(person.tab.get_by_role("status").first).to_be_visible()


def accepts_what_neither_side_can(person):
    person.todo("Verify")
    person.press("Accept all 2 listed")
    expect(person.tab.get_by_role("status").first).to_be_visible()


@pytest.mark.parametrize(
    ("who", "task", "clicks", "done"),
    [
        ("recorder", corrects_a_returned_report, 4, 1),
        ("reviewer", verifies_a_report, 2, 1),
        ("headquarters", confirms_what_the_other_side_recorded, 2, 1),
        ("admin", accepts_what_neither_side_can, 2, 2),
    ],
)
def test_the_first_task_of_the_day_and_the_count_after_it(as_, who, task, clicks, done):
    person = Clicking(as_(who))
    pieces = person.pieces
    listed = person.tab.locator(".page-head .sub").inner_text()

    task(person)

    assert person.clicks == clicks
    assert f"{pieces} pieces of work wait for you" in listed
    person.tab.goto("/")
    assert person.pieces == pieces - done


def test_a_leader_finds_the_worst_county_pairing_in_two_clicks(as_):
    leader = Clicking(as_("leader"))

    leader.click(leader.tab.locator("main footer a").filter(has_text="See all 82 pairings"))
    worst = leader.tab.locator("main tbody tr").first
    expect(worst).to_contain_text("County")
    expect(worst).to_contain_text("behind on both rates")
    leader.click(worst.get_by_role("link").first)

    expect(leader.tab.locator("main h1")).to_contain_text("County")
    assert leader.clicks == 2


def test_an_auditor_reads_who_changed_what_in_two_clicks(as_):
    auditor = Clicking(as_("auditor"))

    auditor.click(auditor.tab.locator("header details.account > summary"))
    auditor.click(auditor.tab.get_by_role("link", name="History", exact=True))

    expect(auditor.tab.locator("main table").first).to_be_visible()
    assert auditor.clicks == 2
