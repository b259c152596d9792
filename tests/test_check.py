"""The quick check runs the tests that a change breaks, and those near it first."""

import pytest

from tests import check, imports

EDGES = imports.needs()
# A file, and tests that fail when it is broken.
BREAKS = [
    ("aidtrack/formats.py", "tests/test_formats.py"),
    ("aidtrack/dates.py", "tests/projects/test_time_elapsed.py"),
    ("pairings/reach.py", "tests/test_reach.py"),
    ("pairings/models/pairings.py", "tests/pairings/test_rules.py"),
    ("projects/claiming.py", "tests/projects/test_cycle.py"),
    ("projects/claiming.py", "tests/projects/test_entry_pages.py"),
    ("projects/paying.py", "tests/projects/test_transfer_pages.py"),
    ("projects/transfer_views.py", "tests/projects/test_transfer_pages.py"),
    ("projects/progress.py", "tests/projects/test_progress_property.py"),
    ("reports/charts.py", "tests/test_csp.py"),
    ("reports/views/tables.py", "tests/reports/test_printed_pages.py"),
    ("templates/projects/list.html", "tests/projects/test_list_page.py"),
    ("templates/base.html", "tests/reports/test_pages.py"),
    ("tests/make/projects.py", "tests/test_make.py"),
    ("tests/conftest.py", "tests/loads/test_pages.py"),
    ("fixtures/schemes.json", "tests/test_fixtures.py"),
    ("aidtrack/locale/zh_Hans/LC_MESSAGES/django.po", "tests/test_catalogues.py"),
]


@pytest.mark.parametrize(("changed", "broken"), BREAKS)
def test_what_a_change_breaks_is_run(changed, broken):
    assert (imports.ROOT / changed).exists()

    assert broken in check.tests_of({changed}, EDGES)


def test_a_page_is_not_tested_by_what_never_opens_it():
    tests = check.tests_of({"projects/transfer_views.py"}, EDGES)

    assert "tests/spreadsheets/test_values.py" not in tests
    assert len(tests) < sum(map(check.is_test, EDGES)) / 2


def test_what_names_a_file_itself_runs_first():
    tests = check.tests_of({"projects/paying.py"}, EDGES)

    assert "tests/projects/test_paying.py" in tests[:5]


def test_prose_touches_no_test():
    assert check.tests_of({"README.md"}, EDGES) == list(check.ALWAYS)


def test_an_import_is_seen_in_every_form(tmp_path):
    for folder in imports.CODE:
        (tmp_path / folder).mkdir()
    (tmp_path / "aidtrack/urls.py").write_text('urlpatterns = [path("projects/", include("b"))]')
    (tmp_path / "pairings/charts.py").write_text("")
    forms = [
        "import pairings.charts",
        "from pairings import charts",
        "name = 'pairings.charts.draw'",
    ]
    for number, form in enumerate(forms):
        (tmp_path / f"projects/form_{number}.py").write_text(form)
    (tmp_path / "pairings/near.py").write_text("def late():\n    from . import charts")

    edges = imports.needs(tmp_path)

    users = {path for path, names in edges.items() if "pairings/charts.py" in names}
    assert users == {"pairings/near.py", *(f"projects/form_{n}.py" for n in range(3))}
