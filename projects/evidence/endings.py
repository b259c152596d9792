"""Where a picture ends in its file: what stands behind it is no part of it.

Loads no Django: the process that decodes photographs asks it.
"""

PNG_HEAD = 8
# Markers of a JPEG that stand alone, without a length: TEM, RST0 to RST7, SOI.
ALONE = {0x01, *range(0xD0, 0xD9)}
END_OF_IMAGE, START_OF_SCAN = 0xD9, 0xDA


def picture_alone(content: bytes, kind: str) -> bytes:
    """The file without what stands behind the picture; a file that ends early stays whole."""
    return content[: ENDS[kind](content)] if kind in ENDS else content


def jpeg_end(content: bytes) -> int:
    at = 2
    while at + 1 < len(content):
        marker = content[at + 1]
        if content[at] != 0xFF or marker == END_OF_IMAGE:
            # Between two markers stand fillers at most: anything else begins behind the picture.
            return at + 2 if content[at] == 0xFF else at
        at += _jpeg_step(content, at, marker)
    return len(content)


def _jpeg_step(content: bytes, at: int, marker: int) -> int:
    """Bytes from a marker to the next one."""
    if marker == 0xFF:
        return 1
    if marker in ALONE:
        return 2
    length = 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    if marker != START_OF_SCAN:
        return length
    return _scan_end(content, at + length) - at


def _scan_end(content: bytes, at: int) -> int:
    """The marker that ends a scan: within it, 0xFF is followed by zero or by a restart."""
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if following and following[0] not in (0x00, 0xFF, *range(0xD0, 0xD8)):
            return at
        at += 1
    return len(content)


def png_end(content: bytes) -> int:
    at = PNG_HEAD
    while at + 8 <= len(content):
        kind = content[at + 4 : at + 8]
        # Length, kind, data, checksum.
        at += 12 + int.from_bytes(content[at : at + 4], "big")
        if kind == b"IEND":
            return at
    return len(content)


def webp_end(content: bytes) -> int:
    return 8 + int.from_bytes(content[4:8], "little")


ENDS = {"jpeg": jpeg_end, "png": png_end, "webp": webp_end}
