"""On paper no chart lies over another, and a list says what it prints."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import visiting

OVERLAPPING = """() => {
  const plots = [...document.querySelectorAll(".plot .main-svg:first-child")]
    .map((el) => el.getBoundingClientRect()).filter(({ width }) => width);
  return plots.filter((a, i) => plots.slice(i + 1).some((b) =>
    a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
}"""


def test_small_charts_are_drawn_at_the_width_of_the_paper(signed_in):
    tab = signed_in()
    tab.goto("/pairings/")
    visiting.undrawn(tab)
    visiting.show_paper(tab)

    tab.evaluate("dispatchEvent(new Event('beforeprint'))")

    tab.wait_for_function(f"({OVERLAPPING})() === 0", timeout=visiting.ACTION_LIMIT)
    assert tab.locator(".multiple .main-svg").count() > 10


@pytest.mark.parametrize("address", ["/projects/", "/transfers/"])
def test_a_list_says_which_of_its_rows_it_prints(address, signed_in):
    tab = signed_in(language="en")
    tab.goto(address)
    tab.emulate_media(media="print")

    expect(tab.locator(".pager .end")).to_be_visible()
    assert "Printed here: rows" in tab.locator(".pager .end").inner_text()
    assert tab.locator(".pager a:visible").count() == 0
