"""A plan list without codes in the browser: one upload, two questions, thirty projects."""

import json

from playwright.sync_api import expect

from tests.browser.driver.loading import SAVE, upload
from tests.cast.plan_list import COUNTIES, plan_list

ROWS = sum(COUNTIES.values())
LOADED = """
import json
from projects.models import Project
projects = Project.objects.filter(name__regex="^(和田市|墨玉县|洛浦县)", total_investment=8_000_000)
print(json.dumps({
    project.code: [str(project.planned_aid), [str(t.amount) for t in project.tranches.all()]]
    for project in projects
}))
"""
ANSWERS = {
    "Delivery mode: which one for 30 rows?": "turnkey",
    "墨玉县敬老院": "another project, number",
}


def loaded(site) -> dict[str, list]:
    """{project code: [planned aid, amounts of its tranches]} of the list, in yuan."""
    return json.loads(site.manage("shell", "--no-imports", "--command", LOADED))


def answer(tab, question: str, reading: str):
    asked = tab.locator("form#answers div.asked").filter(has_text=question)
    expect(asked).to_have_count(1)
    if asked.locator("select").count():
        value = asked.locator("option").filter(has_text=reading).get_attribute("value")
        asked.locator("select").select_option(value)
    else:
        asked.locator("label.reading").filter(has_text=reading).locator("input").check()


def test_a_plan_list_is_loaded_with_two_questions_and_nothing_is_left_to_do(place, as_):
    tab = as_("admin")
    assert loaded(place) == {}

    upload(tab, plan_list(), "计划.xlsx", "projects", programme="2011-plan")
    expect(tab.locator("h1")).to_have_text("2 questions; nothing has been saved yet")
    for question, reading in ANSWERS.items():
        answer(tab, question, reading)
    tab.get_by_role("button", name="Save answers").click()
    expect(tab.locator(".outcome")).to_contain_text("15,000 (10,000 yuan)")
    tab.get_by_role("button", name=SAVE).click()

    expect(tab.get_by_role("status")).to_contain_text("The file was imported.")
    projects = loaded(place)
    assert len(projects) == ROWS == 30
    assert all(code.startswith("HT-2011-") for code in projects)
    in_yuan = ["5000000.00", ["3000000.00", "2000000.00"]]
    assert all(amounts == in_yuan for amounts in projects.values())

    tab.locator("ol.next-steps a").first.click()
    expect(tab.locator("main table tbody tr")).to_have_count(ROWS)
    expect(tab.locator("main table")).to_contain_text("洛浦县育苗基地")

    upload(tab, plan_list(), "计划.xlsx", "projects", programme="2011-plan")
    expect(tab.locator("main .notice")).to_contain_text("there is nothing to import")
    expect(tab.get_by_role("button", name=SAVE)).to_have_count(0)
