"""What a file is, told by its content: a name can say anything."""

from aidtrack.spreadsheets.limits import FileRefused

ZIP = b"PK\x03\x04"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How a directory of an OLE2 file names its streams.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
OTHERS = {
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"BM": "image",
    b"II*\0": "image",
    b"MM\0*": "image",
    b"MZ": "program",
    b"\x7fELF": "program",
    b"#!": "program",
    b"\x1f\x8b": "archive",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"BZh": "archive",
    b"PK\x05\x06": "archive",
    b"{\\rtf": "document",
}
# These may also begin a text: they are something else only with bytes that no text has.
AMBIGUOUS = (b"BM", b"MZ", b"BZh", b"#!")
MARKUP = (b"<!doctype html", b"<html", b"<head", b"<table", b"<body", b"<meta")


def kind_of(content: bytes) -> str:
    """ "zip" or "text"; anything else is refused by its own name."""
    if not content.strip():
        raise FileRefused("empty")
    if content.startswith(ZIP):
        return "zip"
    if content.startswith(OLE2):
        raise FileRefused("encrypted" if ENCRYPTED_STREAM in content else "xls")
    for start, name in OTHERS.items():
        if content.startswith(start) and not _may_be_text(content, start):
            raise FileRefused(name)
    _refuse_markup(content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower())
    return "text"


def _may_be_text(content: bytes, start: bytes) -> bool:
    return start in AMBIGUOUS and b"\0" not in content and not content.startswith(b"#!/")


def _refuse_markup(head: bytes):
    if head.startswith(MARKUP):
        raise FileRefused("html")
    if head.startswith((b"<?xml", b"<!doctype", b"<!--")):
        raise FileRefused("html" if b"<html" in head or b"<table" in head else "xml")
