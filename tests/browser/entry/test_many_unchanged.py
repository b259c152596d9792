"""180 projects without a change: reported in five actions, each of them read before it is sent."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driver.office import ANSWERS, GRID, MONTH
from tests.cast.quiet_month import COUNTIES, OVERDUE, PROJECTS

UNCHANGED = f"{MONTH}unchanged/"
PHONE = {"width": 390, "has_touch": True}
BUILD = "from tests.cast.quiet_month import quiet_month; quiet_month('recorder')"
REASON = "土地未交付"
# What a row says before it is submitted: no change, and its stage, progress and money.
READ = (
    "not started · 0% · 0 (10,000 yuan) to date",
    "under construction · 40% · 0 (10,000 yuan) to date",
    "suspended · 40% · 0 (10,000 yuan) to date",
    "accepted · 100% · 0 (10,000 yuan) to date",
)


@pytest.fixture
def quiet(place):
    place.manage("shell", "--no-imports", "--command", BUILD)


class Actions:
    """Presses and typing of one person, counted."""

    def __init__(self, press: str):
        self.press, self.n = press, 0

    def on(self, element):
        getattr(element, self.press)()
        self.n += 1

    def type(self, element, text: str):
        element.fill(text)
        self.n += 1


def expect_all_read(tab):
    """Every project stands there with what will be submitted, the overdue ones with the reason."""
    rows = tab.locator(".check-list > div").all_inner_texts()
    assert len(rows) == PROJECTS
    for text in rows:
        line = re.sub(r"\s+", " ", text)
        assert "no change this month" in line
        assert any(words in line for words in READ), line
    assert sum(REASON in text for text in rows) == COUNTIES * OVERDUE


@pytest.mark.parametrize("variant", [{}, PHONE], ids=["desk", "phone"])
@pytest.mark.usefixtures("quiet")
def test_180_unchanged_projects_take_five_actions_and_are_read_first(as_, variant):
    tab, person = as_("recorder", **variant), Actions("tap" if variant else "click")
    tab.goto(GRID)
    assert tab.locator("tbody[data-row]").count() == PROJECTS

    person.on(tab.get_by_role("link", name="No change for all the rest"))
    expect(tab.locator("[data-ticked]")).to_contain_text(f"of {PROJECTS} rows")
    person.on(tab.locator("[data-group]:has(#reason-overdue) [data-all]"))
    expect(tab.locator("[data-ticked]")).to_contain_text(f"{PROJECTS} of {PROJECTS} rows")
    person.type(tab.locator("#reason-overdue"), REASON)
    person.on(tab.get_by_role("button", name="Save those ticked as no change"))
    expect(tab).to_have_url(re.compile(f"{ANSWERS}$"))
    expect_all_read(tab)
    person.on(tab.get_by_role("button", name="Submit selected"))

    expect(tab.get_by_role("status").first).to_contain_text(f"{PROJECTS} reports submitted")
    assert person.n == 5


def tab_to(tab, element, *, within: int, key: str = "Tab"):
    """Presses the key until the element has the focus."""
    for _n in range(within):
        tab.keyboard.press(key)
        if element.evaluate("(el) => el === document.activeElement"):
            return
    raise AssertionError(f"{element} has no focus after {within} keys")


def skip_rows(tab, *, key: str = "Tab"):
    """Goes past the rows from where one is."""
    tab_to(tab, tab.get_by_role("link", name="Skip the rows"), within=4, key=key)
    tab.keyboard.press("Enter")


def skip_to_content(tab):
    tab_to(tab, tab.get_by_role("link", name="Skip to content"), within=1)
    tab.keyboard.press("Enter")


@pytest.mark.usefixtures("quiet")
def test_the_same_by_keyboard_alone(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    expect(tab.locator("tbody[data-row] select").first).to_be_focused()

    skip_rows(tab, key="Shift+Tab")
    tab_to(tab, tab.get_by_role("link", name="No change for all the rest"), within=2)
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(f"{UNCHANGED}$"))

    skip_to_content(tab)
    tab_to(tab, tab.locator("[data-group]:has(#reason-overdue) [data-all] input"), within=5)
    tab.keyboard.press("Space")
    tab_to(tab, tab.locator("#reason-overdue"), within=1)
    tab.keyboard.type(REASON)
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(f"{ANSWERS}$"))

    expect_all_read(tab)
    skip_to_content(tab)
    skip_rows(tab)
    tab_to(tab, tab.get_by_role("button", name="Submit selected"), within=2)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status").first).to_contain_text(f"{PROJECTS} reports submitted")


@pytest.mark.usefixtures("quiet")
def test_what_was_left_has_the_focus_though_one_skipped_the_rows(as_):
    tab = as_("recorder")
    tab.goto(UNCHANGED)
    tab.locator("[data-group]:has(#reason-overdue) [name=unchanged]").first.check()
    tab.get_by_role("link", name="Skip the rows").focus()
    tab.keyboard.press("Enter")

    tab_to(tab, tab.get_by_role("button", name="Save those ticked as no change"), within=2)
    tab.keyboard.press("Enter")

    expect(tab.locator(".error-summary")).to_be_focused()
    expect(tab.get_by_role("alert")).to_contain_text("Enter the reason.")
