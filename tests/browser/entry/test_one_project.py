"""One project at a time on a phone: a list to choose from, then five things and the next one."""

import re

from playwright.sync_api import expect

from tests.browser.driver import visiting
from tests.browser.driver.office import GRID

PHONE = {"width": 390, "has_touch": True}
LOW = """() => [...document.querySelectorAll("main a.btn, main button:not(.sr), main input:not([type=hidden]):not([type=checkbox]), main select, .place a")]
  .filter((el) => el.checkVisibility() && el.getBoundingClientRect().height < 44)
  .map((el) => el.outerHTML.slice(0, 80))"""  # noqa: E501


def test_the_grid_is_a_list_and_a_project_leads_to_the_next(as_):
    tab = as_("recorder", **PHONE)
    tab.goto(f"{GRID}?state=nothing")
    first, second = tab.locator("tbody[data-row]").all()[:2]
    code, next_code = (row.get_attribute("data-row") for row in (first, second))

    expect(first.locator("input:visible, select:visible")).to_have_count(0)
    expect(first).to_contain_text("not started yet")
    first.locator("th a").tap()
    tab.wait_for_url(f"**{GRID}{code}/", timeout=visiting.PAGE_LIMIT)
    tab.locator(f"[name='{code}-physical_progress']").fill("0")
    tab.locator(f"[name='{code}-disbursed_to_date']").fill("0")
    assert tab.evaluate(LOW) == []
    tab.get_by_role("button", name="Save and next").tap()

    expect(tab).to_have_url(re.compile(f"{GRID}{next_code}/$"))
    tab.get_by_role("link", name="Back to the list").tap()
    expect(tab).to_have_url(re.compile(f"#row-{next_code}$"))


def test_the_camera_is_asked_for_the_photograph(as_):
    tab = as_("recorder", **PHONE)
    tab.goto(f"{GRID}HT-2011-021/")

    photo = tab.get_by_label("Photograph")
    assert (photo.get_attribute("accept"), photo.get_attribute("capture")) == (
        "image/*",
        "environment",
    )
