"""No change for all the rest: the fewest actions, by mouse, by keyboard and by touch."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driver import visiting
from tests.browser.driver.office import ANSWERS, GRID, MONTH

UNCHANGED = f"{MONTH}unchanged/"
# On the page that asks: the rows of the first group, those overdue to start.
GROUP = "[data-group]:has(#reason-overdue)"
PHONE = {"width": 390, "has_touch": True}


def expect_values(tab, n: int):
    """The page names stage, progress and money of at least so many rows without a change."""
    words = tab.locator(".check-list > div", has_text="no change this month").all_inner_texts()
    assert len(words) >= n
    for text in words:
        assert re.search(r"(not started|under construction|accepted|handed over|completed)", text)
        assert re.search(r"· [\d.]+% ·\s+[\d,.]+ \(10,000 yuan\) to date", text), text


@pytest.mark.parametrize("variant", [{}, PHONE], ids=["desk", "phone"])
def test_unchanged_projects_take_five_actions_and_are_read_first(as_, variant):
    tab = as_("recorder", **variant)
    press = "tap" if variant else "click"
    tab.goto(GRID)

    getattr(tab.get_by_role("link", name="No change for all the rest"), press)()
    tab.wait_for_url(f"**{UNCHANGED}", timeout=visiting.PAGE_LIMIT)
    ticked = tab.locator("[name=unchanged]:checked").count()
    overdue = tab.locator(f"{GROUP} [name=unchanged]").count()
    expect(tab.locator(".unchanged tbody tr").first).to_contain_text("not started")
    getattr(tab.locator(f"{GROUP} [data-all]"), press)()
    tab.locator("#reason-overdue").fill("土地未交付")
    getattr(tab.get_by_role("button", name="Save those ticked as no change"), press)()

    expect(tab).to_have_url(re.compile(f"{ANSWERS}$"))
    assert overdue > 0
    assert ticked + overdue > 140
    expect(tab.get_by_role("status").first).to_contain_text(f"{ticked + overdue} rows saved")
    expect_values(tab, ticked + overdue)
    getattr(tab.get_by_role("button", name="Submit selected"), press)()
    expect(tab.get_by_role("status").first).to_contain_text("reports submitted")


def test_the_same_by_keyboard(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    tab.get_by_role("link", name="No change for all the rest").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{UNCHANGED}", timeout=visiting.PAGE_LIMIT)
    ticked = tab.locator("[name=unchanged]:checked").count()

    tab.locator(f"{GROUP} [data-all] input").focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    expect(tab.locator("#reason-overdue")).to_be_focused()
    tab.keyboard.type("土地未交付")
    tab.keyboard.press("Enter")

    expect(tab).to_have_url(re.compile(f"{ANSWERS}$"))
    assert tab.locator(".check-list > div", has_text="no change this month").count() > ticked
    tab.get_by_role("button", name="Submit selected").focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status").first).to_contain_text("reports submitted")


def test_without_scripts_the_plain_rows_are_ticked_and_saved(as_):
    tab = as_("recorder", java_script_enabled=False)
    tab.goto(UNCHANGED)
    ticked = tab.locator("[name=unchanged]:checked").count()
    assert ticked > 0
    expect(tab.locator("[data-all]").first).to_be_hidden()

    tab.get_by_role("button", name="Save those ticked as no change").click()

    expect(tab.get_by_role("status").first).to_contain_text(f"{ticked} rows saved as no change.")


def test_a_row_that_is_left_keeps_its_tick_and_gets_the_focus(as_):
    tab = as_("recorder")
    tab.goto(UNCHANGED)

    tab.locator(f"{GROUP} [name=unchanged]").first.check()
    tab.get_by_role("button", name="Save those ticked as no change").click()

    expect(tab.get_by_role("alert")).to_contain_text("Enter the reason.")
    expect(tab.locator(f"{GROUP} [name=unchanged]").first).to_be_checked()
