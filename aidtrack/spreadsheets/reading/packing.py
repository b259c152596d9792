"""A book as it is stored beside its file, so that the file is read once an upload.

Compressed lines of JSON: first whose book it is, then those that the reading process wrote.
"""

import gzip
import json
import zlib
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from itertools import chain
from pathlib import Path

from aidtrack.spreadsheets.guard.vetting import Unreadable
from aidtrack.spreadsheets.reading.books import Book
from aidtrack.spreadsheets.reading.process import book_of, read_book

# What a reading depends on: these folders of code, and this library.
CODE = (Path(__file__).parent, Path(__file__).parents[1] / "guard")
LIBRARY = "python-calamine"
# Cells repeat so much that a higher level gains little.
LEVEL = 1


def read_and_packed(content: bytes, name: str) -> tuple[Book, bytes]:
    """The book of a file, and what ``unpacked`` makes the same book of; raises as ``read_book``."""
    out = BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=LEVEL, mtime=0) as lines:
        lines.write(_first_line(sha256(content).hexdigest()))
        book = read_book(content, name, copy=lines)
    return book, out.getvalue()


def unpacked(packed: bytes, name: str, checksum: str) -> Book | None:
    """None for a book of another file, by another version of the reader, or cut short."""
    try:
        with gzip.open(BytesIO(packed)) as lines:
            if next(lines, b"") != _first_line(checksum):
                return None
            return book_of(lines, name, checksum)
    except (Unreadable, OSError, EOFError, zlib.error):
        return None


def _first_line(checksum: str) -> bytes:
    return json.dumps({"of": checksum, "reader": reader_version()}).encode() + b"\n"


@cache
def reader_version() -> str:
    """Another one whenever the code changes by which files are read."""
    sources = chain.from_iterable(sorted(folder.glob("*.py")) for folder in CODE)
    hasher = sha256(version(LIBRARY).encode())
    for source in sources:
        hasher.update(source.read_bytes())
    return hasher.hexdigest()
