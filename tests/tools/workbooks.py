"""Spreadsheets for tests: ordinary ones, and ones that no spreadsheet program would write."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TYPES = (
    f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
MEGABYTE = 1 << 20


def xlsx(rows, *, formats=None, merges=(), sheets=None) -> bytes:
    """A workbook by XlsxWriter; ``formats`` are {column: number format}."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        looks = {n: workbook.add_format({"num_format": f}) for n, f in (formats or {}).items()}
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, content in (sheets or {"Sheet1": rows}).items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(content):
                for column, value in enumerate(row):
                    is_day = hasattr(value, "year")
                    look = looks.get(column) or (day if is_day else None)
                    if value is not None:
                        sheet.write(number, column, value, look)
            for top, left, bottom, right in merges:
                sheet.merge_range(top, left, bottom, right, content[top][left])
    return file.getvalue()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def raw_parts(cells: str, **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of the smallest workbook; ``cells`` is what stands in the data of its one sheet."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/s.xml"/>'
            "</Relationships>"
        ),
        "xl/worksheets/s.xml": (
            f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
        ),
        **more,
    }


def raw_xlsx(cells: str, **more: str | bytes) -> bytes:
    return zipped(raw_parts(cells, **more))


def ods(rows: str, *, before: str = "", **more: str | bytes) -> bytes:
    """A workbook with one sheet; ``rows`` is what stands in its table, ``before`` before it."""
    names = " ".join(
        f'xmlns:{name}="{OASIS}{name}:1.0"' for name in ("office", "table", "text", "draw")
    )
    calc = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} '
        f'xmlns:calcext="{calc}">{before}<office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mimetype, "content.xml": content, **more})


def bomb(megabytes: int) -> bytes:
    """A workbook with one part of so many megabytes of zeros: 600 of them take about 600 KB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(MEGABYTE)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block * megabytes + packer.flush()
    check = 0
    for _ in range(megabytes):
        check = zlib.crc32(zeros, check)
    local, central = _headers(b"xl/media/picture", check, len(packed), megabytes * MEGABYTE)
    return _archive(local + packed, [central])


def overlapping() -> bytes:
    """Two parts that share bytes, each as its header says: the first quotes the second.

    Thousands of such parts weigh millions of times the file.
    """
    text = b"<a/>" * 1_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(text) + packer.flush()
    local, central = _headers(b"xl/b.xml", zlib.crc32(text), len(packed), len(text))
    quote = struct.pack("<BHH", 0, len(local), len(local) ^ 0xFFFF)
    whole, size = local + text, len(quote) + len(local) + len(packed)
    outer, outer_central = _headers(b"xl/a.xml", zlib.crc32(whole), size, len(whole))
    before = len(outer) + len(quote)
    return _archive(outer + quote + local + packed, [outer_central, central], [0, before])


def _headers(name: bytes, check: int, packed: int, size: int) -> tuple[bytes, bytes]:
    """What stands before a part, and what the directory says of it, its place left out."""
    stamp = struct.pack("<HHHHHIII", 20, 0, 8, 0, 0, check, packed, size)
    lengths = struct.pack("<HH", len(name), 0)
    central = b"PK\1\2" + struct.pack("<H", 20) + stamp + lengths + struct.pack("<HHHI", 0, 0, 0, 0)
    return b"PK\3\4" + stamp + lengths + name, central + b"%b" + name


def _archive(body: bytes, entries: list[bytes], places=(0,)) -> bytes:
    placed = zip(entries, places, strict=True)
    directory = b"".join(entry.replace(b"%b", struct.pack("<I", place)) for entry, place in placed)
    counts = (0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + struct.pack("<HHHHIIH", *counts)
