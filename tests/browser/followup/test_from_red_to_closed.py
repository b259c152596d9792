"""A red row becomes a task: answered on a phone, released, returned, answered again and closed."""

import re
from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from tests.browser.driver import visiting

PHONE = 390
MATTER = "说明资金停在哪一环节"


class Participant:
    """Somebody on the page where their day begins; counts presses on links and buttons."""

    def __init__(self, tab):
        self.tab, self.clicks = tab, 0
        tab.goto("/")

    def click(self, where):
        where.click()
        self.clicks += 1

    def follow(self, name, *, within="main"):
        self.click(self.tab.locator(within).get_by_role("link", name=name).first)

    def press(self, name):
        self.click(self.tab.locator("main").get_by_role("button", name=name, exact=True))

    def expect_done(self, sentence: str):
        expect(self.tab.get_by_role("status").first).to_contain_text(sentence)
        assert not visiting.overflow(self.tab)


def photograph(name: str) -> dict:
    content = BytesIO()
    Image.new("RGB", (64, 48)).save(content, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}


def issue_from_a_red_row(leader) -> str:
    """The address of a task made of the first red warning of Hotan's row, three clicks from /."""
    leader.follow("Follow-up", within="header")
    leader.follow("Warnings", within="header")
    link = leader.tab.get_by_role("link", name=re.compile(r"^Make a task\s*: Hotan$")).first
    expect(leader.tab.locator("main tr").filter(has=link).locator("[data-s=lag]")).to_be_visible()
    leader.click(link)
    expect(leader.tab.locator("main .task-then")).to_contain_text("percentage points")
    assert leader.clicks == 3

    leader.tab.locator("#task-title").fill(MATTER)
    leader.tab.get_by_label("Demand").fill("逐笔说明，并附现场照片。")
    leader.tab.get_by_label("Responsible").select_option("Hotan")
    leader.press("Issue the task")
    leader.expect_done("The task was issued")
    return leader.tab.url


def answer(recorder, text: str, *files):
    recorder.tab.locator("#answer").get_by_label("Answer").fill(text)
    recorder.tab.locator("#answer [name=file]").set_input_files(list(files))
    recorder.press("Send to the reviewer")
    recorder.expect_done("The answer was sent to your reviewer.")


def release(reviewer):
    reviewer.tab.goto("/")
    item = reviewer.tab.locator(".todo-list li").filter(has_text=MATTER)
    item.get_by_role("link", name="Look and decide").click()
    reviewer.press("Release the answer")
    reviewer.expect_done("The answer was released.")


def ask_for_time(recorder, until) -> None:
    recorder.tab.get_by_label("New due day").fill(f"{until:%Y-%m-%d}")
    recorder.tab.locator("#time").get_by_label("Reason").fill("等待银行回单")
    recorder.press("Ask for more time")
    recorder.expect_done("More time was asked for.")


def test_a_red_row_becomes_a_task_that_is_answered_returned_and_closed(as_):
    leader, reviewer = Participant(as_("leader")), Participant(as_("reviewer"))
    url = issue_from_a_red_row(leader)

    recorder = Participant(as_("recorder", width=PHONE))
    item = recorder.tab.locator(".todo-list li").filter(has_text=MATTER)
    recorder.click(item.get_by_role("link", name="Answer"))
    expect(recorder.tab.locator("#answer")).to_be_in_viewport()
    answer(recorder, "第一批已拨付。", photograph("现场.jpg"))
    assert recorder.clicks == 2
    expect(recorder.tab.locator(".task-photos img")).to_be_visible()

    release(reviewer)
    leader.tab.goto(url)
    leader.tab.get_by_label("Reason for return").fill("没有写明第二批。")
    leader.press("Return the answer")
    leader.expect_done("The answer was returned.")

    recorder.tab.goto(url)
    expect(recorder.tab.locator("#answer")).to_contain_text("没有写明第二批。")
    until = timezone.localdate() + timedelta(days=30)
    ask_for_time(recorder, until)
    leader.tab.goto(url)
    leader.press(re.compile("^Grant time until"))
    leader.expect_done("The decision was saved.")

    recorder.tab.goto(url)
    answer(recorder, "第二批月底拨付，附回单。", photograph("回单.jpg"))
    release(reviewer)
    leader.tab.goto(url)
    leader.tab.get_by_label("A: solved").check()
    leader.press("Close the task")
    leader.expect_done("The task was closed.")

    recorder.tab.goto(url)
    expect(recorder.tab.locator(".task-sheet")).to_contain_text("A: solved")
    expect(recorder.tab.locator("#answer")).to_have_count(0)

    leader.tab.goto("/follow-up/?as_of=2011-07-31")
    expect(leader.tab.locator("main .page-head")).to_contain_text("warnings as of 31 July 2011")
    expect(leader.tab.locator("main .owed").filter(has_text=MATTER)).to_have_count(0)
    row = leader.tab.locator("main .warned tr").filter(has_text="Hotan")
    expect(row.locator(".status[data-s=lag]").first).to_be_visible()
    offices = leader.tab.locator("main .task-board").first
    offices.locator("tr").filter(has_text="Hotan").locator("a[href*='state=closed']").click()
    expect(leader.tab.locator("main")).to_contain_text(MATTER)
