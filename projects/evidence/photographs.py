"""Photographs as they are stored: upright, and without what a camera writes beside the picture."""

from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MOST_PIXELS = 50_000_000
THUMBNAIL = (320, 320)
# Pillow's formats and the types under which they are served. MPO is a JPEG with further pictures
# behind the first one, as telephones write it.
TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
}
SAVED_AS = {
    "image/jpeg": {"format": "JPEG", "quality": 90},
    "image/png": {"format": "PNG"},
    "image/webp": {"format": "WEBP", "quality": 90},
}
# The metadata of a picture that its colours need.
DISPLAY_INFO = ("icc_profile", "transparency")

TOO_MANY_PIXELS = _("A photograph can have at most 50 megapixels: reduce its size.")
DAMAGED = _("This photograph is incomplete and cannot be read: save it again and retry.")


@dataclass(frozen=True)
class StoredContent:
    """What is stored of a file: whole files both; no thumbnail for what is no photograph."""

    content_type: str
    content: bytes
    thumbnail: bytes = b""


def photograph(data: bytes, *, keeps_all: bool = False) -> StoredContent:
    """Reads a JPEG, PNG or WebP file to its end and writes it anew.

    With ``keeps_all`` the file stays as it is, with the place and whatever else stands in it; the
    thumbnail has none of that in any case.

    Raises  ValidationError for a file that is damaged or too large to be drawn.
    """
    content_type, picture = _read(data)
    content = data if keeps_all else _written(picture, content_type)
    return StoredContent(content_type, content, _thumbnail(picture))


def _read(data: bytes) -> tuple[str, Image.Image]:
    try:
        with Image.open(BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as opened:
            # Known from the head of the file, before anything is unpacked.
            if opened.width * opened.height > MOST_PIXELS:
                raise ValidationError(TOO_MANY_PIXELS)
            opened.load()
            content_type, picture = TYPES[opened.format], ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(TOO_MANY_PIXELS) from None
    except ValidationError:
        raise
    # A decoder raises many kinds of error for a damaged file.
    except Exception as error:
        raise ValidationError(DAMAGED) from error
    picture.info = {name: picture.info[name] for name in DISPLAY_INFO if name in picture.info}
    return content_type, picture


def _written(picture: Image.Image, content_type: str) -> bytes:
    out = BytesIO()
    profile = picture.info.get("icc_profile")
    picture.save(out, **SAVED_AS[content_type], icc_profile=profile)
    return out.getvalue()


def _thumbnail(picture: Image.Image) -> bytes:
    small = _on_white(picture)
    small.thumbnail(THUMBNAIL)
    small.info = {}
    out = BytesIO()
    small.save(out, format="JPEG", quality=80)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture as a JPEG can hold it, always a copy."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    upon = Image.new("RGBA", picture.size, "white")
    upon.alpha_composite(picture.convert("RGBA"))
    return upon.convert("RGB")
