"""The projector's page refreshes itself, and says so when it cannot."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import visiting
from tests.browser.driver.pages import LANGUAGES, WALL

REFRESH = "document.dispatchEvent(new Event('wall:refresh'))"


# Texts that are smaller than can be read across a room, or that are cut off.
SMALL = """() => [...document.querySelectorAll("main *")].filter((el) => {
  const own = [...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return own && el.checkVisibility() && !el.closest(".sr, [hidden], noscript, script")
    && parseFloat(getComputedStyle(el).fontSize) < 20;
}).map((el) => el.textContent.trim())"""
CUT = """() => [...document.querySelectorAll("main :is(th, td, h2, p, dd)")]
  .filter((el) => el.checkVisibility() && el.scrollWidth > el.clientWidth + 1)
  .map((el) => el.textContent.trim())"""


def opened(signed_in, language):
    tab = signed_in(language=language, width=1920)
    tab.set_viewport_size({"width": 1920, "height": 1080})
    visiting.go(tab, WALL)
    return tab


@pytest.fixture
def wall(signed_in):
    return opened(signed_in, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_one_screen_and_is_read_across_a_room(signed_in, language):
    wall = opened(signed_in, language)
    visiting.undrawn(wall)

    height = wall.evaluate("document.querySelector('main').getBoundingClientRect().bottom")

    assert height <= 1080
    assert wall.evaluate(SMALL) == []
    assert wall.evaluate(CUT) == []
    expect(wall.locator(".ranking tbody tr")).to_have_count(12)
    expect(wall.locator(".worst li")).to_have_count(3)


def test_a_refresh_draws_the_chart_again(wall):
    visiting.undrawn(wall)
    wall.evaluate("document.querySelector('.plot').id = 'old'")

    wall.evaluate(REFRESH)

    expect(wall.locator(".plot:not(#old).is-ready .main-svg").first).to_be_visible()
    assert wall.evaluate(SMALL) == []


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
