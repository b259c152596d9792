"""What a page costs the reader in our own CSS and JavaScript, gzipped file by file as served."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
# Bytes: the sheets of every page, those of one room each; the same of scripts.
SHARED_LIMIT, ROOM_LIMIT = 15_000, 4_000
SHARED_SCRIPT_LIMIT, ROOM_SCRIPT_LIMIT = 2_000, 8_000


def gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def shared_sheets() -> list[Path]:
    """The sheets that every page loads."""
    return _in_base(r"css/[\w-]+\.css")


def shared_scripts() -> list[Path]:
    """The scripts that every page loads."""
    return _in_base(r"js/[\w-]+\.js")


def _in_base(name: str) -> list[Path]:
    base = (ROOT / "templates" / "base.html").read_text("utf-8")
    return [STATIC / path for path in re.findall(name, base)]


def room_sheets() -> list[Path]:
    """The sheets that the pages of one room load besides."""
    return sorted({*STATIC.glob("css/*.css")} - {*shared_sheets()})


def room_scripts() -> list[Path]:
    """The scripts that some pages load besides, one of them each."""
    return sorted({*STATIC.glob("js/*.js")} - {*shared_scripts()})


def sizes() -> list[tuple[str, int, int]]:
    """What is measured, its bytes, its limit."""
    return [
        ("css of every page", sum(map(gzipped, shared_sheets())), SHARED_LIMIT),
        *((f"css/{path.name}", gzipped(path), ROOM_LIMIT) for path in room_sheets()),
        ("js of every page", sum(map(gzipped, shared_scripts())), SHARED_SCRIPT_LIMIT),
        *((f"js/{path.name}", gzipped(path), ROOM_SCRIPT_LIMIT) for path in room_scripts()),
    ]


if __name__ == "__main__":
    for name, size, limit in sizes():
        print(f"{name:<17} {size:>6} of {limit} bytes, gzipped")
