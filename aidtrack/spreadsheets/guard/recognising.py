"""Recognises the kind of an uploaded file; refuses other kinds, each by its name."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from aidtrack.spreadsheets.guard.limits import FileRefused
from aidtrack.values.file_types import file_type

# How a directory of an OLE2 file names its streams.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
DOCUMENT_STREAMS = [name.encode("utf-16-le") for name in ("WordDocument", "PowerPoint Document")]
REFUSED_AS = {
    "pdf": "pdf",
    **dict.fromkeys(["jpeg", "png", "webp", "heic", "gif", "bmp", "tiff"], "image"),
    **dict.fromkeys(["exe", "elf", "script"], "program"),
    **dict.fromkeys(["empty zip", "gzip", "rar", "7z", "bzip2"], "archive"),
    "rtf": "document",
}
# A text may begin as these do: they count as another type only if bytes follow that no text has.
AMBIGUOUS = ("bmp", "exe", "bzip2", "script")
# A web page saved whole begins as a mail does.
PAGE = re.compile(r"<(?:!doctype html|(?:html|head|body|table|tr|td|meta)\b)|^mime-version:")
LOOKED_AT = 4_000


def kind_of(content: bytes) -> str:
    """ "zip" or "text"; anything else is refused by its own name."""
    if not content.strip():
        raise FileRefused("empty")
    kind = file_type(content)
    if kind == "zip":
        return kind
    if kind == "ole2":
        raise FileRefused(_ole_kind(content))
    if kind and not _may_be_text(content, kind):
        raise FileRefused(REFUSED_AS[kind])
    _refuse_markup(_start(content))
    return "text"


def _ole_kind(content: bytes) -> str:
    """What is no document is a workbook, of Excel or of WPS."""
    if ENCRYPTED_STREAM in content:
        return "encrypted"
    return "document" if any(name in content for name in DOCUMENT_STREAMS) else "xls"


def _may_be_text(content: bytes, kind: str) -> bool:
    return kind in AMBIGUOUS and b"\0" not in content and not content.startswith(b"#!/")


def _start(content: bytes) -> str:
    """The first characters, in lower case; markup is in ASCII whatever the encoding."""
    is_wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    text = content[:LOOKED_AT].decode("utf-16" if is_wide else "utf-8", "ignore")
    return text.lstrip("\ufeff \t\r\n").lower()


def _refuse_markup(start: str):
    if start.startswith(("<", "mime-version:")) and PAGE.search(start):
        raise FileRefused("html")
    if start.startswith(("<?xml", "<!doctype", "<!--")):
        raise FileRefused("xml")
