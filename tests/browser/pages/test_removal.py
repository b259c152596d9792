"""A file that was added by mistake, taken out without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driver import visiting

PAGE = "/projects/HT-2011-005/"
NAME = "wrong contract.pdf"


@pytest.mark.parametrize("width", [1440, 390])
def test_who_added_a_file_removes_it_by_the_keyboard_and_says_why(as_, width):
    tab = as_("recorder", width=width)
    tab.goto("/evidence/new/?project=HT-2011-005")
    file = {"name": NAME, "mimeType": "application/pdf", "buffer": b"%PDF-1.7 %%EOF"}
    tab.locator("[name=file]").set_input_files(file)
    tab.locator("main form button.btn").last.click()
    summary = tab.locator(f"summary[aria-label='Remove {NAME}']")
    expect(summary).to_be_visible()

    summary.focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    reason = tab.get_by_label(f"Reason for removal: {NAME}")
    expect(reason).to_be_focused()
    assert not visiting.overflow(tab)
    # Without a reason the browser asks for one, and nothing is gone.
    tab.keyboard.press("Enter")
    expect(summary).to_be_visible()
    expect(reason).to_be_focused()
    tab.keyboard.type("of another project")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("button", name=re.compile(f"^Remove ?: {NAME}"))).to_be_focused()
    tab.keyboard.press("Enter")

    expect(tab.get_by_text("The file was removed.")).to_be_visible()
    expect(summary).to_have_count(0)
    assert not visiting.overflow(tab)
