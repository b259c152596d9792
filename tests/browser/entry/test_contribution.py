"""A contribution entered on a phone."""

from playwright.sync_api import expect

from tests.browser.driver import visiting


def test_a_contribution_is_entered_on_a_phone(as_):
    tab = as_("recorder", width=390, language="zh-CN")
    tab.goto("/contributions/new/")

    tab.locator("[name=whose]").select_option(index=1)
    tab.locator("[name=form]").select_option("training")
    tab.locator("[name=title]").fill("乡镇卫生院护理岗位培训")
    tab.locator("[name=starts]").fill("2011-07")
    tab.locator("[name=quantity-0-done]").fill("80余")
    tab.locator("button[value=save]").click()
    # Without its unit it is a sentence at the field, and what was typed stays.
    expect(tab.locator("#id_quantity-0-unit_error")).to_be_visible()
    tab.locator("[name=quantity-0-unit]").select_option("person_time")
    tab.locator("button[value=save]").click()
    expect(tab.get_by_text("80–89").first).to_be_visible()
    assert not visiting.overflow(tab)
    tab.locator("button[value=submit]").click()

    expect(tab.locator("main h1")).to_have_text("乡镇卫生院护理岗位培训")
    expect(tab.locator("[role=status]").first).to_be_visible()
    assert not visiting.overflow(tab)
