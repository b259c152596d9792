"""Files that are refused: each with a sentence of its own, before it can do harm."""

import subprocess
import sys
import warnings
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.conf import settings

from aidtrack.spreadsheets.guard.limits import LIMITS, Limits
from aidtrack.spreadsheets.guard.vetting import SENTENCES, Unreadable
from aidtrack.spreadsheets.reading.process import AT_ONCE, read_book
from tests.tools.workbooks import (
    MAIN,
    PACKAGE,
    bomb,
    ods,
    overlapping,
    parts_of,
    raw_parts,
    raw_xlsx,
    xlsx,
    zipped,
)

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
SHARED = f'<sst xmlns="{MAIN}"><si><t>&b;</t></si></sst>'
CELL = '<table:table-cell office:value-type="float" office:value="1"/>'


def types(*overrides: tuple[str, str], ending=()) -> str:
    """A list of content types: of parts, and of all parts of an ending."""
    items = [f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides]
    items += ['<Default Extension="{}" ContentType="{}"/>'.format(*ending)] if ending else []
    return f'<Types xmlns="{PACKAGE}/content-types">{"".join(items)}</Types>'


def refused(content: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(Unreadable) as caught:
        read_book(content, "table.xlsx", limits=limits)
    assert (
        str(caught.value) == str(SENTENCES[caught.value.code])
        or "%" in SENTENCES[caught.value.code]
    )
    assert "%" not in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
        (b"RIFF\x1a\0\0\0WEBPVP8 ", "image"),
        (b"MZ\x90\0\3\0\0\0", "program"),
        (b"\x7fELF\2\1\1\0", "program"),
        (b"#!/bin/sh\nrm -rf /\n", "program"),
        (b"Rar!\x1a\7\1\0", "archive"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html><table>", "html"),
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>", "html"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "xml"),
        (OLE2 + bytes(600) + "Workbook".encode("utf-16-le"), "xls"),
        ("\ufeff\r\n<style>td{}</style><table>".encode("utf-16-le"), "html"),
        (b"<!-- saved -->\n<div><TABLE border=1>", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "html"),
        (OLE2 + bytes(600) + "WordDocument".encode("utf-16-le"), "document"),
        (OLE2 + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"name,amount\n\0\1\2", "binary"),
        ("项目,金额\n小学\x0e,1\n".encode(), "binary"),
        ("café,menu\nmüsli;é,1\n".encode("latin-1"), "undecodable"),
        (b'code,name\n1,"never closed\n2,x\n', "quotes"),
    ],
)
def test_what_is_no_spreadsheet_is_told_by_its_content(content, code):
    assert refused(content) == code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"word/document.xml": "<a/>", "[Content_Types].xml": "<Types/>"}, "document"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "document"),
        ({"a.txt": "a"}, "archive"),
        ({**raw_parts(ONE), "xl/workbook.bin": b"\x83\1", "xl/vbaProject.bin": "a"}, "xlsb"),
        ({**raw_parts(ONE), "xl/vbaProject.bin": b"\xd0\xcf"}, "macros"),
        ({**raw_parts(ONE), "xl/macrosheets/sheet1.xml": "<a/>"}, "macros"),
        (
            {
                **raw_parts(ONE),
                "[Content_Types].xml": types(
                    ("/xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
                ),
            },
            "macros",
        ),
        (
            {
                **raw_parts(ONE),
                "xl/a.bin": "a",
                "[Content_Types].xml": types(("/xl/A.bin", "application/vnd.ms-office.vbaProject")),
            },
            "macros",
        ),
        ({"Index/Document.iwa": "a", "preview.jpg": "a"}, "iwork"),
        ({"Index.zip": zipped({"a": "a"}), "preview.jpg": "a"}, "iwork"),
        ({"ppt/presentation.xml": "<a/>", "[Content_Types].xml": "<Types/>"}, "document"),
        ({"mimetype": "application/epub+zip", "a.zip": zipped({"a": "a"})}, "document"),
        ({**raw_parts(ONE), "xl/embeddings/Book.xlsx": xlsx([[1]])}, "nested"),
        ({**raw_parts(ONE), "../../etc/passwd": "x"}, "names"),
        ({**raw_parts(ONE), "/etc/passwd": "x"}, "names"),
        ({**raw_parts(ONE), "C:\\x": "x"}, "names"),
        ({**raw_parts(ONE), "XL/WORKBOOK.XML": "x"}, "names"),
        ({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook"}, "damaged"),
        ({n: c for n, c in raw_parts(ONE).items() if "worksheets" not in n}, "damaged"),
        ({n: c for n, c in raw_parts(ONE).items() if "rels" not in n}, "damaged"),
        (raw_parts('<row r="1"><c r="A1"><v>1</v>'), "damaged"),
        (raw_parts('<row r="1"><c r="A1"><v>1e999</v></c></row>'), "damaged"),
        ({**raw_parts(ONE), **{f"xl/media/{n}.png": b"" for n in range(2_001)}}, "parts"),
    ],
)
def test_a_workbook_is_refused_for_what_it_holds(parts, code):
    assert refused(zipped(parts)) == code


PARTS_READ = ["xl/sharedStrings.xml", "xl/worksheets/s.xml", "xl/styles.xml", "xl/workbook.xml"]
PARTS_READ += ["xl/_rels/workbook.xml.rels", "_rels/.rels", "[Content_Types].xml"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("part", PARTS_READ)
def test_declarations_of_entities_are_refused_in_every_encoding(part, encoding):
    text = f'<?xml version="1.0"?>{DOCTYPE}{SHARED}'
    parts = raw_parts(ONE) | {part: text.encode(encoding)}

    assert refused(zipped(parts)) == "entities"


def test_a_declaration_behind_a_long_comment_is_found():
    padding = f"<!--{'x' * (1 << 20)}-->"
    parts = raw_parts(ONE) | {"xl/sharedStrings.xml": padding[:-9] + "-->" + DOCTYPE + SHARED}

    assert refused(zipped(parts), replace(LIMITS, ratio=10_000)) == "entities"


def test_entities_in_ods_are_refused():
    parts = parts_of(ods(""))
    head, body = parts["content.xml"].split(b"?>", 1)
    parts["content.xml"] = head + b"?>" + b" " * (1 << 20) + DOCTYPE.encode() + body

    assert refused(zipped(parts), replace(LIMITS, ratio=10_000)) == "entities"


def test_xml_in_another_encoding_is_refused():
    parts = raw_parts(ONE) | {"xl/styles.xml": '<?xml version="1.0" encoding="UTF-7"?><a/>'}

    assert refused(zipped(parts)) == "encoding"


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0" encoding="utf-16"?><DataMashup>AAA=</DataMashup>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="GBK"?><a/>',
        DOCTYPE.encode(),
        b"no XML at all",
    ],
)
def test_a_part_that_nobody_reads_may_hold_what_it_likes(text):
    """Power Query writes its own in UTF-16."""
    parts = raw_parts(ONE) | {"customXml/item1.xml": text, "docProps/custom.xml": text}

    assert read_book(zipped(parts), "x.xlsx").sheets[0].rows == [[1]]


@pytest.mark.parametrize(
    ("overrides", "endings"),
    [
        # As SheetJS writes into every workbook: what parts of that ending would be.
        ([], ["bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"]),
        ([], ["bin", "application/vnd.ms-office.vbaProject"]),
        ([("/xl/vba.bin", "application/vnd.ms-office.vbaProject")], []),
    ],
)
def test_the_type_of_a_part_that_is_not_there_is_no_macro(overrides, endings):
    parts = raw_parts(ONE) | {"[Content_Types].xml": types(*overrides, ending=endings)}

    assert read_book(zipped(parts), "x.xlsx").sheets[0].rows == [[1]]


def test_stored_values_of_links_to_other_workbooks_are_read_and_that_is_said():
    cells = '<row r="1"><c r="A1"><f>[1]Sheet1!$A$1</f><v>7</v></c></row>'
    linked = raw_xlsx(cells, **{"xl/externalLinks/externalLink1.xml": "<externalLink/>"})

    assert read_book(linked, "x.xlsx").sheets[0].rows == [[7]]
    assert read_book(linked, "x.xlsx").external_links
    assert not read_book(raw_xlsx(ONE), "x.xlsx").external_links


def test_what_an_ods_keeps_of_other_workbooks_is_no_sheet_of_its_own():
    row = f"<table:table-row>{CELL}</table:table-row>"
    cached = "<table:table table:name=\"'file:///home/a/计划.xls'#$Sheet1\">"
    linked = ods(f"{row}</table:table>{cached}{row}")

    book = read_book(linked, "x.ods")

    assert [sheet.name for sheet in book.sheets] == ["S"]
    assert book.external_links
    assert not read_book(ods(row), "x.ods").external_links


def test_a_bomb_of_six_hundred_megabytes_is_refused_by_its_ratio():
    content = bomb(600)

    assert len(content) < 1_000_000
    assert refused(content) == "ratio"


def test_what_unpacks_to_too_much_is_refused_while_it_is_unpacked():
    assert refused(bomb(60), replace(LIMITS, ratio=10_000, inflated=50_000_000)) == "inflated"


def test_a_part_that_says_it_is_small_is_measured():
    content = bytearray(bomb(30))
    size = (30 << 20).to_bytes(4, "little")
    content = bytes(content).replace(size, (1000).to_bytes(4, "little"))

    assert refused(content) in ("damaged", "ratio")


def test_the_size_of_the_file_is_limited():
    with pytest.raises(Unreadable, match="20 MB"):
        read_book(bytes(20_000_001), "x.xlsx")


def test_parts_with_the_same_bytes_are_refused():
    content = overlapping()
    with ZipFile(BytesIO(content)) as archive:
        outer, inner = archive.infolist()

    assert outer.header_offset < inner.header_offset < outer.header_offset + outer.compress_size
    assert refused(content) == "damaged"


def test_two_parts_of_one_name_are_refused():
    file = BytesIO()
    with warnings.catch_warnings(), ZipFile(file, "w") as archive:
        warnings.simplefilter("ignore")
        for name, content in [*raw_parts(ONE).items(), ("xl/workbook.xml", "<a/>")]:
            archive.writestr(name, content)

    assert refused(file.getvalue()) == "names"


@pytest.mark.parametrize("length", [10, 200, -30])
def test_a_workbook_cut_off_is_damaged(length):
    assert refused(xlsx([["a", 1], ["b", 2]])[:length]) == "damaged"


def test_a_locked_part_is_refused():
    content = bytearray(raw_xlsx(ONE))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.find(mark) + offset] |= 1

    assert refused(bytes(content)) == "encrypted"


@pytest.mark.parametrize("part", ["content.xml", "encrypted-package"])
def test_a_locked_ods_is_locked_by_a_password(part):
    """Its parts are no XML; newer programs lock them all as one."""
    manifest = {"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}
    locked = {part: "PK\3\4" if part == "encrypted-package" else b"\0\x9c\xff<!ENTITY" * 9}

    assert refused(zipped(parts_of(ods("")) | manifest | locked)) == "encrypted"


def test_a_locked_archive_of_other_files_is_an_archive():
    content = bytearray(zipped({"a.txt": "a"}))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.find(mark) + offset] |= 1

    assert refused(bytes(content)) == "archive"


@pytest.mark.parametrize(
    "cells",
    [
        FAR,
        # Written in ways that only a parser understands.
        FAR.replace('"', "'"),
        FAR.replace(" r=", "\n r = "),
        FAR.replace('<c r="XFD1048576"', '<c s="0" r="XFD1048576"'),
        f"<!-- -->{FAR}",
        # Numbers that do not go with the row.
        '<row r="1"><c r="A1"><v>1</v></c><c r="B900000"><v>1</v></c></row>',
        '<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
        '<row r="1"><c r="KO1"><v>1</v></c></row>',
    ],
)
def test_cells_far_out_are_refused_before_they_are_read(cells):
    content = raw_xlsx(cells)

    assert len(content) < 4_700
    assert refused(content) == "extent"


def test_a_large_rectangle_of_few_cells_is_refused():
    cells = (
        '<row r="1"><c r="KA1"><v>1</v></c></row><row r="190000"><c r="A190000"><v>1</v></c></row>'
    )

    assert refused(raw_xlsx(cells)) == "cells"


@pytest.mark.parametrize("reference", ["A-1", "A0", "1A", "AAAAAAAA1", "", "A1:B2", "A99999999999"])
def test_a_cell_at_no_place_is_refused(reference):
    cells = f'<row r="1"><c r="{reference}"><v>1</v></c></row>'

    assert refused(raw_xlsx(cells)) in ("references", "extent", "damaged")


def test_cells_that_are_only_coloured_far_out_are_let_be():
    cells = ONE + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'

    assert read_book(raw_xlsx(cells), "x.xlsx").sheets[0].rows == [[1]]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (
            f'<table:table-row table:number-rows-repeated="1000000000">{CELL}</table:table-row>',
            "extent",
        ),
        (
            "<table:table-row>"
            + CELL.replace("/>", ' table:number-columns-repeated="1000000000"/>')
            + "</table:table-row>",
            "extent",
        ),
        (
            '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/>'
            f"</table:table-row><table:table-row>{CELL}</table:table-row>",
            "extent",
        ),
        (
            '<table:table-row table:number-rows-repeated="190000"><table:table-cell '
            f'table:number-columns-repeated="290"/>{CELL}</table:table-row>',
            "cells",
        ),
        ('<table:table-row table:number-rows-repeated="many"/>', "damaged"),
        ("<table:table-row>", "damaged"),
    ],
)
def test_what_an_ods_repeats_is_counted_before_it_is_repeated(rows, code):
    assert refused(ods(rows)) == code


def test_an_ods_filled_up_with_blank_cells_is_read():
    rows = (
        f'<table:table-row>{CELL}<table:table-cell table:number-columns-repeated="16383"/>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )

    assert read_book(ods(rows), "x.ods").sheets[0].rows == [[1]]


def test_macros_in_ods_are_refused():
    assert refused(ods("", **{"Basic/Standard/Module1.xml": "<a/>"})) == "macros"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n" * 11, "extent"),
        (b"a,b,c,d,e,f\n", "extent"),
        (b"a,b,c,d,e\n" * 7, "cells"),
        (b"a,b\n" + b"x" * 100_000, "quotes"),
    ],
)
def test_a_csv_is_limited_too(content, code):
    assert refused(content, replace(LIMITS, rows=10, columns=5, cells=30)) == code


def test_merged_ranges_that_lie_upon_one_another_are_refused():
    merges = "<mergeCells>" + '<mergeCell ref="A1:E5"/>' * 5 + "</mergeCells>"
    parts = raw_parts(ONE + '<row r="5"><c r="E5"><v>1</v></c></row>')
    sheet = parts["xl/worksheets/s.xml"]
    parts["xl/worksheets/s.xml"] = sheet.replace("</sheetData>", f"</sheetData>{merges}")

    assert refused(zipped(parts), replace(LIMITS, cells=100)) == "merges"
    assert refused(zipped(parts), replace(LIMITS, merges=4)) == "merges"


def test_a_very_long_text_is_refused():
    shared = f'<sst xmlns="{MAIN}"><si><t>{"文" * 300_000}</t></si></sst>'
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'

    assert refused(raw_xlsx(cells, **{"xl/sharedStrings.xml": shared})) == "text"


def test_one_long_text_in_many_cells_ends_at_the_limit():
    shared = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    row = "".join(f'<c r="{letter}%d" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ")
    cells = "".join(f'<row r="{n}">{row.replace("%d", str(n))}</row>' for n in range(1, 101))
    content = raw_xlsx(cells, **{"xl/sharedStrings.xml": shared})

    assert refused(content, replace(LIMITS, output=5_000_000)) == "output"


def test_memory_that_runs_out_ends_the_reading_process_alone():
    shared = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 8_001))
    content = raw_xlsx(cells, **{"xl/sharedStrings.xml": shared})

    assert refused(content, replace(LIMITS, memory=150_000_000)) == "crashed"


def test_what_ends_the_reading_process_is_one_sentence():
    unlimited = replace(LIMITS, rows=10**8, columns=10**6, cells=10**15)

    assert refused(raw_xlsx(FAR), unlimited) == "crashed"


def test_a_reading_that_takes_too_long_is_ended():
    assert refused(xlsx([["a", 1]]), replace(LIMITS, patience=0)) == "crashed"


def test_only_some_files_are_read_at_once_and_the_next_one_does_not_wait_for_ever():
    content, soon = xlsx([["a", 1]]), replace(LIMITS, patience=1)
    with AT_ONCE, AT_ONCE:
        assert refused(content, soon) == "busy"

    assert read_book(content, "a.xlsx").sheets[0].rows == [["a", 1]]


def test_the_reading_process_loads_no_django():
    modules = "child xlsx ods csv overlays"
    code = f"import sys\nfrom aidtrack.spreadsheets.reading import {', '.join(modules.split())}\n"
    code += "sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR).returncode == 0
