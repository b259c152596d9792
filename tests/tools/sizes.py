"""What a page costs the reader in our own CSS and JavaScript, gzipped file by file as served."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
# Bytes: the sheets of every page, those of one room each, and all scripts (no page loads all).
SHARED_LIMIT, ROOM_LIMIT, SCRIPT_LIMIT = 15_000, 4_000, 12_000


def gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def shared_sheets() -> list[Path]:
    """The sheets that every page loads."""
    base = (ROOT / "templates" / "base.html").read_text("utf-8")
    return [STATIC / name for name in re.findall(r"css/[\w-]+\.css", base)]


def room_sheets() -> list[Path]:
    """The sheets that the pages of one room load besides."""
    return sorted({*STATIC.glob("css/*.css")} - {*shared_sheets()})


def sizes() -> list[tuple[str, int, int]]:
    """What is measured, its bytes, its limit."""
    return [
        ("css of every page", sum(map(gzipped, shared_sheets())), SHARED_LIMIT),
        *((f"css/{path.name}", gzipped(path), ROOM_LIMIT) for path in room_sheets()),
        ("js", sum(map(gzipped, STATIC.rglob("*.js"))), SCRIPT_LIMIT),
    ]


if __name__ == "__main__":
    for name, size, limit in sizes():
        print(f"{name:<17} {size:>6} of {limit} bytes, gzipped")
