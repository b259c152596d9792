"""Recognises the kind of an uploaded file; refuses other kinds, each by its name."""

from aidtrack.spreadsheets.guard.limits import FileRefused
from aidtrack.values.file_types import file_type

# How a directory of an OLE2 file names its streams.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
REFUSED_AS = {
    "pdf": "pdf",
    **dict.fromkeys(["jpeg", "png", "webp", "gif", "bmp", "tiff"], "image"),
    **dict.fromkeys(["exe", "elf", "script"], "program"),
    **dict.fromkeys(["empty zip", "gzip", "rar", "7z", "bzip2"], "archive"),
    "rtf": "document",
}
# A text may begin as these do: they count as another type only if bytes follow that no text has.
AMBIGUOUS = ("bmp", "exe", "bzip2", "script")
MARKUP = (b"<!doctype html", b"<html", b"<head", b"<table", b"<body", b"<meta")


def kind_of(content: bytes) -> str:
    """ "zip" or "text"; anything else is refused by its own name."""
    if not content.strip():
        raise FileRefused("empty")
    kind = file_type(content)
    if kind == "zip":
        return kind
    if kind == "ole2":
        raise FileRefused("encrypted" if ENCRYPTED_STREAM in content else "xls")
    if kind and not _may_be_text(content, kind):
        raise FileRefused(REFUSED_AS[kind])
    _refuse_markup(content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower())
    return "text"


def _may_be_text(content: bytes, kind: str) -> bool:
    return kind in AMBIGUOUS and b"\0" not in content and not content.startswith(b"#!/")


def _refuse_markup(head: bytes):
    if head.startswith(MARKUP):
        raise FileRefused("html")
    if head.startswith((b"<?xml", b"<!doctype", b"<!--")):
        raise FileRefused("html" if b"<html" in head or b"<table" in head else "xml")
