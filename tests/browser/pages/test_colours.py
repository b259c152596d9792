"""Light or dark: kept as soon as it is chosen, with nothing else pressed."""

import re

import pytest
from playwright.sync_api import expect

KEEPS = re.compile("/preferences/$")


@pytest.fixture
def tab(opened_by):
    tab = opened_by("leader", language="en")
    tab.goto("/projects/?q=A")
    return tab


def expect_colours(tab, chosen: str):
    theme = f"[data-theme={chosen}]" if chosen else ":not([data-theme])"
    expect(tab.locator(f"html{theme}")).to_be_attached()
    expect(tab.locator(f"[data-theme-switch] [value='{chosen}']")).to_be_checked()


@pytest.mark.parametrize("chosen", ["dark", "light", ""])
def test_a_choice_is_kept_at_once_and_said(tab, chosen):
    tab.locator("[data-theme-switch] [value=light]").check()
    tab.locator("[data-theme-switch] [value=dark]").check()
    tab.locator(f"[data-theme-switch] [value='{chosen}']").check()
    status = tab.locator("[data-theme-switch] [aria-live]")
    expect(status).to_have_text("Kept on this device.")
    tab.wait_for_load_state("networkidle", timeout=15_000)
    assert tab.url.endswith("/projects/?q=A")

    tab.reload()

    expect_colours(tab, chosen)
    expect(tab.locator("[data-theme-switch] button")).to_be_hidden()


def test_a_choice_that_could_not_be_kept_is_said_and_can_be_tried_again(tab):
    button = tab.locator("[data-theme-switch] button")
    tab.route(KEEPS, lambda route: route.fulfill(status=403, body="refused"))

    tab.locator("[data-theme-switch] [value=dark]").check()
    expect(tab.locator("[data-theme-switch] [aria-live]")).to_contain_text("could not be kept")
    expect(button).to_be_visible()
    tab.unroute(KEEPS)
    button.click()

    tab.wait_for_load_state(timeout=15_000)
    tab.reload()
    expect_colours(tab, "dark")


def test_a_choice_is_kept_by_keyboard(tab):
    tab.locator("[data-theme-switch] [value='']").focus()
    tab.keyboard.press("ArrowRight")
    expect(tab.locator("[data-theme-switch] [aria-live]")).not_to_be_empty()

    tab.reload()

    expect_colours(tab, "light")
