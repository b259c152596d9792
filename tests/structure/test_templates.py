"""Templates are read and compared as code: short lines, and partials that say what they need."""

from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR, "templates")
LONGEST = 120
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
