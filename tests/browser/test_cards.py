"""Lists on a phone: who, what and how much of every row, without scrolling sideways."""

import pytest

LISTS = (
    ("leader", "/projects/", "td.beside, [data-label]"),
    ("leader", "/pairings/", "td:not(.off-card):not(:empty)"),
    ("headquarters", "/transfers/", "td.beside, .on-card:not(:empty)"),
    ("auditor", "/history/", "td"),
    ("auditor", "/months/2011-plan/2011-07/reports/", "[data-label]"),
    ("admin", "/months/2011-plan/2011-06/", "td:not(.p2)"),
    ("leader", "/projects/HT-2010-001/", "td.beside"),
    ("leader", "/account/", "td"),
)
SCROLLING = """() => [...document.querySelectorAll(".table-scroll:has(.cards)")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.ariaLabel)"""
HIDDEN = """(cells) => cells.filter((cell) => !cell.checkVisibility() || !cell.offsetWidth)
  .map((cell) => cell.textContent)"""


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(("who", "address", "cells"), LISTS)
def test_a_row_is_read_whole_on_a_phone(who, address, cells, width, language, opened_by):
    tab = opened_by(who, width=width, language=language)
    tab.goto(address)

    first = tab.locator("table.cards tbody tr:not(.group)").first.locator(cells)

    assert first.count()
    assert first.evaluate_all(HIDDEN) == []
    assert tab.evaluate(SCROLLING) == []


OTHER_AID = (
    (
        "/pairings/?scheme=HOSPITALS-2012&as_of=2012-06-30",
        ".given .row :is(.of-unit, .n, .on-card)",
    ),
    ("/contributions/sheets/UNI-2001/2013/", ".year-sheet :is(.what, .how-many, td):not(.none)"),
    ("/contributions/sheets/HOSPITALS-2012/2012/", ".year-sheet .how-many:not(.none)"),
    ("/contributions/months/union-2011-15/2013-11/", "td.beside, .on-card"),
    ("/contributions/", "td.beside"),
)
ALL_SCROLLING = """() => [...document.querySelectorAll(".table-scroll")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.ariaLabel)"""


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(("address", "cells"), OTHER_AID)
def test_other_aid_is_read_whole_on_a_phone(address, cells, width, language, opened_by):
    tab = opened_by("auditor", width=width, language=language)
    tab.goto(address)

    assert tab.locator(cells).count()
    assert tab.locator(f"{cells}:not(:empty)").evaluate_all(HIDDEN) == []
    assert tab.evaluate(ALL_SCROLLING) == []
