"""Writes a small demonstration as it is stored today, for the test that upgrades it from then on.

    python -m tests.tools.dump tests/start/upgrades/0.2.json

``stored_rows`` says what the file holds.
"""

import os
import secrets
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command


def main(path: Path):
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "aidtrack.settings",
            "DATABASE_URL": f"sqlite:///{folder}/database",
            "AIDTRACK_DEMO": "1",
            "AIDTRACK_SECRET_KEY": secrets.token_hex(32),
            "AIDTRACK_EVIDENCE_DIR": f"{folder}/evidence",
            "AIDTRACK_LOADS_DIR": f"{folder}/loads",
        }
        django.setup()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(small_demonstration(), "utf-8")
    print(f"{path}: {path.stat().st_size / 1024:.0f} KB")


def small_demonstration() -> str:
    # Only now, when the settings are there.
    from tests.cast import small_demonstration
    from tests.tools import stored_rows

    call_command("migrate", verbosity=0)
    small_demonstration.fill()
    dump = stored_rows.dump()
    if empty := [table for table, content in dump["tables"].items() if not content["rows"]]:
        sys.exit(
            f"Without rows: {', '.join(empty)}. Add some in tests/cast/small_demonstration.py."
        )
    return stored_rows.text_of(dump)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
