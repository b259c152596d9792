"""What a page costs the reader in our own CSS and JavaScript, gzipped file by file as served."""

import gzip
from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"
# Bytes, for all files of a kind, though no page loads all.
LIMITS = {"css": 15_000, "js": 10_000}


def gzipped(kind: str) -> int:
    """Bytes of all our files of a kind, each gzipped on its own."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.rglob(f"*.{kind}"))


if __name__ == "__main__":
    for kind, limit in LIMITS.items():
        print(f"{kind:<3} {gzipped(kind):>6} of {limit} bytes, gzipped")
