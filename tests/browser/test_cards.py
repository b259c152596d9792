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
