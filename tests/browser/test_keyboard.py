"""Without a mouse: the skip link, a visible focus on every control in order, forms, details."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driver import visiting
from tests.browser.driver.pages import (
    DASHBOARD,
    PAIRING,
    PROJECTS,
    SIGN_IN,
    TABLE_1,
    TABLE_2,
    TABLE_3,
)
from tests.browser.driver.serving import ACCOUNT

# Every control in sight in document order; of a group of radio buttons only the chosen one.
NUMBER_CONTROLS = """() => {
  const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const shown = [...document.querySelectorAll(all)].filter((el) =>
    el.checkVisibility() && el.type !== "hidden" && !el.disabled && el.tabIndex >= 0
    && !(el.type === "radio" && !el.checked));
  shown.forEach((el, i) => { el.dataset.tabOrder = i; });
  return shown.length;
}"""
# A styled radio button shows its focus on its label.
FOCUSED = """() => {
  const el = document.activeElement;
  const marked = [el, el.closest("label")].filter(Boolean).map((each) => getComputedStyle(each));
  return {
    order: "tabOrder" in el.dataset ? Number(el.dataset.tabOrder) : null,
    outlined: marked.some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2),
    html: el.cloneNode().outerHTML.slice(0, 160),
  };
}"""


@pytest.mark.parametrize("page", [DASHBOARD, PROJECTS, TABLE_3], ids=str)
def test_the_skip_link_is_first_and_leads_to_the_content(page, signed_in):
    tab = signed_in()
    visiting.go(tab, page)

    tab.keyboard.press("Tab")
    skip = tab.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_be_focused()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("page", [DASHBOARD, PAIRING, PROJECTS, TABLE_1, TABLE_2, TABLE_3], ids=str)
def test_tab_reaches_every_control_in_order_with_visible_focus(page, width, signed_in):
    tab = signed_in(width=width)
    visiting.go(tab, page)
    visiting.undrawn(tab)
    controls = tab.evaluate(NUMBER_CONTROLS)

    reached, unmarked = [], []
    # A field for a day takes four presses: year, month, day, calendar.
    for _ in range(controls + 20):
        tab.keyboard.press("Tab")
        focused = tab.evaluate(FOCUSED)
        if focused["order"] is None:
            break
        if focused["order"] not in reached[-1:]:
            reached.append(focused["order"])
        if not focused["outlined"]:
            unmarked.append(focused["html"])

    assert unmarked == []
    assert reached == list(range(controls))


def test_sign_in_by_keyboard(signed_out):
    tab = signed_out()
    visiting.go(tab, SIGN_IN)

    tab.locator("[name=username]").focus()
    tab.keyboard.type(ACCOUNT[0])
    tab.keyboard.press("Tab")
    tab.keyboard.type(ACCOUNT[1])
    tab.keyboard.press("Enter")

    expect(tab.locator(DASHBOARD.holds)).to_be_visible()


def test_the_view_of_the_dashboard_is_changed_by_keyboard_and_only_on_request(signed_in):
    tab = signed_in()
    visiting.go(tab, DASHBOARD)
    before = tab.url

    programme = tab.locator("form.context [name=programme]")
    programme.focus()
    tab.keyboard.press("ArrowDown")
    chosen = programme.input_value()
    assert chosen != "2011-plan"
    # A choice alone never submits.
    assert tab.url == before
    tab.locator("form.context button").focus()
    tab.keyboard.press("Enter")

    tab.wait_for_url(re.compile(f"programme={chosen}"), timeout=visiting.PAGE_LIMIT)


def test_projects_are_filtered_by_keyboard(signed_in):
    tab = signed_in()
    visiting.go(tab, PROJECTS)

    tab.locator("[name=q]").focus()
    tab.keyboard.type("AK-2011-030")
    tab.keyboard.press("Enter")

    expect(tab.locator("main table.table tbody tr")).to_have_count(1)


@pytest.mark.parametrize("page", [DASHBOARD, PAIRING, TABLE_3], ids=str)
def test_details_open_and_close_by_keyboard(page, signed_in):
    tab = signed_in()
    visiting.go(tab, page)

    summaries = tab.locator("main details > summary").filter(visible=True).all()
    assert summaries
    for summary in summaries:
        details = summary.locator("..")
        summary.focus()
        tab.keyboard.press("Enter")
        assert details.evaluate("el => el.open")
        tab.keyboard.press("Space")
        assert not details.evaluate("el => el.open")
