from django.contrib.staticfiles import finders

from aidtrack.finders import PlotlyFinder


def test_the_script_comes_from_the_installed_package():
    assert finders.find("plotly/plotly.min.js").endswith("package_data/plotly.min.js")
    assert [path for path, _ in PlotlyFinder().list([])] == ["plotly.min.js"]


def test_nothing_else_of_the_package_is_served():
    finder = PlotlyFinder()

    for path in ("plotly/datasets/gapminder.csv.gz", "plotly/../__init__.py", "plotly.min.js"):
        assert not finder.find(path)
        assert finder.find(path, find_all=True) == []
