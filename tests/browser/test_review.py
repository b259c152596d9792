"""The reviewer's page: where the focus stands after a decision on many reports, and on one."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driver.office import REVIEW

BATCH = "[data-report]:has([name=seen][form=many])"


def batch(tab):
    return tab.locator(BATCH)


def ids(tab) -> list[str]:
    return [row.get_attribute("id") for row in tab.locator("[data-report]").all()]


def choose(tab, chosen: int):
    """Ticks so many reports of the batch, the last ones, and no other."""
    rows = batch(tab).all()
    for n, row in enumerate(rows):
        row.locator("[name=seen][form=many]").set_checked(n >= len(rows) - chosen)


def expect_said(tab, words: str):
    expect(tab.get_by_role("status").first).to_contain_text(words)


def verify_chosen(tab):
    tab.get_by_role("button", name=re.compile("^Verify selected")).focus()
    tab.keyboard.press("Enter")


def test_after_a_part_of_the_batch_the_first_report_that_waits_has_the_focus(as_):
    tab = as_("reviewer")
    tab.goto(REVIEW)
    waiting = ids(tab)
    choose(tab, 2)

    verify_chosen(tab)

    expect_said(tab, "2 reports verified.")
    expect(tab.locator(f"#{waiting[0]}")).to_be_focused()


def test_after_the_whole_batch_the_sentence_that_says_so_has_the_focus(as_):
    tab = as_("reviewer")
    tab.goto(f"{REVIEW}?kind=plain")
    n = batch(tab).count()
    choose(tab, n)

    verify_chosen(tab)

    expect_said(tab, f"{n} reports verified.")
    assert ids(tab) == []
    expect(tab.get_by_role("status").first).to_be_focused()


@pytest.mark.parametrize("at", [0, -1], ids=["first", "last"])
def test_after_one_of_the_batch_is_returned_its_neighbour_has_the_focus(as_, at):
    tab = as_("reviewer")
    tab.goto(f"{REVIEW}?kind=plain")
    waiting = ids(tab)
    assert len(waiting) > 1
    neighbour = waiting[1] if at == 0 else waiting[-2]

    return_report(tab, waiting[at])

    expect_said(tab, "1 report returned.")
    expect(tab.locator(f"#{neighbour}")).to_be_focused()


def test_where_the_neighbour_was_decided_meanwhile_the_first_report_has_the_focus(as_):
    tab, colleague = as_("reviewer"), as_("reviewer")
    tab.goto(f"{REVIEW}?kind=plain")
    waiting = ids(tab)
    colleague.goto(f"{REVIEW}?kind=plain")
    return_report(colleague, waiting[2])
    expect_said(colleague, "1 report returned.")

    return_report(tab, waiting[1])

    expect_said(tab, "1 report returned.")
    expect(tab.locator(f"#{waiting[0]}")).to_be_focused()


def return_report(tab, report: str):
    """By keyboard: opens the reason of a report of the batch, types it and presses Enter."""
    row = tab.locator(f"#{report}")
    row.locator("summary").focus()
    tab.keyboard.press("Enter")
    row.get_by_placeholder("Reason for return").focus()
    tab.keyboard.type("缺照片")
    tab.keyboard.press("Enter")
