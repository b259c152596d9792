"""The bar of groups and the menu of the account: on the narrowest screen, and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import visiting
from tests.browser.driver.pages import LANGUAGES

# Part of the demonstration, and a page of the group with most pages.
PEOPLE = {"recorder": "/transfers/", "leader": "/reports/table-3/", "admin": "/loads/"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PEOPLE)
def test_on_the_narrowest_screen_every_group_and_page_is_in_sight(opened_by, name, language):
    tab = opened_by(name, width=320, language=language)
    tab.goto(PEOPLE[name])
    links = tab.locator(".nav-groups a, .nav-pages a")

    assert links.count() >= 8
    for link in links.all():
        expect(link).to_be_in_viewport(ratio=1)
    tab.locator(".account summary").click()
    for control in tab.locator(".account a, .account button").all():
        expect(control).to_be_in_viewport(ratio=1)
    assert visiting.overflow(tab) == ""


@pytest.mark.parametrize("width", [320, 1440])
def test_by_keyboard_one_comes_from_the_groups_to_the_account_to_the_pages(opened_by, width):
    tab = opened_by("recorder", width=width, language="en")
    tab.goto("/projects/")
    expected = [
        *tab.locator(".nav-groups a").all(),
        tab.locator(".account summary"),
        *tab.locator(".nav-pages a").all(),
    ]

    tab.locator(".app-name").focus()
    for control in expected:
        tab.keyboard.press("Tab")
        expect(control).to_be_focused()


def test_the_account_menu_opens_by_keyboard_and_closes_when_one_leaves_it(opened_by):
    tab = opened_by("leader", language="en")
    tab.goto("/projects/")
    menu, summary = tab.locator(".account > div"), tab.locator(".account summary")

    summary.press("Enter")
    expect(menu).to_be_visible()
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="My account")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(summary).to_be_focused()

    summary.press("Enter")
    tab.locator("main input").first.focus()
    expect(menu).to_be_hidden()

    summary.click()
    tab.locator("h1").click()
    expect(menu).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1440])
def test_the_files_of_a_page_are_in_a_menu(opened_by, width):
    tab = opened_by("leader", width=width, language="en")
    tab.goto("/overview/")
    file = tab.get_by_role("link", name="CSV: Headline rates")
    expect(file).to_be_hidden()

    tab.locator("main .menu summary").press("Enter")
    expect(file).to_be_in_viewport(ratio=1)
    assert visiting.overflow(tab) == ""
    with tab.expect_download() as saved:
        file.click()
    assert saved.value.suggested_filename.endswith(".csv")
