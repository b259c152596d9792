"""One server and one browser for the whole suite; every test opens tabs of its own."""

import os
from contextlib import ExitStack
from functools import partial

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.driver import hanging, serving, visiting
from tests.tools import prepared as databases

# Seconds; no test takes a tenth of it on a machine that does nothing else.
TEST_LIMIT = 300


class Tally:
    """What the run has seen, for the line at its end."""

    def __init__(self):
        self.visits: list[tuple[str, int, int]] = []

    def add(self, page: str, *, axe: int, policy: int):
        """A page was visited in one variant, with so many violations of either kind."""
        self.visits.append((page, axe, policy))

    def __str__(self):
        pages, axe, policy = zip(*self.visits, strict=True)
        return (
            f"{len(set(pages))} pages, {len(pages)} variants visited, "
            f"axe violations {sum(axe)}, policy violations {sum(policy)}"
        )


TALLY = pytest.StashKey[Tally]()


def pytest_configure(config):
    config.stash[TALLY] = Tally()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """What a process of pytest-xdist has seen joins the rest."""
    visits = getattr(node, "workeroutput", {}).get("visits", [])
    node.config.stash[TALLY].visits += map(tuple, visits)


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["visits"] = session.config.stash[TALLY].visits


def pytest_terminal_summary(terminalreporter, config):
    if config.stash[TALLY].visits:
        terminalreporter.write_line(f"{config.stash[TALLY]}")


@pytest.fixture(scope="session")
def tally(request):
    return request.config.stash[TALLY]


@pytest.fixture(autouse=True)
def _ended_when_a_page_hangs():
    with hanging.limit(TEST_LIMIT):
        yield


@pytest.fixture(scope="session")
def browser():
    path = serving.find_chromium()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(serving.NO_CHROMIUM)
    if path is None:
        pytest.skip(serving.NO_CHROMIUM)
    with sync_playwright() as playwright:
        chromium = serving.launch(playwright, path)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def prepared(browser, request, tmp_path_factory):
    """The database that sites begin with; after the browser, else nothing is made in vain."""
    tables = databases.sqlite_file(databases.TABLES)
    if not hasattr(request.config, "workerinput"):
        return serving.prepare(tmp_path_factory.mktemp("prepared"), tables)
    # The folder above is that of the whole run, as pytest-xdist has it.
    return serving.prepare_once(tmp_path_factory.getbasetemp().parent / "prepared", tables)


@pytest.fixture(scope="session")
def site(prepared):
    with serving.served_site(prepared) as served:
        yield served


@pytest.fixture(scope="session")
def windows(browser):
    return visiting.Windows(browser)


@pytest.fixture
def opened_by(windows, site):
    """Opens tabs of somebody: ``opened_by("leader", theme="dark", width=390, language="en")``."""
    with ExitStack() as tabs:
        yield lambda name, **variant: tabs.enter_context(windows.opened(site, name, **variant))


@pytest.fixture
def signed_in(opened_by):
    """Opens tabs of a signed-in reader: ``signed_in(theme="dark", width=390, language="en")``."""
    return partial(opened_by, serving.ACCOUNT[0])


@pytest.fixture
def signed_out(opened_by):
    """The same for somebody who has not signed in."""
    return partial(opened_by, None)


@pytest.fixture
def place(site):
    """The site for a test that writes: it finds every row as prepared, and so does the next."""
    # Before as well: a save may still have been on its way when the test before ended.
    site.reset()
    yield site
    site.reset()


@pytest.fixture
def as_(windows, place):
    """Opens a tab of somebody of the demonstration: ``as_("recorder", width=390)``."""
    with ExitStack() as tabs:
        yield lambda name, **variant: tabs.enter_context(
            windows.opened(place, name, **{"language": "en", **variant})
        )
