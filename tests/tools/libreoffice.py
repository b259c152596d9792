"""LibreOffice, as somebody has it who opens our files and saves theirs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

OFFICE = shutil.which("soffice")
needed = pytest.mark.skipif(
    OFFICE is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed"
)


def saved(source: Path, folder: Path, form: str) -> Path:
    """The file as LibreOffice saves it after opening it; ``form`` is an ending or a filter."""
    out = folder / f"saved-{form[:4]}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", form, "--outdir", out, source]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    (converted,) = out.iterdir()
    return converted
