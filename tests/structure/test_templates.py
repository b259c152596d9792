"""Templates are read and compared as code: short lines, and partials that say what they need."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR, "templates")
LONGEST = 120
# What any page may include; each says in its comment all that it needs.
ALONE = ("crumbs", "download", "field", "nav", "nav_pages", "pager", "panel_head", "plot")
LONG_SHARE = 0.03


def partials() -> list[Path]:
    return [*TEMPLATES.glob("partials/*.html"), *TEMPLATES.glob("*/_*.html")]


def test_hardly_a_line_is_long():
    lines = [
        (path.relative_to(TEMPLATES), number, line)
        for path in TEMPLATES.rglob("*.html")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    ]

    long = [(path, number) for path, number, line in lines if len(line) > LONGEST]

    assert len(lines) > 500
    assert len(long) < LONG_SHARE * len(lines), long


def test_every_partial_begins_with_a_comment_that_says_what_it_is():
    bare = [
        path.relative_to(TEMPLATES)
        for path in partials()
        if not path.read_text("utf-8").startswith("{% comment %}\n")
    ]

    assert len(partials()) > 30
    assert bare == []


@pytest.mark.parametrize("name", ALONE)
def test_a_shared_partial_is_given_what_it_needs_and_nothing_else(name):
    pattern = re.compile(rf'{{% include "partials/{name}.html"(.*?) %}}')
    includes = [
        (path.name, given)
        for path in TEMPLATES.rglob("*.html")
        for given in pattern.findall(path.read_text("utf-8"))
    ]

    assert includes
    assert [(page, given) for page, given in includes if not given.endswith(" only")] == []


def test_nobody_writes_out_a_pager():
    pagers = [path for path in TEMPLATES.rglob("*.html") if 'class="pager"' in path.read_text()]

    assert pagers == [TEMPLATES / "partials" / "pager.html"]
