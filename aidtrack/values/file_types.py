"""What a file is, told by how it begins: its name, and what a browser says of it, can be anything.

Knows nothing of Django: the process that reads spreadsheets asks it, too.
"""

# The first bytes of a file, and the type that they mean.
STARTS = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF8": "gif",
    b"BM": "bmp",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "empty zip",
    b"\x1f\x8b": "gzip",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"BZh": "bzip2",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole2",
    b"MZ": "exe",
    b"\x7fELF": "elf",
    b"#!": "script",
    b"{\\rtf": "rtf",
}

# What a file of the container of ISO 14496 says that it is, behind the length of its head.
HEIC_BRANDS = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"heis", b"mif1"))


def file_type(content: bytes) -> str:
    """The type of a file; empty where it begins like none of these, as a text does.

    A text may begin as a few of them do: "BM", "MZ", "BZh", "#!".
    """
    # The length of the whole stands between the two.
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content[4:].startswith(HEIC_BRANDS):
        return "heic"
    return next((name for start, name in STARTS.items() if content.startswith(start)), "")
