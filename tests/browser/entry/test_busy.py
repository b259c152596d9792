"""The database is busy with another write while a row is left."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.driver import office, serving
from tests.browser.driver.office import GRID


@pytest.fixture
def place(prepared):
    with serving.served_site(prepared, AIDTRACK_LOCK_SECONDS="1") as served:
        yield served


def test_the_row_says_that_it_is_still_saving_and_is_saved_by_itself(as_, place):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.untouched(tab)[0]
    progress = office.cell(tab, code, "physical_progress").get_attribute("data-last")

    with closing(sqlite3.connect(place.folder / serving.DATABASE)) as other:
        other.execute("BEGIN IMMEDIATE")
        office.fill(tab, code, physical_progress=progress, note="雨后复工")
        word = office.row(tab, code).locator("[data-word]")
        expect(word).to_contain_text("still saving", timeout=10_000)
        office.expect_state(tab, code, "saving")
    expect(office.row(tab, code)).to_have_attribute(
        "data-state", re.compile("saved|asked|partial"), timeout=15_000
    )

    assert code in office.reported(place)
