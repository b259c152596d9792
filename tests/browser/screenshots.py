"""Writes a picture of every page × theme × width × language to screenshots/: `make screenshots`."""

import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.browser import serving, visiting
from tests.browser.pages import LANGUAGES, PAGES, THEMES, WIDTHS

FOLDER = serving.ROOT / "screenshots"


def main():
    if (path := serving.find_chromium()) is None:
        sys.exit(serving.NO_CHROMIUM)
    FOLDER.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        serving.served_site(serving.prepare(Path(folder))) as site,
        sync_playwright() as playwright,
    ):
        browser = serving.launch(playwright, path)
        cookies = visiting.sign_in(browser, site.address)
        for page in PAGES:
            print(page, end=" ", flush=True)
            for theme, language in product(THEMES, LANGUAGES):
                picture(browser, site, cookies, page, theme, language)
        browser.close()
    print(f"\n{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.name}/")


def picture(browser, site, cookies, page, theme, language):
    reader = cookies if page.signed_in else None
    with visiting.opened(browser, site.address, reader, theme=theme, language=language) as tab:
        visiting.go(tab, page)
        for width in WIDTHS:
            visiting.resize(tab, width)
            visiting.overflow(tab)
            name = f"{page}-{theme}-{width}-{language}.png"
            tab.screenshot(path=FOLDER / name, full_page=True)


if __name__ == "__main__":
    main()
