"""Templates are read and compared as code: short lines, and partials that say what they need."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR, "templates")
LONGEST = 120
# Takes the whole context of a page on which figures and map are all there is.
WITH_ITS_PAGE = ["dashboard/_ranking_panel.html", "dashboard/_map_panel.html"]
INCLUDE = re.compile(r'{% include "(.*?)"(.*?) %}')


def partials() -> list[Path]:
    return [*TEMPLATES.glob("partials/*.html"), *TEMPLATES.glob("*/_*.html")]


def test_no_line_is_long():
    lines = [
        (path.relative_to(TEMPLATES), number, line)
        for path in TEMPLATES.rglob("*.html")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    ]

    long = [(path, number) for path, number, line in lines if len(line) > LONGEST]

    assert len(lines) > 500
    assert long == []


def test_every_partial_begins_with_a_comment_that_says_what_it_is():
    bare = [
        path.relative_to(TEMPLATES)
        for path in partials()
        if not path.read_text("utf-8").startswith("{% comment %}\n")
    ]

    assert len(partials()) > 30
    assert bare == []


def test_a_partial_is_given_what_it_needs_and_nothing_else():
    includes = [
        (path.relative_to(TEMPLATES), partial, given)
        for path in TEMPLATES.rglob("*.html")
        for partial, given in INCLUDE.findall(path.read_text("utf-8"))
        if partial not in WITH_ITS_PAGE
    ]

    assert len(includes) > 150
    assert [include for include in includes if not include[-1].endswith(" only")] == []


@pytest.mark.parametrize("name", ["crumbs", "pager"])
def test_nobody_writes_out(name):
    written = [path for path in TEMPLATES.rglob("*.html") if f'class="{name}"' in path.read_text()]

    assert written == [TEMPLATES / "partials" / f"{name}.html"]
