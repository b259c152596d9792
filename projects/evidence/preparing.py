"""Reads a file that somebody sends before anything is locked: what it is, and what is stored.

Takes seconds for a photograph, which a child decodes, so no transaction may be open around it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from tempfile import TemporaryFile

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from aidtrack.values.file_types import file_type
from projects.evidence.photographs import photograph
from projects.models import Evidence

MB = 1_000_000
PHOTO, DOCUMENT = Evidence.Kind.PHOTO, Evidence.Kind.DOCUMENT
MOST_BYTES = {PHOTO: 15 * MB, DOCUMENT: 20 * MB}
KINDS = {"pdf": DOCUMENT, **dict.fromkeys(["jpeg", "png", "webp", "heic"], PHOTO)}
PDF_END = b"%%EOF"
# How far before its end a PDF may say that it ends.
PDF_TAIL = 1024

EMPTY = _("This file is empty. Choose another.")
NOT_ACCEPTED = _("Only photographs (JPEG, PNG, WebP, HEIC) and PDF documents are accepted.")
CUT_OFF = _("This PDF document is incomplete: its end is missing. Save it again and retry.")
TOO_LARGE = {
    PHOTO: _("A photograph can be at most 15 MB: reduce its size."),
    DOCUMENT: _("A document can be at most 20 MB: reduce its size."),
}


@dataclass(frozen=True)
class PreparedFile:
    """A file that was read and checked; ``content`` lies on the disk, not in memory."""

    original_name: str
    kind: str
    content_type: str
    size: int
    sha256: str
    content: File
    thumbnail: bytes = b""
    keeps_location: bool = False

    @property
    def values(self) -> dict:
        """The fields of Evidence that the content decides."""
        names = ("original_name", "kind", "content_type", "size", "sha256", "keeps_location")
        return {name: getattr(self, name) for name in names}


@contextmanager
def prepared_file(upload: File, *, keeps_location: bool = False) -> Iterator[PreparedFile]:
    """Ignores what the name of the file says, and the type that the browser sent.

    A photograph is written anew without place, time and camera, unless ``keeps_location``.

    Raises  ValidationError for ``file``
    """
    with TemporaryFile() as place:
        try:
            if _kind(upload) == PHOTO:
                prepared = _photograph(upload, keeps_location, place)
            else:
                prepared = _document(upload)
        except ValidationError as error:
            raise ValidationError({"file": error}) from error
        yield prepared


def _kind(upload: File) -> str:
    """The kind of a file by how it begins, if it is not too large."""
    if not upload.size:
        raise ValidationError(EMPTY)
    upload.seek(0)
    kind = KINDS.get(file_type(upload.read(16)))
    if kind is None:
        raise ValidationError(NOT_ACCEPTED)
    if upload.size > MOST_BYTES[kind]:
        raise ValidationError(TOO_LARGE[kind])
    return kind


def _photograph(upload: File, keeps_location: bool, place) -> PreparedFile:
    stored = photograph(upload, keeps_all=keeps_location)
    place.write(stored.content)
    return PreparedFile(
        original_name=_plain_name(upload.name),
        kind=PHOTO,
        content_type=stored.content_type,
        size=len(stored.content),
        sha256=sha256(stored.content).hexdigest(),
        content=File(place),
        thumbnail=stored.thumbnail,
        keeps_location=keeps_location,
    )


def _document(upload: File) -> PreparedFile:
    # Not the upload itself: one that is small gives itself as a whole.
    content, checksum, size, tail = File(upload.file), sha256(), 0, b""
    for chunk in content.chunks():
        checksum.update(chunk)
        size += len(chunk)
        tail = (tail + chunk)[-PDF_TAIL:]
    if PDF_END not in tail:
        raise ValidationError(CUT_OFF)
    return PreparedFile(
        original_name=_plain_name(upload.name),
        kind=DOCUMENT,
        content_type="application/pdf",
        size=size,
        sha256=checksum.hexdigest(),
        content=content,
    )


def _plain_name(name: str | None) -> str:
    """The name that somebody gave a file, to be shown only: no folders, nothing invisible."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:200].strip() or "file"
