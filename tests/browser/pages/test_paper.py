"""On A4: the dashboard on two pages, official tables and year sheets on one; always in light."""

import re

import pytest

from tests.browser.driver import visiting
from tests.browser.driver.pages import (
    DASHBOARD,
    LANGUAGES,
    PAGES,
    TABLE_1,
    TABLE_2,
    TABLE_3,
    THEMES,
    Page,
)

SHEETS = [page for page in PAGES if page.name.startswith("sheet")]
# Of a month that offices report on, so that each row names its causes.
MONDAY = Page("Monday list", "/follow-up/monday/?as_of=2011-07-31", "main .monday")
ONE_EACH = [TABLE_1, TABLE_2, TABLE_3, MONDAY, *SHEETS]
MOST = {DASHBOARD: 2} | dict.fromkeys(ONE_EACH, 1)
PALETTE = """() => ["html", "main .panel, main .sheet", "h1, caption"].map((selector) => {
  const style = getComputedStyle(document.querySelector(selector));
  return [style.color, style.backgroundColor];
})"""
# Runs before the page's own listener for the same event, so it sees the charts as they are printed.
REMEMBER_INK = """
window.printedInk = [];
addEventListener("afterprint", () => {
  for (const words of document.querySelectorAll(".plot text"))
    window.printedInk.push(getComputedStyle(words).fill);
});
"""
INK = "() => [...document.querySelectorAll('.plot text')].map((el) => getComputedStyle(el).fill)"


def paper(tab) -> bytes:
    return tab.pdf(format="A4", prefer_css_page_size=True, print_background=True)


def pages_of(pdf: bytes) -> int:
    """Chromium writes each page as an object of its own, outside any compressed stream."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", MOST, ids=str)
def test_pages(page, language, signed_in):
    tab = signed_in(language=language)
    watched = visiting.Watched(tab)
    visiting.go(tab, page)
    visiting.undrawn(tab)

    pdf = paper(tab)

    assert 1 <= pages_of(pdf) <= MOST[page]
    assert watched.refusals() + watched.errors == []


# Cells with a number that a reader of the paper would miss.
MISSING = """() => [
    ...document.querySelectorAll("main :is(.ranking, .flow, .mapview table) :is(th, td)")
  ]
  .filter((el) => /[0-9]/.test(el.textContent) && !el.checkVisibility())
  .map((el) => el.textContent.trim())"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dashboard_on_paper_keeps_every_row_and_its_figures(language, signed_in):
    tab = signed_in(language=language)
    visiting.go(tab, DASHBOARD)
    tab.emulate_media(media="print")

    assert tab.evaluate(MISSING) == []
    assert tab.locator(".ranking tbody tr:not(.group):visible").count() == 12
    assert tab.locator(".flow tbody tr:visible").count() == 12
    assert tab.locator(".flow tbody .track svg:visible").count() == 12
    assert tab.locator(".mapview tbody tr:visible").count() == 3


@pytest.mark.parametrize("page", MOST, ids=str)
def test_the_palette_is_light_in_either_theme(page, signed_in):
    palettes = []
    for theme in THEMES:
        tab = signed_in(theme=theme)
        visiting.go(tab, page)
        tab.emulate_media(media="print", color_scheme=theme)
        palettes.append(tab.evaluate(PALETTE))

    assert palettes[0] == palettes[1]


def test_a_chosen_dark_theme_is_not_printed_either(signed_in):
    tab = signed_in()
    visiting.go(tab, TABLE_3)
    tab.emulate_media(media="print")
    light = tab.evaluate(PALETTE)

    tab.evaluate("document.documentElement.dataset.theme = 'dark'")

    assert tab.evaluate(PALETTE) == light


def test_charts_are_printed_in_light_ink(signed_in):
    inks = {}
    for theme in THEMES:
        tab = signed_in(theme=theme)
        tab.add_init_script(REMEMBER_INK)
        visiting.go(tab, DASHBOARD)
        visiting.undrawn(tab)
        paper(tab)
        inks[theme] = set(tab.evaluate("window.printedInk"))
        # Back on the screen the charts have the theme's own ink again, once they are near.
        assert visiting.undrawn(tab, visiting.STALE) == []
        inks[f"{theme} screen"] = set(tab.evaluate(INK))

    assert inks["light"]
    assert inks["dark"] == inks["light"] == inks["light screen"] != inks["dark screen"]
