"""Checks the zip archive of a workbook, size and contents of each part, before it is read."""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from aidtrack.spreadsheets.guard.limits import FileRefused, Limits
from aidtrack.values.file_types import file_type

CHUNK = 1 << 20
DAMAGE = (BadZipFile, LargeZipFile, ZlibError, EOFError, NotImplementedError, OSError, ValueError)
# Bytes of a local header before the name.
LOCAL_HEADER = 30
DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
SHEETS = "xl/worksheets/"
XML_PARTS = (".xml", ".rels", ".vml")
MACROS = re.compile(r"vbaproject|macrosheets/|^basic/|^scripts/|vbadata")
MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
OPEN_SHEETS = "application/vnd.oasis.opendocument.spreadsheet"


class Archive:
    """The parts of a workbook by their names in lower case, as readers look them up."""

    def __init__(self, content: bytes, limits: Limits):
        self.content, self.limits = content, limits
        # Inflated sheets, kept from the check of sizes: each is read once more, then dropped.
        self.sheets: dict[str, bytes] = {}
        try:
            self.zip = ZipFile(BytesIO(content))
        except DAMAGE:
            raise FileRefused("damaged") from None
        self.parts = self._parts_by_name()
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
                raise FileRefused("encrypted")
            if info.header_offset < end or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise FileRefused("damaged")
            end = info.header_offset + LOCAL_HEADER + len(info.filename) + info.compress_size
        if end > len(self.content):
            raise FileRefused("damaged")

    def kind(self) -> str:
        """ "xlsx" or "ods"."""
        if "[content_types].xml" in self.parts:
            return self._office_kind()
        if "mimetype" not in self.parts:
            raise FileRefused("archive")
        if not self.read("mimetype").decode("ascii", "replace").startswith(OPEN_SHEETS):
            raise FileRefused("document")
        return "ods"

    def _office_kind(self) -> str:
        if "xl/workbook.bin" in self.parts:
            raise FileRefused("xlsb")
        if not any(name.startswith("xl/") for name in self.parts):
            raise FileRefused("document")
        return "xlsx"

    def vet(self):
        """Inflates every part once, in a stream, and refuses what is heavy or can do something."""
        if any(MACROS.search(name) for name in self.parts):
            raise FileRefused("macros")
        if any(name.startswith("xl/externallinks/") for name in self.parts):
            raise FileRefused("links")
        total = 0
        for name, info in self.parts.items():
            total = self._weigh(name, info, total)

    def _weigh(self, name: str, info: ZipInfo, total: int) -> int:
        size, tail, limits = 0, b"", self.limits
        chunks = [] if name.startswith(SHEETS) else None
        for chunk in self.stream(name):
            size += len(chunk)
            if total + size > limits.inflated:
                raise FileRefused("inflated", limit=limits.inflated // 1_000_000)
            if size > limits.ratio_from and size > limits.ratio * info.compress_size:
                raise FileRefused("ratio")
            if name.endswith(XML_PARTS):
                _refuse_declarations(tail + chunk, at_start=size == len(chunk))
            elif size == len(chunk) and file_type(chunk) == "zip":
                raise FileRefused("nested")
            tail = chunk[-16:]
            if chunks is not None:
                chunks.append(chunk)
        if chunks is not None:
            self.sheets[name] = b"".join(chunks)
        if name == "[content_types].xml" and MACRO_TYPES.search(self.read(name)):
            raise FileRefused("macros")
        return total + size

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
        return self.sheets.pop(name, None) or b"".join(self.stream(name))


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
