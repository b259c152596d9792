"""A server that is killed in the middle of its work, so not the one of the other tests."""

import os
import shutil
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.driver import office, serving
from tests.browser.driver.office import GRID

SERVE = """
import sys, time
from pathlib import Path
from tests.browser.driver import serving

with serving.served_site(Path(sys.argv[1])) as site:
    print(site.address, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def place(prepared):
    with serving.served_site(prepared) as served:
        yield served


def test_a_killed_server_loses_no_row_that_said_saved(as_, place):
    tab = as_("recorder")
    tab.goto(GRID)
    codes = office.untouched(tab)
    lines = "\n".join(office.as_before(tab, codes))

    office.paste(tab, codes[0], lines, column="physical_progress")
    tab.wait_for_function(
        "() => document.querySelectorAll(\"tbody[data-state='saved']\").length > 20",
        timeout=60_000,
    )
    place.kill()
    expect(tab.get_by_text("no connection").first).to_be_visible(timeout=30_000)
    saved_codes = set(
        tab.evaluate(
            """() => [...document.querySelectorAll("tbody[data-state='saved']")]
            .map((row) => row.dataset.row)"""
        )
    )

    assert saved_codes and saved_codes <= set(office.reported(place))
    assert len(saved_codes) < len(codes), "killed too late to tell"


@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv, of Linux")
def test_the_server_ends_when_the_run_that_started_it_is_killed(prepared, tmp_path):
    run = subprocess.Popen(
        [sys.executable, "-c", SERVE, prepared],
        cwd=serving.ROOT,
        # Nobody is left to remove the folder.
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with run:
        address = run.stdout.readline().strip()
        assert answers(address)
        run.kill()

    deadline = time.monotonic() + serving.STOP_LIMIT
    while answers(address) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not answers(address)


def answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health/", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
