from importlib.resources import files
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PLOTLY = "plotly.min.js"


class PlotlyFinder(BaseFinder):
    """Serves ``plotly/plotly.min.js`` out of the plotly package, and nothing else of it.

    So the script always has the version that drew the figures, with no copy in this repository.
    """

    def __init__(self, app_names=None, *args, **kwargs):
        folder = Path(str(files("plotly"))) / "package_data"
        self.storage = FileSystemStorage(location=folder)
        self.storage.prefix = "plotly"

    def find(self, path, find_all=False):
        if Path(path) != Path("plotly") / PLOTLY:
            return []
        found = self.storage.path(PLOTLY)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        yield PLOTLY, self.storage
