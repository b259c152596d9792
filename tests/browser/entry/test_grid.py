"""The entry grid as one works in it: what is in sight, the keys, the line under a row."""

from io import BytesIO
from statistics import median

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.driver import axe, office
from tests.browser.driver.office import GRID

HEIGHTS = """() => [...document.querySelectorAll("tbody[data-row] > tr:first-child")]
  .map((row) => row.getBoundingClientRect().height)"""


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_row_is_one_line(as_, language):
    tab = as_("recorder", language=language)
    tab.goto(GRID)

    assert median(tab.evaluate(HEIGHTS)) <= 48


def test_bar_headings_and_dock_stay_and_never_cover_the_focus(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.untouched(tab)[60]

    for scrolled in (0, 20_000):
        tab.evaluate("(y) => { document.activeElement.blur(); scrollTo(0, y); }", scrolled)
        office.cell(tab, code, "physical_progress").focus()
        box = office.cell(tab, code, "physical_progress").bounding_box()
        for part in (".gridbar", "table.entry thead", ".dock"):
            expect(tab.locator(part)).to_be_in_viewport()
        assert bottom(tab, "table.entry thead") <= box["y"]
        assert box["y"] + box["height"] <= tab.locator(".dock").bounding_box()["y"]


def test_a_button_half_under_the_dock_is_large_enough_once_it_is_scrolled_out(as_):
    tab = as_("recorder", language="zh-CN")
    tab.goto(f"{GRID}?state=submitted")
    button = tab.locator("[name$='-withdraw']").first.bounding_box()
    below = bottom(tab, ".dock") - tab.locator(".dock [data-kind=primary]").bounding_box()["y"]

    # Windows so low that the button of the dock covers that of a row, more and more of it.
    for covered in range(0, 48, 4):
        height = round(button["y"] + covered + below)
        tab.set_viewport_size({"width": 1440, "height": height})
        assert axe.violations(tab, colours=False) == []
    assert tab.locator(".dock").evaluate("(el) => getComputedStyle(el).position") == "sticky"


def bottom(tab, part: str) -> float:
    box = tab.locator(part).bounding_box()
    return box["y"] + box["height"]


def test_the_first_cell_has_the_focus_and_enter_goes_down(as_):
    tab = as_("recorder")
    tab.goto(f"{GRID}?state=nothing")
    first, second = office.untouched(tab)[:2]

    expect(office.cell(tab, first, "stage")).to_be_focused()
    office.cell(tab, first, "physical_progress").focus()
    tab.keyboard.press("Enter")
    expect(office.cell(tab, second, "physical_progress")).to_be_focused()
    tab.keyboard.press("Shift+Enter")
    expect(office.cell(tab, first, "physical_progress")).to_be_focused()


def test_a_date_is_asked_for_where_the_stage_changes(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.unpaid(tab)[0]
    stage, start = (office.cell(tab, code, name) for name in ("stage", "started_on"))

    expect(start).to_be_hidden()
    stage.select_option("under_construction")
    expect(start).to_be_visible()
    expect(start).to_have_accessible_name(f"Start date {office.name_of(tab, code)}")
    stage.select_option("not_started")
    expect(start).to_be_hidden()


def test_a_cell_is_named_by_its_column_and_unit_and_the_project_once(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.untouched(tab)[0]

    expect(office.cell(tab, code, "disbursed_to_date")).to_have_accessible_name(
        f"Disbursed to date (10,000 yuan) This month {office.name_of(tab, code)}"
    )


def test_a_refused_row_is_spoken_with_its_rule(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.untouched(tab)[0]

    office.fill(tab, code, physical_progress="120")

    heard = tab.get_by_role("alert")
    expect(heard).to_contain_text(office.name_of(tab, code))
    expect(heard).to_contain_text("Physical progress must be between 0 and 100.")


def test_the_share_of_plan_is_seen_while_one_types(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.unpaid(tab)[0]

    office.cell(tab, code, "disbursed_to_date").fill("300000")

    share = office.row(tab, code).locator("[data-gain] .bad")
    expect(share).to_contain_text("%")
    assert float(share.inner_text().rstrip("%").replace(",", "")) > 100


def test_problem_and_measure_are_typed_under_the_row_and_saved_with_it(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.untouched(tab)[0]

    office.cell(tab, code, "physical_progress").focus()
    tab.keyboard.press("Alt+p")
    expect(office.cell(tab, code, "problem")).to_be_focused()
    tab.keyboard.type("二号地块未交付")
    office.cell(tab, code, "measure_taken").fill("八月十日前完成")
    tab.locator("h1").click()

    office.expect_state(tab, code, "partial")
    tab.reload()
    expect(office.row(tab, code).locator("[data-more]")).to_contain_text("Problem")
    expect(office.cell(tab, code, "measure_taken")).to_have_value("八月十日前完成")


def photograph(name: str) -> dict:
    content = BytesIO()
    Image.new("RGB", (64, 48)).save(content, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}


def test_a_photograph_is_added_without_leaving_the_grid(as_):
    tab = as_("recorder")
    tab.goto(f"{GRID}?state=draft")
    row = tab.locator("tbody[data-row]").first

    row.locator("[data-more]").click()
    with tab.expect_file_chooser() as chooser:
        row.locator("[data-photo]").click()
    chooser.value.set_files(photograph("现场.jpg"))

    expect(row).to_contain_text("The file was added. 现场.jpg")
    tab.reload()
    expect(row.locator("[data-more]")).to_contain_text("1 file")


def test_without_scripts_a_photograph_leads_back_to_the_row(as_):
    tab = as_("recorder", java_script_enabled=False)
    tab.goto(f"{GRID}?state=draft")
    link = tab.locator("[data-photo]").first
    code = tab.locator("tbody[data-row]").first.get_attribute("data-row")

    tab.goto(link.get_attribute("href"))
    tab.locator("[name=file]").set_input_files(photograph("a.jpg"))
    tab.get_by_role("button", name="Add", exact=True).click()

    assert tab.url.endswith(f"{GRID}?state=draft#row-{code}")


@pytest.mark.parametrize("width", [320, 390, 820, 1024])
def test_the_grid_does_not_run_out_of_the_window(as_, width):
    tab = as_("recorder", width=width)
    tab.goto(GRID)

    assert tab.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_badge_of_several_lines_has_corners_and_no_half_circles(as_):
    tab = as_("recorder", width=1280)
    tab.goto(GRID)
    badge = tab.locator(".more .badge").first
    box = badge.bounding_box()

    radius = badge.evaluate("(el) => parseFloat(getComputedStyle(el).borderRadius)")

    assert box["height"] > 30
    assert radius < box["height"] / 4
