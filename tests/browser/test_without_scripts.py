"""JavaScript switched off: everything but the drawings works, and their tables are there."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import visiting
from tests.browser.driver.pages import (
    DASHBOARD,
    PAIRING,
    PROJECTS,
    SIGN_IN,
    TABLE_1,
    TABLE_2,
    TABLE_3,
)
from tests.browser.driver.serving import ACCOUNT


@pytest.fixture
def scriptless(signed_in):
    return lambda **variant: signed_in(java_script_enabled=False, **variant)


def test_signing_in(signed_out):
    tab = signed_out(java_script_enabled=False)
    visiting.go(tab, SIGN_IN)

    tab.fill("[name=username]", ACCOUNT[0])
    tab.fill("[name=password]", ACCOUNT[1])
    tab.click("main button")

    expect(tab.locator(DASHBOARD.holds)).to_be_visible()


@pytest.mark.parametrize("page", [DASHBOARD, PAIRING], ids=str)
def test_a_sentence_stands_in_place_of_each_chart_and_its_table_opens(page, scriptless):
    tab = scriptless(language="en")
    visiting.go(tab, page)

    charts = tab.locator("main [data-plot]").filter(visible=True).all()
    assert charts
    for chart in charts:
        expect(chart.get_by_text("Turn on JavaScript to see the chart")).to_be_visible()
    for details in tab.locator("main details:not(.menu, .fold)").all():
        details.locator("summary").click()
        expect(details.locator("table, dl").first).to_be_visible()


@pytest.mark.parametrize("page", [DASHBOARD, TABLE_2, TABLE_3, PROJECTS, PAIRING], ids=str)
def test_the_day_is_changed(page, scriptless):
    tab = scriptless(language="en")
    visiting.go(tab, page)

    tab.fill("main form [name=as_of]", "2011-05-31")
    tab.locator("main form").filter(has=tab.locator("[name=as_of]")).locator("button").click()

    expect(tab.locator(".page-head")).to_contain_text("as of 31 May 2011")
    expect(tab.locator(page.holds).first).to_be_visible()


def test_the_day_of_table_1_is_changed(scriptless):
    tab = scriptless(language="en")
    visiting.go(tab, TABLE_1)

    tab.fill("[name=as_of]", "2011-05-31")
    tab.click("form.context button")

    expect(tab.locator(".page-head")).to_contain_text("31 May 2011")


def test_projects_are_filtered_sorted_and_paged(scriptless):
    tab = scriptless(language="en")
    visiting.go(tab, PROJECTS)

    tab.locator("a[rel=next]").click()
    expect(tab.locator(".pager [aria-current=page]")).to_have_text("2")
    tab.locator("main thead th a").first.click()
    expect(tab.locator("main thead th[aria-sort]")).to_have_count(1)
    tab.fill("[name=q]", "AK-2011-030")
    tab.locator("form[role=search] button").click()
    expect(tab.locator("main table.table tbody tr")).to_have_count(1)


def test_colours_are_switched_and_kept(scriptless):
    tab = scriptless()
    visiting.go(tab, TABLE_3)

    for chosen in ("dark", "light"):
        # The radio button itself is transparent and lies over its label.
        tab.locator(f"[data-theme-switch] [value={chosen}]").check()
        tab.click("[data-theme-switch] button")
        expect(tab.locator(f"html[data-theme={chosen}]")).to_be_attached()
        assert tab.url.endswith(TABLE_3.address)
    tab.locator("[data-theme-switch] [value='']").check()
    tab.click("[data-theme-switch] button")
    expect(tab.locator("html:not([data-theme])")).to_be_attached()


def test_the_language_is_switched_and_the_filters_stay(scriptless):
    tab = scriptless(language="zh-CN")
    tab.goto("/projects/?q=棚户区&programme=2010-pilot")
    address = tab.url
    expect(tab.locator("html")).to_have_attribute("lang", "zh-Hans")

    tab.click(".account summary")
    tab.click(".account button[value=en]")
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    assert tab.url == address
    tab.click(".account summary")
    tab.click(".account button[value=zh-hans]")
    expect(tab.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert tab.url == address
