"""The process that decodes photographs: a file in, what is to be stored of it out, nothing else.

    python -m projects.evidence.decoding LIMITS < FILE

It writes a line of JSON, {"content_type", "sizes"} or {"refused"}, then the picture and its
thumbnail. Loads no Django.
"""

import json
import sys
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

from aidtrack.store.child import confine
from aidtrack.values.file_types import file_type
from projects.evidence.endings import picture_alone

MEGABYTE = 1_000_000
THUMBNAIL = (320, 320)
# Pillow's formats and the types as which they are stored. MPO is a JPEG with further pictures
# behind the first one, as telephones write it.
TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/jpeg",
}
SAVED_AS = {
    "image/jpeg": {"format": "JPEG", "quality": 90},
    "image/png": {"format": "PNG"},
    "image/webp": {"format": "WEBP", "quality": 90},
}
# Bytes that a pixel takes in memory at most while its picture is decoded, turned and written.
PIXEL_BYTES = {"JPEG": 8, "MPO": 8, "PNG": 8, "WEBP": 16, "HEIF": 8}
PROGRESSIVE_BYTES = 10
# Where one colour of the palette, or one grey, stands for nothing.
TRANSPARENT_BYTES = 12
# Of pictures in black and white and in grey.
GREY_MODES, GREY_BYTES = ("1", "L", "I;16"), 4
# The metadata of a picture that its colours need.
DISPLAY_INFO = ("icc_profile", "transparency")


class PictureRefused(Exception):
    """Why a photograph is not stored, in one word; see photographs.SENTENCES."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class DecodingLimits:
    """Limits that telephones and cameras do not reach."""

    pixels: int = 50 * MEGABYTE
    # Bytes of the picture in memory, by its size alone.
    picture: int = 200 * MEGABYTE
    # Bytes of the picture as it is stored.
    output: int = 30 * MEGABYTE
    # The process: bytes of memory, seconds of processor, seconds until it is ended.
    memory: int = 320 * MEGABYTE
    processor: int = 20
    patience: int = 25


def main():
    asked = json.loads(sys.argv[1])
    limits = DecodingLimits(**asked["limits"])
    confine(memory=limits.memory, processor=limits.processor)
    # What is too large is refused by its size, below.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        write(sys.stdout.buffer, *decode(sys.stdin.buffer.read(), limits, asked["keeps_all"]))
    except PictureRefused as refused:
        print(json.dumps({"refused": refused.code}))


def write(out: BinaryIO, content_type: str, *parts: bytes):
    head = {"content_type": content_type, "sizes": [len(part) for part in parts]}
    out.write(json.dumps(head).encode() + b"\n")
    for part in parts:
        out.write(part)


def decode(content: bytes, limits: DecodingLimits, keeps_all: bool) -> tuple[str, bytes, bytes]:
    """The type, the picture as it is stored, and its thumbnail.

    With ``keeps_all`` the file stays as it is to the end of the picture, metadata included; a HEIC
    file becomes a JPEG with the same metadata.
    """
    kind = file_type(content)
    if keeps_all:
        # Decoded as it will be stored.
        content = picture_alone(content, kind)
    try:
        content_type, picture, exif = _read(content, kind, limits)
        if not keeps_all or kind == "heic":
            content = _written(picture, content_type, exif if keeps_all else b"")
        thumbnail = _thumbnail(picture)
    except PictureRefused:
        raise
    except MemoryError:
        raise PictureRefused("memory") from None
    # A decoder raises many kinds of error for a damaged file.
    except Exception:
        raise PictureRefused("damaged") from None
    if len(content) > limits.output:
        raise PictureRefused("output")
    return content_type, content, thumbnail


def _read(content: bytes, kind: str, limits: DecodingLimits) -> tuple[str, Image.Image, bytes]:
    """The type, the picture upright and without metadata, and the metadata of a camera."""
    if kind == "heic":
        _register_heic()
    try:
        picture = Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP", "HEIF"])
    except Image.DecompressionBombError:
        raise PictureRefused("pixels") from None
    _fit(picture, limits)
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    exif = picture.info.get("exif") or b""
    picture.info = {name: picture.info[name] for name in DISPLAY_INFO if name in picture.info}
    return TYPES[picture.format], picture, exif


def _register_heic():
    # Imported here: other photographs need none of its memory.
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener()


def _fit(picture: Image.Image, limits: DecodingLimits):
    """Refuses a picture by what the head of its file says, before anything is unpacked.

    A JPEG can be read at half its width and height, which takes a quarter of the memory.
    """
    pixels = picture.width * picture.height
    if pixels > limits.pixels:
        raise PictureRefused("pixels")
    is_progressive = bool(picture.info.get("progressive"))
    if pixels * _pixel_bytes(picture, is_progressive) <= limits.picture:
        return
    if TYPES[picture.format] != "image/jpeg" or picture.format == "HEIF" or is_progressive:
        raise PictureRefused("format")
    picture.draft(None, (picture.width // 2, picture.height // 2))


def _pixel_bytes(picture: Image.Image, is_progressive: bool) -> int:
    if is_progressive:
        return PROGRESSIVE_BYTES
    if "transparency" in picture.info:
        return TRANSPARENT_BYTES
    return GREY_BYTES if picture.mode in GREY_MODES else PIXEL_BYTES[picture.format]


def _written(picture: Image.Image, content_type: str, exif: bytes) -> bytes:
    out = BytesIO()
    details = {"exif": exif} if exif else {}
    profile = picture.info.get("icc_profile")
    if content_type == "image/jpeg" and picture.has_transparency_data:
        picture = _on_white(picture)
    picture.save(out, **SAVED_AS[content_type], icc_profile=profile, **details)
    return out.getvalue()


def _thumbnail(picture: Image.Image) -> bytes:
    """No larger than the picture; of what is large, no copy is made that is not needed."""
    small = _shrinkable(picture)
    if small.width > THUMBNAIL[0] or small.height > THUMBNAIL[1]:
        small = ImageOps.contain(small, THUMBNAIL)
    small = _on_white(small)
    small.info = {}
    out = BytesIO()
    small.save(out, format="JPEG", quality=80)
    return out.getvalue()


def _shrinkable(picture: Image.Image) -> Image.Image:
    """The picture in a mode in which colours can be averaged."""
    if picture.mode not in ("RGBA", "LA") and picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode in GREY_MODES:
        return picture.convert("L")
    return picture.convert("RGB") if picture.mode in ("P", "PA") else picture


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture as a JPEG can hold it, always a copy."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    upon = Image.new("RGB", picture.size, "white")
    upon.paste(picture, mask=picture.getchannel("A"))
    return upon


if __name__ == "__main__":
    main()
