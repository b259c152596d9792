"""The projector's page refreshes itself, and says so when it cannot."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import visiting
from tests.browser.driver.pages import WALL

REFRESH = "document.dispatchEvent(new Event('wall:refresh'))"


@pytest.fixture
def wall(signed_in):
    tab = signed_in(language="en", width=1920)
    tab.set_viewport_size({"width": 1920, "height": 1080})
    visiting.go(tab, WALL)
    return tab


def test_it_fits_one_screen(wall):
    height = wall.evaluate("document.querySelector('main').getBoundingClientRect().bottom")

    assert height <= 1080


def test_a_refresh_reads_the_figures_again(wall):
    wall.evaluate("document.querySelector('.lede').textContent = 'old'")

    wall.evaluate(REFRESH)

    expect(wall.locator(".lede")).not_to_have_text("old")
    expect(wall.locator("[data-failed]")).to_be_hidden()


def test_a_failed_refresh_keeps_the_figures_and_says_since_when_they_are_old(wall):
    lede = wall.locator(".lede").text_content()
    wall.route("**/*", lambda route: route.abort())

    wall.evaluate(REFRESH)

    expect(wall.locator("[data-failed]")).to_contain_text("not refreshed since then")
    expect(wall.locator(".lede")).to_have_text(lede)
