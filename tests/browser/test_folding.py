"""Filters fold on a phone, open without a script, and stand open on a desk."""

import pytest
from playwright.sync_api import expect

PAGES = ("/overview/", "/projects/", "/transfers/", "/pairings/", "/pairings/compare/")


@pytest.mark.parametrize("address", PAGES)
def test_filters_are_folded_on_a_phone_and_open_without_a_script(address, signed_in):
    tab = signed_in(width=390, java_script_enabled=False)
    tab.goto(address)
    day = tab.locator("main .fold [name=as_of]")

    expect(day).to_be_hidden()
    tab.locator("main .fold summary").click()

    expect(day).to_be_visible()


@pytest.mark.parametrize("address", PAGES)
def test_filters_stand_open_on_a_desk(address, signed_in):
    tab = signed_in(java_script_enabled=False)

    tab.goto(address)

    expect(tab.locator("main .fold [name=as_of]")).to_be_visible()
    expect(tab.locator("main .fold summary")).to_be_hidden()


def test_the_fold_counts_the_filters_that_are_set(signed_in):
    tab = signed_in(width=390, language="en")

    tab.goto("/projects/?q=小学&stage=under_construction")

    expect(tab.locator("main .fold summary")).to_contain_text("2 set")
