"""A file on its way in: uploaded and looked at on the page that asks about it."""

import re

from tests.browser.driver import visiting
from tests.browser.driver.office import MONTH
from tests.cast.workbook import Filled

# The button that writes the file.
SAVE = re.compile(r"^Save \d+ rows?$")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def given_out(tab) -> Filled:
    """The month's workbook as the recorder gets it."""
    tab.goto(MONTH)
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name="Download workbook").click()
    return Filled(waiting.value.path().read_bytes())


def upload(tab, content: bytes, name: str, kind: str, **choices):
    """``choices`` stand beside the file: the programme to choose, the month to enter."""
    tab.goto(f"/loads/?kind={kind}")
    kind_of = "text/csv" if name.endswith(".csv") else XLSX
    file = {"name": name, "mimeType": kind_of, "buffer": content}
    tab.locator("input[type=file]").set_input_files(file)
    for choice, value in choices.items():
        field = tab.locator(f"form [name={choice}]")
        field.fill(value) if choice == "month" else field.select_option(value)
    tab.get_by_role("button", name="Check file").click()
    tab.wait_for_url("**/loads/*-*/", timeout=visiting.PAGE_LIMIT)


def path_of(tab) -> str:
    return "/" + tab.url.split("/", 3)[3]
