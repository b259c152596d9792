"""How long a month's rows take to enter in Chromium, by paste and by keyboard.

Prints seconds for 200 rows each, and their ratio to reading the page of the grid in the same run.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from playwright.sync_api import sync_playwright

from tests.browser.driver import office, serving, visiting

ROWS = 200


def timed(action, *arguments) -> float:
    begun = monotonic()
    action(*arguments)
    return monotonic() - begun


def enter(browser, prepared, action) -> tuple[float, float, int]:
    """Seconds to load the grid, seconds to enter its rows, and how many those were."""
    with (
        serving.served_site(prepared) as site,
        visiting.Windows(browser).opened(site, "recorder") as tab,
    ):
        loading = timed(tab.goto, office.GRID)
        codes = office.untouched(tab)[:ROWS]
        lines = office.as_before(tab, codes)
        return loading, timed(action, tab, codes, lines), len(codes)


def main():
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        prepared = serving.prepare(Path(folder))
        browser = serving.launch(playwright, serving.find_chromium())
        for name, action in (("paste", office.paste_rows), ("keyboard", office.type_rows)):
            loading, seconds, rows = enter(browser, prepared, action)
            per_200 = seconds * ROWS / rows
            print(
                f"{name}: {rows} rows in {seconds:.1f} s, {per_200:.1f} s for {ROWS}; "
                f"{seconds / loading:.1f} x the loading of the page ({loading:.2f} s)"
            )
        browser.close()


if __name__ == "__main__":
    main()
