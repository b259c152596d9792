"""A block pasted into the entry grid, and the way back."""

import re

from playwright.sync_api import expect

from tests.browser.driver import office
from tests.browser.driver.office import GRID


def test_a_block_in_another_order_than_the_grid_finds_its_rows_and_is_taken_back(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    codes = office.untouched(tab)[:4]
    money = [line.split("\t")[1] for line in office.as_before(tab, codes)]
    before = [office.cell(tab, code, "physical_progress").input_value() for code in codes]
    block = [
        f"{code}\t{n}\t{yuan}" for n, (code, yuan) in enumerate(zip(codes, money, strict=True))
    ]

    lines = [block[2], "HT-0000-999\t5\t6", block[0], block[3], block[1]]
    office.paste(tab, codes[0], "\n".join(lines), column="physical_progress")

    slip = tab.locator("[data-slip]")
    first, last = office.name_of(tab, codes[2]), office.name_of(tab, codes[1])
    expect(slip).to_contain_text(f"Rows pasted: 4 ({first} … {last}), matched by project code")
    expect(slip).to_contain_text("HT-0000-999 · 5 · 6")
    for n, code in enumerate(codes):
        expect(office.cell(tab, code, "physical_progress")).to_have_value(f"{n}")
    office.wait_until_saved(tab, codes)

    tab.keyboard.press("Control+z")
    expect(slip).to_contain_text("The paste was taken back.")
    for code, value in zip(codes, before, strict=True):
        expect(office.cell(tab, code, "physical_progress")).to_have_value(value)
        # A project that should have started by now is asked what stands in its way.
        office.expect_state(tab, code, re.compile("^(partial|asked)$"))
    tab.reload()
    for code, value in zip(codes, before, strict=True):
        expect(office.cell(tab, code, "physical_progress")).to_have_value(value)
        expect(office.cell(tab, code, "disbursed_to_date")).to_have_value("")


def test_a_refused_block_is_taken_back_to_rows_that_are_not_begun(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    codes = office.untouched(tab)[:2]

    office.paste(tab, codes[0], "150\t0\n160\t0", column="physical_progress")
    for code in codes:
        office.expect_state(tab, code, "wrong")
    tab.get_by_role("button", name="Take the paste back").click()

    for code in codes:
        office.expect_state(tab, code, "empty")


def test_a_block_with_names_finds_its_rows(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    codes = office.untouched(tab)[:2]
    lines = [f"{office.name_of(tab, code)}\t{n}" for n, code in enumerate(codes, 1)]

    office.paste(tab, codes[0], "\n".join(reversed(lines)), column="physical_progress")

    expect(tab.locator("[data-slip]")).to_contain_text("matched by project name")
    expect(office.cell(tab, codes[1], "physical_progress")).to_have_value("2")
