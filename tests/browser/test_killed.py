"""A server that is killed in the middle of its work, so not the one of the other tests."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import office, serving
from tests.browser.driver.office import GRID


@pytest.fixture
def place(prepared):
    with serving.served_site(prepared) as served:
        yield served


def test_a_killed_server_loses_no_row_that_said_saved(as_, place):
    tab = as_("recorder")
    tab.goto(GRID)
    codes = office.untouched(tab)
    lines = "\n".join(office.as_before(tab, codes))

    office.paste(tab, codes[0], lines, column="physical_progress")
    tab.wait_for_function(
        "() => document.querySelectorAll(\"tbody[data-state='saved']\").length > 20",
        timeout=60_000,
    )
    place.kill()
    expect(tab.get_by_text("no connection").first).to_be_visible(timeout=30_000)
    saved_codes = set(
        tab.evaluate(
            """() => [...document.querySelectorAll("tbody[data-state='saved']")]
            .map((row) => row.dataset.row)"""
        )
    )

    assert saved_codes and saved_codes <= set(office.reported(place))
    assert len(saved_codes) < len(codes), "killed too late to tell"
