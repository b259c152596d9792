"""The suite runs with the settings of `make demo`; DATABASE_URL chooses the database.

Set here and not in pyproject.toml, because Django must not read its settings before these are set.
"""

import os
from pathlib import Path

import django

from aidtrack import catalogues

os.environ["DJANGO_SETTINGS_MODULE"] = "aidtrack.settings"
os.environ["AIDTRACK_DEMO"] = "1"
os.environ["AIDTRACK_SECRET_KEY"] = "known to everybody, for tests only"
for name in ("AIDTRACK_DEBUG", "AIDTRACK_HTTPS", "AIDTRACK_ALLOWED_HOSTS"):
    os.environ.pop(name, None)

# The words on a page are asserted, so those just written to a catalogue must be the ones shown.
catalogues.compile_stale(Path(__file__).parent.parent / "aidtrack" / "locale")

django.setup()
