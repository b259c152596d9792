"""The quick check runs the tests that a change breaks, and those near it first."""

import pytest

from tests.tools import check, imports

EDGES = imports.needs()
# A file, and tests that fail when it is broken.
BREAKS = [
    ("aidtrack/values/formats.py", "tests/values/test_formats.py"),
    ("aidtrack/values/dates.py", "tests/figures/test_time_elapsed.py"),
    ("pairings/access/reach.py", "tests/access/test_reach.py"),
    ("pairings/models/pairings.py", "tests/pairings/test_rules.py"),
    ("projects/month/saving.py", "tests/month/test_cycle.py"),
    ("projects/month/saving.py", "tests/month/test_entry_pages.py"),
    ("projects/money/transfers.py", "tests/money/test_transfer_pages.py"),
    ("projects/money/views.py", "tests/money/test_transfer_pages.py"),
    ("projects/figures/progress.py", "tests/figures/test_progress_property.py"),
    ("reports/figures/charts.py", "tests/web/test_csp.py"),
    ("reports/tables/views.py", "tests/tables/test_printed_pages.py"),
    ("templates/pages/list.html", "tests/pages/test_list_page.py"),
    ("templates/base.html", "tests/reports/test_pages.py"),
    ("tests/make/projects.py", "tests/start/test_make.py"),
    ("tests/conftest.py", "tests/loads/test_pages.py"),
    ("fixtures/schemes.json", "tests/store/test_fixtures.py"),
    ("aidtrack/locale/zh_Hans/LC_MESSAGES/django.po", "tests/start/test_catalogues.py"),
]


@pytest.mark.parametrize(("changed", "broken"), BREAKS)
def test_what_a_change_breaks_is_run(changed, broken):
    assert (imports.ROOT / changed).exists()

    assert broken in check.tests_of({changed}, EDGES)


def test_a_page_is_not_tested_by_what_never_opens_it():
    tests = check.tests_of({"projects/money/views.py"}, EDGES)

    assert "tests/spreadsheets/test_values.py" not in tests
    assert len(tests) < sum(map(check.is_test, EDGES)) / 2


def test_what_names_a_file_itself_runs_first():
    tests = check.tests_of({"projects/money/transfers.py"}, EDGES)

    assert "tests/money/test_paying.py" in tests[:5]


def test_prose_touches_no_test():
    assert check.tests_of({"README.md"}, EDGES) == list(check.ALWAYS)


def test_the_nearest_are_those_with_the_fewest_steps():
    steps = check.steps_of({"projects/money/transfers.py"}, EDGES)
    tests = check.tests_of({"projects/money/transfers.py"}, EDGES)

    nearest = check.nearest(tests, steps)

    assert "tests/money/test_paying.py" in nearest
    assert not set(nearest) & set(check.ALWAYS)
    assert len(nearest) < len(tests) / 2


def test_of_tests_equally_far_one_suffices():
    steps = check.steps_of({"fixtures/schemes.json"}, EDGES)

    assert len(check.nearest(check.tests_of({"fixtures/schemes.json"}, EDGES), steps)) == 1


@pytest.mark.parametrize(
    ("late", "ran", "lines"),
    [
        ([], 3, []),
        (["tests/far.py::test_a"], 3, []),
        (["tests/near.py::test_a"], 3, ["Too little time for the nearest tests: tests/near.py"]),
        (["tests/far.py::test_a"], 0, ["No test ran."]),
    ],
)
def test_a_check_that_ran_too_little_says_so(late, ran, lines):
    assert check.shortcomings(late, ran, ["tests/near.py"]) == lines


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
