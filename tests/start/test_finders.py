import os

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from aidtrack.start import plotly_bundle
from aidtrack.start.finders import PlotlyFinder

MAP_STYLE = "0123456789abcdef" * 4
# The shape of what the script does, not its words.
LIKE_THE_SCRIPT = (
    f'x;document.getElementById("{MAP_STYLE}")||add();getElementById("{MAP_STYLE}");'
    """var q0={"X a,X b":"color:red;",X:'font-family:"Sans";',"Y p":"margin:0;"};"""
    'for(k in q0)n=k.replace(/^,/," ,").replace(/X/g,".chart").replace(/Y/g,".note"),'
    "l.addStyleRule(n,q0[k]);var n,k"
)


@pytest.fixture
def finder(tmp_path):
    with override_settings(VAR_DIR=tmp_path):
        yield PlotlyFinder()


def test_the_script_comes_from_the_installed_package(finder):
    assert finders.find("plotly/plotly.min.js").endswith("package_data/plotly.min.js")
    assert [path for path, _ in finder.list([])] == ["plotly.min.js", "plotly.css"]


def test_nothing_else_of_the_package_is_served(finder):
    for path in ("plotly/datasets/gapminder.csv.gz", "plotly/../__init__.py", "plotly.min.js"):
        assert not finder.find(path)
        assert finder.find(path, find_all=True) == []


def test_the_installed_script_has_the_rules_and_the_id_that_keep_it_within_the_policy():
    """Fails after an upgrade of plotly that needs aidtrack/start/plotly_bundle.py to be mended."""
    css = plotly_bundle.stylesheet()

    assert len(plotly_bundle.styles().rules) >= 50
    assert len(plotly_bundle.styles().embedded_id) == 64
    for selector, _ in plotly_bundle.styles().rules:
        for part in selector.split(","):
            assert part.startswith((".js-plotly-plot .plotly", ".plotly-notifier")), selector
    assert ".js-plotly-plot .plotly .main-svg{position:absolute;" in css
    assert css.count("{") == css.count("}") == len(plotly_bundle.styles().rules)


def test_the_installed_script_looks_for_the_element_that_we_give_it():
    script = (plotly_bundle.FOLDER / plotly_bundle.SCRIPT).read_text("utf-8")

    assert '"plotly.js-style-"' in script
    assert '.matches(".no-inline-styles")' in script


def test_the_rules_are_written_in_the_order_in_which_they_end_up():
    rules = plotly_bundle.parse(LIKE_THE_SCRIPT).rules

    assert rules == [
        (".chart a,.chart b", "color:red;"),
        (".chart", 'font-family:"Sans";'),
        (".note p", "margin:0;"),
    ]
    assert plotly_bundle.parse(LIKE_THE_SCRIPT).embedded_id == MAP_STYLE


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        (".addStyleRule(", ".other(", "the loop that adds its style rules was not found"),
        ("q0={", "q1={", "list of its style rules could not be read"),
        ('"color:red;"', "colour()", "list of its style rules could not be read"),
        ('"margin:0;"', '"margin:0;",Z:z', "list of its style rules could not be read"),
        ("color:red;", r"content:'\\2014'", "has an escape"),
        (MAP_STYLE, "map", "embeds 0 style elements"),
        (f'getElementById("{MAP_STYLE}");', f'getElementById("{"f" * 64}");', "embeds 2 style"),
    ],
)
def test_a_script_written_otherwise_is_refused_in_a_sentence(was, now, sentence):
    changed = LIKE_THE_SCRIPT.replace(was, now)
    assert changed != LIKE_THE_SCRIPT

    with pytest.raises(ImproperlyConfigured, match=rf"^The script of plotly \S+ .*{sentence}"):
        plotly_bundle.parse(changed)


def test_the_rules_are_a_file_that_is_written_once(finder, tmp_path):
    path = finder.find("plotly/plotly.css")
    assert path == str(tmp_path / "plotly" / "plotly.css")
    assert (tmp_path / "plotly" / "plotly.css").read_text("utf-8") == plotly_bundle.stylesheet()

    os.utime(path, (0, 0))
    finder.find("plotly/plotly.css")
    assert os.stat(path).st_mtime == 0
    assert os.stat(path).st_mode & 0o777 == 0o644
    assert os.listdir(tmp_path / "plotly") == ["plotly.css"]


def test_the_rules_of_another_version_are_replaced(finder, tmp_path):
    (tmp_path / "plotly").mkdir()
    (tmp_path / "plotly" / "plotly.css").write_text("old", "utf-8")

    assert finder.find("plotly/plotly.css", find_all=True) == [f"{tmp_path}/plotly/plotly.css"]
    assert (tmp_path / "plotly" / "plotly.css").read_text("utf-8") == plotly_bundle.stylesheet()
