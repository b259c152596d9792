"""Photographs as they are stored: upright, and without what a camera writes beside the picture."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from aidtrack.store.child import output_of
from aidtrack.store.turns import TurnMissed, turn
from projects.evidence.decoding import DecodingLimits

CHILD = "projects.evidence.decoding"
LIMITS = DecodingLimits()
# Seconds that one waits for the photographs of others.
PATIENCE = 30

SENTENCES = {
    "pixels": _("A photograph can have at most 50 megapixels: reduce its size."),
    "format": _(
        "This photograph is too large for its format: reduce its size, or save it as a simple JPEG."
    ),
    "damaged": _("This photograph is incomplete and cannot be read: save it again and retry."),
    "memory": _("This photograph needs too much memory or time to be read: reduce its size."),
    "output": _("This photograph is too large once stored: reduce its size."),
    "busy": _("The server is busy with other pictures: try again in a minute."),
}


@dataclass(frozen=True)
class StoredContent:
    """What is stored of a file: whole files both; no thumbnail for what is no photograph."""

    content_type: str
    content: bytes
    thumbnail: bytes = b""


def photograph(
    upload: File,
    *,
    keeps_all: bool = False,
    limits: DecodingLimits = LIMITS,
    patience: float = PATIENCE,
) -> StoredContent:
    """Has a child read a JPEG, PNG, WebP or HEIC file to its end and write it anew.

    Only one photograph is decoded at a time on this machine. With ``keeps_all`` the file stays as
    it is up to the end of the picture, with the place and whatever else stands in it; the
    thumbnail has none of that in any case.

    Raises  ValidationError for a file that is damaged or too large, or where others take too long.
    """
    argument = json.dumps({"limits": asdict(limits), "keeps_all": keeps_all})
    try:
        with (
            _on_disk(upload) as file,
            turn("pictures", patience=patience),
            output_of(CHILD, argument, file, patience=limits.patience) as output,
        ):
            return _stored_content(output)
    except TurnMissed:
        raise refused("busy") from None


def refused(code: str) -> ValidationError:
    return ValidationError(SENTENCES[code], code=code)


@contextmanager
def _on_disk(upload: File) -> Iterator[BinaryIO]:
    """The content as a file that a process can read, from its beginning."""
    if hasattr(upload, "temporary_file_path"):
        with open(upload.temporary_file_path(), "rb") as file:
            yield file
        return
    with TemporaryFile() as file:
        upload.seek(0)
        copyfileobj(upload, file)
        file.seek(0)
        yield file


def _stored_content(output: BinaryIO) -> StoredContent:
    head = json.loads(output.readline() or "{}")
    if "refused" in head:
        raise refused(head["refused"])
    parts = [output.read(size) for size in head.get("sizes", ())]
    # A child beyond its memory or its time ends before it has written everything.
    if not parts or [*map(len, parts)] != head["sizes"]:
        raise refused("memory")
    return StoredContent(head["content_type"], *parts)
