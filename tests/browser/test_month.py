"""A month played by two people in the browser; what happens to a row when things go wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driver import office
from tests.browser.driver.office import ANSWERS, GRID, MONTH, REVIEW

# How many rows are kept on the device.
KEPT = (
    """() => Object.keys(localStorage).filter((name) => name.startsWith("aidtrack.kept")).length"""
)


def test_two_people_play_a_month(as_, place):
    recorder, reviewer, leader = as_("recorder"), as_("reviewer"), as_("leader")
    day = "?as_of=2011-07-31"
    recorder.goto(GRID)
    code = office.unpaid(recorder)[-1]
    leader.goto(f"/overview/{day}")
    standing = leader.locator(".kpis").inner_text()
    leader.goto(f"/projects/{code}/{day}")
    before = place.manage("progress", "2011-plan", "--as-of", "2011-07-31", "--format", "json")

    office.fill(
        recorder,
        code,
        stage="under_construction",
        started_on="7.5",
        physical_progress="20",
        disbursed_to_date="３００",
        note="桩基完成",
    )
    office.expect_state(recorder, code, "saved")
    submit_one(recorder, code)

    reviewer.goto(REVIEW)
    panel = reviewer.locator("[data-report]").filter(has_text=code)
    expect(panel).to_contain_text("300")
    open_return(panel)
    panel.get_by_placeholder("Reason for return").fill("缺照片")
    panel.get_by_role("button", name=re.compile("^Return")).click()
    expect(reviewer.get_by_role("status")).to_contain_text("1 report returned.")

    recorder.goto(GRID)
    expect(office.row(recorder, code)).to_contain_text("缺照片")
    office.fill(recorder, code, physical_progress="18", note="补照片")
    office.expect_state(recorder, code, "saved")
    submit_one(recorder, code)

    reviewer.goto(REVIEW)
    panel = reviewer.locator("[data-report]").filter(has_text=code)
    panel.get_by_role("button", name=re.compile("^Verify")).click()
    expect(reviewer.get_by_role("status")).to_contain_text("1 report verified.")

    leader.reload()
    expect(leader.locator("main")).to_contain_text("3,000,000.00")
    after = place.manage("progress", "2011-plan", "--as-of", "2011-07-31", "--format", "json")
    assert after != before
    leader.goto(f"/overview/{day}")
    expect(leader.locator(".kpis")).to_be_visible()
    assert leader.locator(".kpis").inner_text() != standing


def submit_one(tab, code):
    tab.goto(ANSWERS)
    for box in tab.locator("[name=seen]").all():
        box.set_checked(box.get_attribute("value").startswith(f"{code}:"))
    tab.get_by_role("button", name="Submit selected").click()
    expect(tab.get_by_role("status")).to_contain_text("1 report submitted.")


def test_a_page_of_rows_is_pasted_and_the_rest_typed(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    codes = office.untouched(tab)
    assert len(codes) > 150
    lines = office.as_before(tab, codes)

    office.type_rows(tab, codes[:6], lines[:6])
    office.paste_rows(tab, codes[6:], lines[6:])

    tab.reload()
    assert office.untouched(tab) == []


def test_a_wrong_row_is_not_saved_and_says_how_to_mend_it(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code, next_code = office.untouched(tab)[:2]

    office.fill(tab, code, physical_progress="120")
    office.expect_state(tab, code, "wrong")
    expect(office.row(tab, code)).to_contain_text("Physical progress must be between 0 and 100.")
    expect(office.cell(tab, code, "physical_progress")).to_have_value("120")
    office.fill(tab, code, stage="completed", physical_progress="100")
    expect(office.row(tab, code)).to_contain_text("Enter the date on which work started.")

    office.paste(tab, next_code, "flying\t\t\t\t1\t0")
    office.expect_state(tab, next_code, "wrong")
    expect(office.row(tab, next_code)).to_contain_text("flying is not one of the available choices")


def test_a_wrong_row_that_has_the_focus_is_sent_once(as_):
    tab, answers = as_("recorder"), []
    tab.goto(GRID)
    code = office.untouched(tab)[0]
    # A post that the server did not answer is rightly sent again.
    tab.on("response", lambda answer: answer.request.method == "POST" and answers.append(answer.ok))

    office.paste(tab, code, "flying\t\t\t\t1\t0")
    office.expect_state(tab, code, "wrong")
    expect(office.row(tab, code)).to_contain_text("flying is not one of the available choices")

    assert answers.count(True) == 1


def test_an_unlikely_value_is_asked_about_with_both_readings(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.unpaid(tab)[0]

    office.fill(
        tab,
        code,
        stage="under_construction",
        started_on="2011-07-05",
        physical_progress="65",
        disbursed_to_date="0",
    )
    office.expect_state(tab, code, "asked")
    office.row(tab, code).get_by_role("button", name="no, 6.5%").click()

    office.expect_state(tab, code, "saved")
    expect(office.cell(tab, code, "physical_progress")).to_have_value("6.5")


def test_no_change_and_no_spending_take_one_key(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code, next_code = office.untouched(tab)[:2]

    office.cell(tab, code, "physical_progress").focus()
    tab.keyboard.press("Alt+n")
    expect(office.row(tab, code).locator(".badge")).to_contain_text("no change this month")
    expect(office.cell(tab, next_code, "physical_progress")).to_be_focused()
    tab.keyboard.press("Alt+m")
    expect(office.row(tab, next_code).locator(".badge")).to_contain_text("no spending this month")


def test_of_two_people_in_one_row_the_second_is_shown_both_and_decides(as_):
    first, second = as_("recorder"), as_("recorder")
    first.goto(GRID)
    second.goto(GRID)
    code = office.unpaid(first)[0]

    office.fill(first, code, physical_progress="0", disbursed_to_date="0", note="甲")
    office.expect_state(first, code, "saved")
    office.fill(second, code, physical_progress="0", disbursed_to_date="0", note="乙")

    office.expect_state(second, code, "changed")
    expect(office.row(second, code)).to_contain_text("yours 乙, theirs 甲")
    office.row(second, code).get_by_role("button", name="Keep mine").click()
    office.expect_state(second, code, "saved")
    second.reload()
    expect(office.cell(second, code, "note")).to_have_value("乙")


def test_without_scripts_the_grid_is_a_plain_form(as_):
    tab = as_("recorder", java_script_enabled=False)
    tab.goto(GRID)
    code = tab.locator("tbody[data-state=empty]").first.get_attribute("data-row")

    office.cell(tab, code, "physical_progress").fill("120")
    tab.get_by_role("button", name="Save", exact=True).click()
    expect(tab.locator(".error-summary")).to_contain_text("1 row was not saved")
    expect(office.cell(tab, code, "physical_progress")).to_have_value("120")
    office.cell(tab, code, "physical_progress").fill("0")
    office.cell(tab, code, "disbursed_to_date").fill("0")
    tab.get_by_role("button", name="Save", exact=True).click()

    expect(tab.locator("p[role=status]")).to_contain_text("Saved.")
    office.expect_state(tab, code, "saved")


def test_enter_in_a_cell_saves_and_decides_nothing_else(as_):
    tab = as_("recorder", java_script_enabled=False)
    tab.goto(GRID)
    rows = tab.locator("tbody[data-state=empty]")
    first, code = (rows.nth(n).get_attribute("data-row") for n in range(2))

    office.cell(tab, code, "physical_progress").fill("0")
    office.cell(tab, code, "physical_progress").press("Enter")

    expect(tab.locator("p[role=status]")).to_contain_text("Saved.")
    office.expect_state(tab, code, "partial")
    office.expect_state(tab, first, "empty")


def open_return(report):
    """Unfolds the reason for return of a report in the list."""
    report.locator("summary").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_the_reason_of_a_report_returns_that_report(as_, scripts):
    tab = as_("reviewer", java_script_enabled=scripts)
    tab.goto(REVIEW)
    panels = tab.locator("[data-report]").filter(has=tab.get_by_role("checkbox", name="Select HT-"))
    waiting = panels.count()
    second = panels.nth(1).locator("th a").first.inner_text()
    open_return(panels.nth(1))

    reason = panels.nth(1).get_by_placeholder("Reason for return")
    reason.fill("缺照片")
    reason.press("Enter")

    expect(tab.get_by_role("status")).to_contain_text("1 report returned.")
    expect(panels).to_have_count(waiting - 1)
    expect(tab.locator("main")).not_to_contain_text(second)
    recorder = as_("recorder")
    recorder.goto(MONTH)
    row = recorder.locator("main tbody tr").filter(has_text=second)
    expect(row).to_contain_text("缺照片")


def test_enter_in_the_reason_for_many_returns_those_chosen(as_):
    tab = as_("reviewer")
    tab.goto(REVIEW)
    boxes = tab.get_by_role("checkbox", name="Select HT-")
    waiting = boxes.count()

    # Plain reports are ticked beforehand.
    for n in range(waiting):
        boxes.nth(n).set_checked(n == 1)
    tab.locator("#reason").fill("缺照片")
    tab.locator("#reason").press("Enter")

    expect(tab.get_by_role("status")).to_contain_text("1 report returned.")
    expect(boxes).to_have_count(waiting - 1)


def test_a_wrong_value_is_there_again_when_one_comes_back(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.untouched(tab)[0]
    office.fill(tab, code, physical_progress="150", note="进度照片已存档")
    office.expect_state(tab, code, "wrong")
    left = []
    tab.on("dialog", lambda dialog: (left.append(dialog.type), dialog.accept()))

    tab.goto(MONTH)
    assert left == ["beforeunload"]
    tab.goto(GRID)

    office.expect_state(tab, code, "wrong")
    expect(office.cell(tab, code, "physical_progress")).to_have_value("150")
    expect(office.cell(tab, code, "note")).to_have_value("进度照片已存档")
    office.fill(tab, code, physical_progress="0")
    office.expect_state(tab, code, "partial")
    tab.reload()
    expect(office.cell(tab, code, "physical_progress")).to_have_value("0")


def test_what_a_lost_connection_kept_from_the_server_is_sent_when_one_comes_back(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    wrong, right = office.untouched(tab)[:2]
    share, money = office.as_before(tab, [right])[0].split("\t")
    tab.context.set_offline(True)
    office.fill(tab, wrong, physical_progress="150")
    office.fill(tab, right, physical_progress=share, disbursed_to_date=money)
    expect(office.row(tab, right)).to_contain_text("no connection")

    tab.goto("about:blank")
    tab.context.set_offline(False)
    tab.goto(GRID)

    office.expect_state(tab, wrong, "wrong")
    expect(office.cell(tab, wrong, "physical_progress")).to_have_value("150")
    office.expect_state(tab, right, "saved")


def test_signing_out_asks_where_something_waits_and_takes_it_away(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.untouched(tab)[0]
    office.fill(tab, code, physical_progress="150")
    office.expect_state(tab, code, "wrong")
    waiting = tab.evaluate(KEPT)
    questions, answer = [], "dismiss"

    def decide(dialog):
        questions.append(dialog.message)
        getattr(dialog, "accept" if dialog.type == "beforeunload" else answer)()

    tab.on("dialog", decide)
    tab.goto(MONTH)
    tab.locator(".account summary").click()
    tab.get_by_role("button", name="Sign out").click()
    assert f"Rows typed on this device that are not saved: {waiting}." in questions[-1]
    expect(tab.locator(".account")).to_be_visible()
    assert tab.evaluate(KEPT) == waiting

    answer = "accept"
    tab.get_by_role("button", name="Sign out").click()
    expect(tab.locator(".account")).to_have_count(0)
    assert tab.evaluate(KEPT) == 0


def test_what_somebody_else_typed_here_is_not_shown_and_is_old_after_fourteen_days(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    code = office.untouched(tab)[0]
    office.fill(tab, code, physical_progress="150")
    office.expect_state(tab, code, "wrong")
    moved = """(days) => { for (const name of Object.keys(localStorage)) {
      if (!name.startsWith("aidtrack.kept")) continue;
      const past = JSON.parse(localStorage.getItem(name));
      localStorage.removeItem(name);
      past.at -= days * 24 * 60 * 60 * 1000;
      localStorage.setItem(days ? name : name.replace(/kept:\\d+/, "kept:0"), JSON.stringify(past));
    } }"""

    tab.evaluate(moved, 0)
    tab.reload()
    expect(office.cell(tab, code, "physical_progress")).to_have_value("")
    assert tab.evaluate(KEPT) == 1
    tab.evaluate(moved, 15)
    tab.reload()
    tab.wait_for_function(f"({KEPT})() === 0", timeout=15_000)


def test_a_verification_is_taken_back(as_):
    tab = as_("reviewer")
    tab.goto(REVIEW)
    panels = tab.locator("[data-report]").filter(has=tab.get_by_role("checkbox", name="Select HT-"))
    waiting = panels.count()
    name = panels.first.locator("th a").first.inner_text()

    panels.first.get_by_role("button", name=re.compile("^Verify")).click()
    lately = tab.locator("section.panel").filter(has_text="Verified by you in the last 10 minutes")
    expect(lately).to_contain_text(name)
    expect(panels).to_have_count(waiting - 1)
    lately.get_by_role("button", name=re.compile(f"^Take back.*{re.escape(name)}")).click()

    expect(tab.get_by_role("status")).to_contain_text("was taken back: it waits again")
    expect(panels).to_have_count(waiting)


def test_yuan_typed_for_ten_thousand_yuan_passes_neither_recorder_nor_reviewer_unseen(as_):
    recorder, reviewer = as_("recorder"), as_("reviewer")
    recorder.goto(GRID)
    code = office.untouched(recorder)[0]
    office.fill(
        recorder,
        code,
        stage="under_construction",
        started_on="7.5",
        physical_progress="20",
        disbursed_to_date="300000",
    )
    office.expect_state(recorder, code, "asked")
    expect(office.row(recorder, code)).to_contain_text("did you enter yuan?", ignore_case=True)
    no = office.row(recorder, code).get_by_role("button", name=re.compile("^No, CNY"))
    reason = office.row(recorder, code).get_by_placeholder("reason for exceeding")
    if reason.count():
        reason.fill("增补投资")
    no.click()
    office.expect_state(recorder, code, "saved")
    submit_one(recorder, code)

    reviewer.goto(REVIEW)
    first = reviewer.locator("[data-report]").first
    expect(first).to_contain_text(code)
    expect(first.locator(".finding")).to_contain_text("planned funds")
    expect(first.get_by_role("checkbox", name="Select HT-")).to_have_count(0)
    first.get_by_role("button", name=re.compile("^Verify")).click()
    expect(reviewer.get_by_role("status")).to_contain_text("check this value")
    expect(first.get_by_role("checkbox", name="I have checked")).to_be_focused()
    first.get_by_role("checkbox", name="I have checked").check()
    first.get_by_role("button", name=re.compile("^Verify")).click()
    expect(reviewer.get_by_role("status")).to_contain_text("1 report verified.")


def test_an_amount_is_read_in_words_while_it_is_typed_and_recorded_at_once(as_):
    tab = as_("recorder")
    tab.goto("/transfers/new/")
    tab.get_by_label("Amount (10,000 yuan)").fill("0.5")

    expect(tab.locator("[data-line]")).to_contain_text("5,000 yuan (伍仟元整)")
    tab.get_by_label("Supporter").select_option("Beijing")
    tab.get_by_label("Date").fill("2011-07-20")
    tab.get_by_role("button", name="Record").click()

    expect(tab.get_by_role("status").first).to_contain_text("The transfer was recorded.")
    expect(tab.locator("main")).to_contain_text("5,000.00")


def test_yuan_typed_into_the_form_of_a_transfer_is_asked_about(as_):
    tab = as_("recorder")
    tab.goto("/transfers/new/?project=HT-2011-005")
    tab.get_by_label("Amount (10,000 yuan)").fill("300000")
    tab.get_by_label("Date").fill("2011-07-20")
    expect(tab.locator("[data-line]")).to_contain_text("3,000,000,000 yuan")
    tab.get_by_role("button", name="Record").click()
    expect(tab.get_by_role("alert")).to_contain_text("Did you enter yuan?")

    tab.get_by_role("button", name="Yes, CNY 300,000").click()
    expect(tab.get_by_label("Amount (10,000 yuan)")).to_have_value("30")
    expect(tab.locator("[data-line]")).to_contain_text("300,000 yuan (叁拾万元整)")
    tab.get_by_role("button", name="Record this amount").click()

    expect(tab.get_by_role("status").first).to_contain_text("The transfer was recorded.")


def test_a_submitted_row_is_withdrawn_in_the_grid(as_):
    tab = as_("recorder")
    tab.goto(GRID)
    row = tab.locator("tbody[data-row]").filter(has=tab.locator("[name$='-withdraw']")).first
    code = row.get_attribute("data-row")

    row.get_by_role("button", name=re.compile("^Withdraw")).click()

    office.expect_state(tab, code, "saved")
    expect(office.cell(tab, code, "physical_progress")).to_be_editable()


def test_of_two_statements_on_a_transfer_the_second_is_shown_both(as_):
    front, first, second = as_("headquarters"), as_("recorder"), as_("recorder")
    front.goto("/transfers/new/")
    front.get_by_label("Supporter").select_option("Beijing")
    front.get_by_label("Payee").select_option("Hotan")
    front.get_by_label("Date").fill("2011-07-20")
    front.get_by_label("Amount (10,000 yuan)").fill("12.5")
    expect(front.locator("[data-line]")).to_contain_text("125,000 yuan")
    front.get_by_role("button", name="Record").click()
    expect(front.get_by_role("status").first).to_contain_text("The transfer was recorded.")
    for tab in (first, second):
        tab.goto(front.url)

    state(first, "12")
    expect(first.get_by_role("status").first).to_contain_text("statement was saved")
    state(second, "11")

    expect(second.locator("main")).to_contain_text("Stored now: 12")
    expect(second.get_by_label("Amount (10,000 yuan)")).to_have_value("11")
    state(second, "11")
    expect(second.get_by_role("status").first).to_contain_text("statement was saved")
    expect(second.locator("main")).to_contain_text("110,000.00")


def state(tab, amount: str):
    tab.get_by_label("Amount (10,000 yuan)").fill(amount)
    tab.get_by_role("button", name="Submit").click()


def test_of_two_administrators_on_a_project_the_second_is_shown_both(as_):
    first, second = as_("admin"), as_("admin")
    for tab in (first, second):
        tab.goto("/admin/projects/project/?q=HT-2011-005")
        tab.locator("#result_list tbody th a").first.click()
    first.locator("[name=scale]").fill("甲")
    first.locator("[name=_continue]").click()
    expect(first.locator(".messagelist")).to_be_visible()
    second.locator("[name=scale]").fill("乙")
    second.locator("[name=_continue]").click()

    expect(second.locator("#project_form")).to_contain_text("Stored now: 甲")
    expect(second.locator("[name=scale]")).to_have_value("乙")
    second.locator("[name=_continue]").click()
    expect(second.locator(".messagelist")).to_be_visible()
    expect(second.locator("[name=scale]")).to_have_value("乙")


def test_five_reports_are_decided_by_keyboard_alone(as_):
    tab = as_("reviewer")
    tab.goto(REVIEW)
    reports = tab.locator("[data-report]").filter(
        has=tab.get_by_role("checkbox", name="Select HT-")
    )
    waiting = reports.count()
    keys = []

    def press(*names: str):
        for name in names:
            keys.append(name)
            tab.keyboard.press(name)

    press("j")
    for n in range(1, 5):
        expect(reports.first).to_be_focused()
        press("v")
        expect(tab.locator(":focus")).to_have_attribute("value", "verify")
        expect(reports).to_have_count(waiting - n + 1)
        press("Enter")
        expect(reports).to_have_count(waiting - n)
    expect(reports.first).to_be_focused()
    press("r")
    expect(tab.locator(":focus")).to_have_attribute("name", "reason")
    # In a field a letter is a letter, and Enter returns that report.
    tab.keyboard.type("vjx")
    press("Enter")

    expect(reports).to_have_count(waiting - 5)
    expect(tab.get_by_role("status")).to_contain_text("1 report returned.")
    # 90 by Tab before.
    assert len(keys) == 11


def test_no_single_letter_works_once_switched_off(as_):
    tab = as_("reviewer")
    tab.goto(REVIEW)
    tab.get_by_text("Keyboard shortcuts").click()
    tab.get_by_role("button", name="Switch these keys off").click()

    tab.keyboard.press("j")

    expect(tab.locator("[data-reviews]")).to_have_attribute("data-keys", "off")
    expect(tab.locator("[data-report]:focus")).to_have_count(0)


def test_a_refused_form_puts_the_focus_into_its_field(as_):
    tab = as_("recorder")
    tab.goto("/transfers/new/")
    tab.get_by_label("Amount (10,000 yuan)").fill("much")
    tab.get_by_label("Supporter").select_option("Beijing")
    tab.get_by_label("Date").fill("2011-07-20")
    tab.get_by_role("button", name="Record").click()

    expect(tab.locator("main [aria-invalid=true]").first).to_be_focused()
