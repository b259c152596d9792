"""An observation entered on a phone, and corrected."""

from playwright.sync_api import expect

from tests.browser.driver import visiting


def test_an_observation_is_entered_on_a_phone_and_corrected(as_):
    tab = as_("recorder", width=390, language="zh-CN")
    tab.goto("/indicators/research_funds/")
    tab.locator("a[href='/indicators/research_funds/new/']").click()

    tab.locator("[name=whose]").select_option(index=1)
    tab.locator("[name=role]").select_option("actual")
    tab.locator("[name=day]").fill("2011-06")
    tab.locator("[name=value]").fill("约100")
    tab.locator("form.aid-entry button.btn").click()
    # A vague number is a sentence at the field, and what was typed stays.
    expect(tab.locator("#id_value_error")).to_be_visible()
    tab.locator("[name=value]").fill("近100")
    tab.locator("form.aid-entry button.btn").click()
    expect(tab.get_by_text("90–99").first).to_be_visible()
    assert not visiting.overflow(tab)
    tab.locator("form.aid-entry button.btn").click()

    expect(tab.locator("#waiting-h")).to_be_visible()
    assert not visiting.overflow(tab)
    tab.locator("a[href*='replaces=']").first.click()
    expect(tab.locator("[name=day]")).to_have_value("2011-06")
    assert not visiting.overflow(tab)
