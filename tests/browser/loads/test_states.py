"""The page of a file in every state it can be in: accessible, within the policy, no overflow."""

from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser.driver import office
from tests.browser.driver.loading import SAVE, given_out, path_of, upload
from tests.browser.driver.office import GRID
from tests.browser.driver.pages import LANGUAGES, Page
from tests.browser.pages.test_every_page import failures_of
from tests.browser.pages.test_work_pages import unsound
from tests.cast.doubtful import doubtful_month, doubtful_projects
from tests.tools.sheets import csv_file

ASKED = (
    "In which unit",
    "What is the column",
    "delivery mode",
    "附表",
    "hidden",
    "already",
    "who is",
)
# A heading that an office is asked about once, and a row of a project that is new.
HEADINGS = "项目编号,项目名称,支援方,受援方,援建方式,计划资金(万元),体量"
ROW = "HT-2011-9{n:02},和田市{n}号仓库,北京,和田市,交钥匙,100,三层"


def asked_about_projects(as_):
    tab = as_("admin")
    upload(tab, doubtful_projects(), "计划.xlsx", "projects", programme="2011-plan")
    for kind in ASKED:
        expect(tab.locator("#answers")).to_contain_text(kind)
    return tab


def asked_about_a_month(as_):
    tab = as_("recorder")
    upload(tab, doubtful_month(), "月报.csv", "status", month="2011-07")
    expect(tab.locator("#answers .asked .number")).not_to_have_count(0)
    return tab


def with_an_answered_heading(as_, row: int):
    tab = as_("admin")
    content = csv_file(HEADINGS, ROW.format(n=row))
    upload(tab, content, "仓库.csv", "projects", programme="2011-plan")
    return tab


def accepted_with_answers(as_):
    tab = with_an_answered_heading(as_, 1)
    tab.locator("#answers select").first.select_option("scale")
    tab.get_by_role("button", name="Save answers").click()
    tab.get_by_role("button", name=SAVE).click()
    expect(tab.locator("#answers-h")).to_be_visible()
    return tab


def with_a_remembered_heading(as_):
    accepted_with_answers(as_)
    tab = with_an_answered_heading(as_, 2)
    expect(tab.locator("#answers details[data-done]").first).to_be_visible()
    return tab


def in_conflict(as_):
    tab, second_tab = as_("recorder"), as_("recorder")
    book = given_out(tab)
    code = book.cell("code").value
    second_tab.goto(GRID)
    office.fill(second_tab, code, physical_progress="25")
    office.wait_until_saved(second_tab, [code])
    upload(tab, book.write(physical_progress=40).content, "七月.xlsx", "status")
    expect(tab.locator("#answers")).to_contain_text("was changed by someone else")
    return tab


STATES = {
    "load-questions": ("admin", asked_about_projects, "#answers .asked"),
    "load-questions-month": ("recorder", asked_about_a_month, "#answers .asked"),
    "load-accepted": ("admin", accepted_with_answers, "main .next-steps"),
    "load-remembered": ("admin", with_a_remembered_heading, "#answers details[data-done]"),
    "load-conflict": ("recorder", in_conflict, "#answers table"),
}


@pytest.mark.parametrize("state", STATES)
def test_a_state_in_every_variant(state, as_, tally):
    who, reach, holds = STATES[state]
    page = Page(state, path_of(reach(as_)), holds)

    failures = [
        f"{language}: {failure}"
        for language in LANGUAGES
        for failure in failures_of(partial(as_, who), page, language, tally)
    ]

    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_file_in_every_theme(language, as_):
    tab = as_("admin", language=language)
    tab.goto("/loads/?kind=projects")
    file = {"name": "表.xlsx", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 no table"}
    tab.locator("input[type=file]").set_input_files(file)
    tab.locator("form[enctype] button").click()
    expect(tab.locator("main .error").first).to_be_visible()

    assert unsound(tab, "refused") == []
