"""Checks the zip archive of a workbook, size and contents of each part, before it is read."""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from aidtrack.spreadsheets.guard.limits import FileRefused, Limits
from aidtrack.values.file_types import file_type

CHUNK = 1 << 20
DAMAGE = (BadZipFile, LargeZipFile, ZlibError, EOFError, NotImplementedError, OSError, ValueError)
# Bytes of a local header before the name.
LOCAL_HEADER = 30
DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Parts that are kept once inflated, for they are read next.
KEPT = ("xl/worksheets/", "xl/sharedstrings")
XML_PARTS = (".xml", ".rels", ".vml")
TYPES, MIMETYPE, MANIFEST = "[content_types].xml", "mimetype", "meta-inf/manifest.xml"
MACROS = re.compile(r"vbaproject|macrosheets/|^basic/|^scripts/|vbadata")
MACRO_TYPES = re.compile("macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
LINKS = "xl/externallinks/"
OPEN_SHEETS = b"application/vnd.oasis.opendocument.spreadsheet"
# Parts that only other kinds of files have.
FOREIGN = {
    "xl/workbook.bin": "xlsb",
    "index/document.iwa": "iwork",
    "index.zip": "iwork",
    "word/document.xml": "document",
    "ppt/presentation.xml": "document",
}


class Archive:
    """The parts of a workbook by their names in lower case, as readers look them up."""

    def __init__(self, content: bytes, limits: Limits):
        self.content, self.limits = content, limits
        # Kept from the check of sizes: each is read once more, then dropped.
        self.inflated: dict[str, bytes] = {}
        try:
            self.zip = ZipFile(BytesIO(content))
        except DAMAGE:
            raise FileRefused("damaged") from None
        self.parts = self._parts_by_name()
        for name in FOREIGN.keys() & self.parts.keys():
            raise FileRefused(FOREIGN[name])
        self._refuse_overlaps()

    def _parts_by_name(self) -> dict[str, ZipInfo]:
        infos = self.zip.infolist()
        if len(infos) > self.limits.parts:
            raise FileRefused("parts", limit=self.limits.parts)
        parts = {}
        for info in infos:
            name = info.orig_filename.replace("\\", "/").lower()
            if name in parts or _leads_astray(name):
                raise FileRefused("names")
            parts[name] = info
        return parts

    def _refuse_overlaps(self):
        """Parts that share bytes are a bomb, and other readers may see other parts than we."""
        end = 0
        for info in sorted(self.parts.values(), key=lambda part: part.header_offset):
            if info.flag_bits & 1:
                is_workbook = {TYPES, MIMETYPE} & self.parts.keys()
                raise FileRefused("encrypted" if is_workbook else "archive")
            if info.header_offset < end or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise FileRefused("damaged")
            end = info.header_offset + LOCAL_HEADER + len(info.filename) + info.compress_size
        if end > len(self.content):
            raise FileRefused("damaged")

    def kind(self) -> str:
        """ "xlsx" or "ods"."""
        if TYPES in self.parts:
            if not any(name.startswith("xl/") for name in self.parts):
                raise FileRefused("document")
            return "xlsx"
        if MIMETYPE not in self.parts:
            raise FileRefused("archive")
        if not next(self.stream(MIMETYPE), b"").startswith(OPEN_SHEETS):
            raise FileRefused("document")
        return "ods"

    @property
    def has_external_links(self) -> bool:
        """Whether formulas refer to other workbooks; their stored values stand in the cells."""
        return any(name.startswith(LINKS) for name in self.parts)

    def vet(self):
        """Inflates every part once, in a stream, and refuses what is heavy or can do something."""
        if TYPES not in self.parts and MIMETYPE in self.parts:
            self._refuse_locked()
        if any(MACROS.search(name) for name in self.parts):
            raise FileRefused("macros")
        total = 0
        for name, info in self.parts.items():
            total = self._weigh(name, info, total)
        if TYPES in self.parts:
            self._refuse_macro_types()

    def _refuse_locked(self):
        """Before its parts are looked at: locked ones are no XML."""
        self.kind()
        if MANIFEST in self.parts:
            self._weigh(MANIFEST, self.parts[MANIFEST], 0)
            if b"encryption-data" in self.read(MANIFEST):
                raise FileRefused("encrypted")

    def _weigh(self, name: str, info: ZipInfo, total: int) -> int:
        size, limits = 0, self.limits
        chunks = [] if name.startswith(KEPT) else None
        for chunk in self.stream(name):
            size += len(chunk)
            if total + size > limits.inflated:
                raise FileRefused("inflated", limit=limits.inflated // 1_000_000)
            if size > limits.ratio_from and size > limits.ratio * info.compress_size:
                raise FileRefused("ratio")
            is_start = size == len(chunk)
            if is_start and not name.endswith(XML_PARTS) and file_type(chunk) == "zip":
                raise FileRefused("nested")
            if chunks is not None:
                chunks.append(chunk)
        if chunks is not None:
            self.inflated[name] = b"".join(chunks)
        return total + size

    def _refuse_macro_types(self):
        """By the type that the list gives a part; it may give types to endings that no part has."""
        for item in self.tree(TYPES).iter():
            part = item.get("PartName", "").lstrip("/").lower()
            if part in self.parts and MACRO_TYPES.search(item.get("ContentType", "")):
                raise FileRefused("macros")

    def stream(self, name: str) -> Iterator[bytes]:
        try:
            with self.zip.open(self.parts[name]) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except KeyError:
            raise FileRefused("damaged") from None
        except DAMAGE:
            raise FileRefused("damaged") from None

    def read(self, name: str) -> bytes:
        return self.inflated.pop(name, None) or b"".join(self.stream(name))

    def xml(self, name: str) -> bytes:
        """A part that is parsed; parts that nobody reads may hold what they like."""
        content = self.read(name)
        _refuse_declarations(content, at_start=True)
        return content

    def xml_stream(self, name: str) -> Iterator[bytes]:
        """The same in chunks."""
        tail, at_start = b"", True
        for chunk in self.stream(name):
            _refuse_declarations(tail + chunk, at_start=at_start)
            yield chunk
            tail, at_start = chunk[-16:], False

    def tree(self, name: str) -> ElementTree.Element:
        try:
            # Without declarations, which are refused, there is nothing to expand.
            return ElementTree.fromstring(self.xml(name))  # noqa: S314
        except ElementTree.ParseError:
            raise FileRefused("damaged") from None


def _leads_astray(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name


def _refuse_declarations(chunk: bytes, *, at_start: bool):
    """Refuses a DOCTYPE, for entities may grow without limit, and any encoding but UTF-8."""
    wide = at_start and (b"\0" in chunk[:64] or chunk.startswith((b"\xff\xfe", b"\xfe\xff")))
    text = chunk.replace(b"\0", b"") if wide else chunk
    if b"<!" in text and DECLARATIONS.search(text):
        raise FileRefused("entities")
    if not at_start:
        return
    encoding = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", chunk)
    if wide or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        raise FileRefused("encoding")
