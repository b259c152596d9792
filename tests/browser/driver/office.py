"""What people of an office do on the pages of a month: the words of the browser tests about it."""

import json
import re

from playwright.sync_api import expect

MONTH = "/months/2011-plan/2011-07/"
GRID, ANSWERS, REVIEW = f"{MONTH}entry/", f"{MONTH}answers/", f"{MONTH}review/"
PASTE = """([name, block]) => {
  const cell = document.querySelector(`[name="${name}"]`), data = new DataTransfer();
  data.setData("text/plain", block);
  cell.focus();
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""  # noqa: E501
OPEN_CODES = """() => [...document.querySelectorAll("tbody[data-row]")]
  .filter((row) => row.dataset.state === "empty").map((row) => row.dataset.row)"""

# Fields in the line that opens under a row.
UNDER_THE_ROW = ("problem", "measure_taken", "note")


def row(tab, code: str):
    return tab.locator(f"tbody[data-row='{code}']")


def name_of(tab, code: str) -> str:
    return row(tab, code).locator("th a").inner_text()


def cell(tab, code: str, name: str):
    return tab.locator(f"[name='{code}-{name}']")


def untouched(tab) -> list[str]:
    """The codes of the rows in which nothing is entered yet, in their order."""
    return tab.evaluate(OPEN_CODES)


def unpaid(tab) -> list[str]:
    """Of the untouched rows those of projects that have received nothing so far."""
    last = """(code) => document.querySelector(`[name="${code}-disbursed_to_date"]`).dataset.last"""
    return [code for code in untouched(tab) if tab.evaluate(last, code) == "0"]


def expect_state(tab, code: str, state: str | re.Pattern):
    expect(row(tab, code)).to_have_attribute("data-state", state)


def fill(tab, code: str, **values):
    """Types into the cells of a row and leaves it."""
    for name, value in values.items():
        box = cell(tab, code, name)
        if name in UNDER_THE_ROW and not box.is_visible():
            row(tab, code).locator("[data-more]").click()
        if name == "stage":
            box.select_option(value)
        else:
            box.fill(value)
    tab.locator("h1").click()


def paste(tab, code: str, block: str, *, column: str = "stage"):
    """Pastes a block of tab-separated lines with its first cell there."""
    tab.evaluate(PASTE, [f"{code}-{column}", block])


def as_before(tab, codes: list[str]) -> list[str]:
    """For each row a line of its progress and money of the month before, as a block has them."""
    last = """(name) => document.querySelector(`[name="${name}"]`).dataset.last"""
    progress = [tab.evaluate(last, f"{code}-physical_progress") or "40" for code in codes]
    money = [tab.evaluate(last, f"{code}-disbursed_to_date") for code in codes]
    return [f"{share}\t{yuan}" for share, yuan in zip(progress, money, strict=True)]


def paste_rows(tab, codes: list[str], lines: list[str]):
    """Pastes progress and money of these neighbouring rows; waits until all are saved."""
    paste(tab, codes[0], "\n".join(lines), column="physical_progress")
    wait_until_saved(tab, codes)


def type_rows(tab, codes: list[str], lines: list[str]):
    """Types progress and money into each row by keyboard alone; waits until all are saved."""
    cell(tab, codes[0], "physical_progress").focus()
    for line in lines:
        for n, value in enumerate(line.split("\t")):
            if n:
                tab.keyboard.press("Tab")
            tab.keyboard.press("Control+a")
            tab.keyboard.type(value)
        tab.keyboard.press("Enter")
        tab.keyboard.press("Shift+Tab")
    tab.locator("h1").click()
    wait_until_saved(tab, codes)


def wait_until_saved(tab, codes: list[str], seconds: int = 120):
    script = """(codes) => codes.every((code) => {
      const state = document.getElementById(`row-${code}`).dataset.state;
      return ["saved", "partial", "asked"].includes(state);
    })"""
    tab.wait_for_function(script, arg=codes, timeout=seconds * 1000)


def reported(site) -> dict[str, str]:
    """{project code: progress} of the reports of July that the database holds."""
    lines = site.manage("shell", "--no-imports", "--command", REPORTED)
    return json.loads(lines)


REPORTED = (
    re.sub(
        r"\n\s*",
        " ",
        """import json; from projects.models import StatusReport;
    print(json.dumps({r.project.code: str(r.physical_progress) for r in
    StatusReport.objects.filter(month__month='2011-07-01').select_related('project')}))""",
    )
    .replace("json; from", "json\nfrom")
    .replace("StatusReport; print", "StatusReport\nprint")
)
