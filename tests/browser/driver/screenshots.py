"""Writes a picture of every page in each theme, width and language: `make screenshots`.

python -m tests.browser.driver.screenshots --pages dashboard --variants light-1440-zh-CN --out x
"""

import argparse
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.browser.driver import serving, visiting
from tests.browser.driver.pages import LANGUAGES, PAGES, THEMES, WIDTHS, WORK

FOLDER = serving.ROOT / "screenshots"
READER = serving.ACCOUNT[0]
# Who looks, and at which page, by its name.
VISITS = {page.name: (READER if page.signed_in else None, page) for page in PAGES} | {
    page.name: (who, page) for who, page in WORK
}
VARIANTS = {
    f"{theme}-{width}-{language}": {"theme": theme, "width": width, "language": language}
    for theme, width, language in product(THEMES, WIDTHS, LANGUAGES)
}


def main(arguments: list[str]):
    options = parser().parse_args(arguments)
    if (path := serving.find_chromium()) is None:
        sys.exit(serving.NO_CHROMIUM)
    options.out.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        serving.served_site(serving.prepare(Path(folder))) as site,
        sync_playwright() as playwright,
    ):
        browser = serving.launch(playwright, path)
        windows = visiting.Windows(browser)
        for page in options.pages:
            print(page, end=" ", flush=True)
            for variant in options.variants:
                picture(windows, site, page, variant, options.out)
        browser.close()
    print(f"\n{len(options.pages) * len(options.variants)} pictures in {options.out}")


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=names_of(VISITS), default=list(VISITS), metavar="NAME,…")
    parser.add_argument(
        "--variants", type=names_of(VARIANTS), default=list(VARIANTS), metavar="THEME-WIDTH-LANG,…"
    )
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder for the pictures")
    return parser


def names_of(choices):
    """A type for argparse: names of these choices with commas between them."""

    def names(text: str) -> list[str]:
        listed = text.split(",")
        if unknown := [name for name in listed if name not in choices]:
            raise argparse.ArgumentTypeError(
                f"{', '.join(unknown)}: choose from {', '.join(choices)}"
            )
        return listed

    return names


def picture(windows, site, name, variant, folder):
    who, page = VISITS[name]
    with windows.opened(site, who, **VARIANTS[variant]) as tab:
        visiting.go(tab, page)
        visiting.undrawn(tab)
        visiting.overflow(tab)
        tab.screenshot(path=folder / f"{name}-{variant}.png", full_page=True)


if __name__ == "__main__":
    main(sys.argv[1:])
