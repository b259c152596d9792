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


def test_lines_of_a_year_are_entered_on_a_phone(as_):
    tab = as_("recorder", width=390, language="zh-CN")
    tab.goto("/contributions/year/XJ-19/2012/")
    for number, (title, done, unit) in enumerate(
        [("乡镇卫生院护理岗位培训", "182", "person_time"), ("图书一批", "近100", "book")]
    ):
        tab.locator(f"[name=new-{number}-whose]").select_option(index=1)
        tab.locator(f"[name=new-{number}-form]").select_option("goods")
        tab.locator(f"[name=new-{number}-title]").fill(title)
        tab.locator(f"[name=new-{number}-quantity-done]").fill(done)
        tab.locator(f"[name=new-{number}-quantity-unit]").select_option(unit)
    assert not visiting.overflow(tab)

    tab.locator("button[value=save]").click()
    # The first is saved, the second is read back and stays as typed.
    expect(tab.locator(".error-summary h2")).to_have_text("1行未保存")
    expect(tab.locator("[id^=row-]")).to_have_count(1)
    expect(tab.locator("[name=new-1-title]")).to_have_value("图书一批")
    expect(tab.locator("#new-1 [role=status]")).to_contain_text("90–99")
    assert not visiting.overflow(tab)
    tab.locator("button[value=submit]").click()

    expect(tab.locator("[id^=row-]")).to_have_count(0)
    expect(tab.locator("section.panel tbody tr")).to_have_count(2)
    assert not visiting.overflow(tab)
