"""Files in the browser: the workbook there and back, a file with mistakes; desk and phone."""

from functools import partial
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.driver import office, visiting
from tests.browser.driver.loading import SAVE, XLSX, given_out, path_of, upload
from tests.browser.driver.office import GRID
from tests.browser.driver.pages import LANGUAGES, Page
from tests.browser.pages.test_every_page import failures_of
from tests.tools.sheets import csv_file

MISTAKEN = csv_file(
    "项目编号,项目名称,支援方,受援方,援建方式,计划资金(万元),备注一",
    "N-1,新建小学,北京,和田县,交钥匙,很多,甲",
    "N-2,新建医院,月球,和田县,交钥匙,100,乙",
    "合计,,,,,300,",
)


@pytest.mark.parametrize("width", [390, 1440])
def test_a_month_is_filled_in_as_a_workbook_and_undone(as_, width):
    tab = as_("recorder", width=width)
    book = given_out(tab)
    code = book.cell("code").value
    book.write(physical_progress=37.5, note="表格填报")

    upload(tab, book.content, "七月.xlsx", "status")
    expect(tab.locator("main")).to_contain_text("表格填报")
    expect(tab.locator("main")).to_contain_text("nothing has been saved yet")
    assert visiting.overflow(tab) == ""
    tab.get_by_role("button", name=SAVE).click()
    expect(tab.get_by_role("status")).to_contain_text("The file was imported.")
    record = tab.url

    tab.goto(GRID)
    expect(office.cell(tab, code, "physical_progress")).to_have_value("37.5")

    tab.goto(record)
    tab.get_by_role("button", name="Undo this import").click()
    expect(tab.get_by_role("status")).to_contain_text("The import was undone.")
    tab.goto(GRID)
    expect(office.cell(tab, code, "physical_progress")).not_to_have_value("37.5")


def test_two_people_and_one_row_are_shown_three_ways(as_):
    tab, second_tab = as_("recorder"), as_("recorder")
    book = given_out(tab)
    code = book.cell("code").value
    second_tab.goto(GRID)
    office.fill(second_tab, code, physical_progress="25")
    expect(office.row(second_tab, code)).not_to_have_attribute("data-state", "saving")
    office.wait_until_saved(second_tab, [code])

    upload(tab, book.write(physical_progress=40).content, "七月.xlsx", "status")
    question = tab.locator("main")
    expect(question).to_contain_text("was changed by someone else")
    expect(question).to_contain_text("25")
    tab.locator("select[name^=conflict]").select_option("mine")
    tab.get_by_role("button", name="Answer").click()
    tab.get_by_role("button", name=SAVE).click()

    tab.goto(GRID)
    expect(office.cell(tab, code, "physical_progress")).to_have_value("40")


def test_every_mistake_is_listed_and_marked_in_a_copy(as_):
    tab = as_("admin")
    upload(tab, MISTAKEN, "计划.csv", "projects")

    main = tab.locator("main")
    expect(main).to_contain_text("F2")
    expect(main).to_contain_text("月球")
    assert not tab.get_by_role("button", name="Accept").count()
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name="Download a copy of the file").click()
    book = openpyxl.load_workbook(BytesIO(waiting.value.path().read_bytes()))
    assert book.worksheets[0]["F2"].comment is not None


def test_a_file_that_is_no_spreadsheet_gets_one_sentence(as_):
    tab = as_("admin")
    tab.goto("/loads/")
    file = {"name": "表.xlsx", "mimeType": XLSX, "buffer": b"%PDF-1.7 no table"}
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_role("button", name="Check file").click()

    expect(tab.locator("main .error")).to_contain_text("This is a PDF")
    assert tab.url.endswith("/loads/")


@pytest.fixture
def waiting(as_):
    """The addresses of a preview with problems and questions, and of a load that was accepted."""
    admin, recorder = as_("admin"), as_("recorder")
    upload(admin, MISTAKEN, "计划.csv", "projects")
    book = given_out(recorder).write(note="一")
    upload(recorder, book.content, "七月.xlsx", "status")
    recorder.get_by_role("button", name=SAVE).click()
    return [("admin", Page("load-preview", path_of(admin), "main table")),
            ("recorder", Page("load-record", path_of(recorder), "main .facts"))]  # fmt: skip


def test_a_preview_and_a_record_in_every_variant(waiting, as_, tally):
    failures = []
    for who, page in waiting:
        for language in LANGUAGES:
            in_language = failures_of(partial(as_, who), page, language, tally)
            failures += [f"{page} {language}: {failure}" for failure in in_language]

    assert not failures, "\n".join(failures)


def test_yuan_for_ten_thousand_yuan_in_a_file_is_asked_about_before_it_is_saved(as_):
    tab = as_("recorder")
    rows = ("资金环节,项目编号,日期,金额(万元)", "到位,HT-2011-005,2011-07-15,300000")
    upload(tab, csv_file(*rows), "资金.csv", "transfers")
    asked = tab.locator("fieldset").filter(has_text="HT-2011-005")
    expect(asked).to_contain_text("Did you enter yuan?")
    expect(tab.get_by_role("button", name=SAVE)).to_have_count(0)

    asked.get_by_label("Yes, CNY 300,000").check()
    tab.get_by_role("button", name="Save answers").click()

    expect(tab.locator("main")).to_contain_text("disbursed to the project 30 (10,000 yuan)")
    tab.get_by_role("button", name=SAVE).click()
    expect(tab.get_by_role("status")).to_contain_text("The file was imported.")
