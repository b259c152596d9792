import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from aidtrack.start import plotly_bundle

STYLE = "plotly.css"


class PlotlyFinder(BaseFinder):
    """Serves ``plotly/plotly.min.js`` out of the plotly package, and its rules as ``plotly.css``.

    So both always have the version that drew the figures, with no copy in this repository.
    """

    def __init__(self, app_names=None, *args, **kwargs):
        self.storages = {
            plotly_bundle.SCRIPT: FileSystemStorage(location=plotly_bundle.FOLDER),
            STYLE: FileSystemStorage(location=settings.VAR_DIR / "plotly"),
        }
        for storage in self.storages.values():
            storage.prefix = "plotly"

    def find(self, path, find_all=False):
        folder, name = Path(path).parent, Path(path).name
        if folder != Path("plotly") or name not in self.storages:
            return []
        full_path = self._storage(name).path(name)
        return [full_path] if find_all else full_path

    def list(self, ignore_patterns):
        for name in self.storages:
            yield name, self._storage(name)

    def _storage(self, name):
        storage = self.storages[name]
        if name == STYLE:
            _keep(Path(storage.path(name)), plotly_bundle.stylesheet())
        return storage


def _keep(path: Path, text: str):
    """Writes the text to the file, in one step, unless the file has it already."""
    if path.is_file() and path.read_text("utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, encoding="utf-8", delete=False
    ) as written:
        written.write(text)
    os.chmod(written.name, 0o644)
    os.replace(written.name, path)
