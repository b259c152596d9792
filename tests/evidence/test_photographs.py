"""Photographs are decoded in a child: little memory, one at a time, nothing behind the picture."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pillow_heif
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils.translation import override
from PIL import ExifTags, Image

from aidtrack.store.turns import TurnMissed, turn
from projects.evidence.decoding import DecodingLimits
from projects.evidence.photographs import LIMITS, StoredContent, photograph

RED, BLUE = (250, 0, 0), (0, 0, 250)
MEGABYTE = 1_000_000
TURNED_LEFT = 8


def picture(kind="JPEG", size=(640, 480), mode="RGB", **options) -> bytes:
    """Red above, blue below."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (0, size[1] // 2, *size))
    out = BytesIO()
    image.convert(mode).save(out, kind, **options)
    return out.getvalue()


def made_elsewhere(*details) -> bytes:
    """The same, without a trace in the memory of this process."""
    code = "import sys\nfrom tests.evidence.test_photographs import picture\n"
    code += f"sys.stdout.buffer.write(picture(*{details}))"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "aidtrack.settings"}
    command = [sys.executable, "-c", code]
    return subprocess.check_output(command, cwd=settings.BASE_DIR, env=environment)


def with_place(**options) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (37.0, 6.0, 0.0), 3: "E", 4: (79.0, 55.0, 0.0)}
    exif[ExifTags.Base.Model] = "SECRETCAM"
    return picture(exif=exif, **options)


def heic(**options) -> bytes:
    file = pillow_heif.from_pillow(Image.open(BytesIO(with_place(size=(640, 480)))))
    out = BytesIO()
    file.save(out, **options)
    return out.getvalue()


def stored(content: bytes, **options) -> StoredContent:
    return photograph(SimpleUploadedFile("a.jpg", content), **options)


def refusal(content: bytes, **options) -> str:
    with override("en"):
        with pytest.raises(ValidationError) as refused:
            stored(content, **options)
        return " ".join(refused.value.messages)


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def place_of(content: bytes) -> dict:
    return opened(content).getexif().get_ifd(ExifTags.IFD.GPSInfo)


def peak_of(content: bytes, *, keeps_all=False) -> tuple[int, dict]:
    """The most bytes of memory that a child takes for a photograph, and the head of its answer."""
    argument = json.dumps({"limits": asdict(LIMITS), "keeps_all": keeps_all})
    program = (
        "import sys\nfrom projects.evidence import decoding\ndecoding.main()\n"
        "print(open('/proc/self/status').read(), file=sys.stderr)"
    )
    child = subprocess.run(
        [sys.executable, "-c", program, argument],
        input=content,
        capture_output=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    return peak(child.stderr.decode()), json.loads(child.stdout.partition(b"\n")[0])


def peak(status: str) -> int:
    """The most bytes of memory that a process has taken, by what the system says of it."""
    return next(int(line.split()[1]) * 1024 for line in status.split("\n") if "VmHWM" in line)


def own_peak() -> int:
    return peak(Path("/proc/self/status").read_text())


def test_the_process_of_the_server_decodes_nothing():
    large = made_elsewhere("PNG", (4900, 5000), "RGBA")
    # What the process took before does not count.
    Path("/proc/self/clear_refs").write_text("5")
    before = own_peak()

    stored(large)

    # Decoded here, it would take 98 MB at least.
    assert own_peak() - before < 40 * MEGABYTE


@pytest.mark.parametrize(
    ("kind", "size", "mode", "options"),
    [
        ("JPEG", (5712, 4284), "RGB", {}),
        ("JPEG", (8160, 6120), "RGB", {}),
        ("JPEG", (4400, 4400), "RGB", {"progressive": True, "subsampling": 0}),
        ("PNG", (4900, 5000), "RGBA", {}),
        ("PNG", (7000, 7100), "1", {}),
        ("WEBP", (3500, 3500), "RGB", {}),
    ],
)
def test_the_largest_photographs_fit_into_the_childs_memory(kind, size, mode, options):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = TURNED_LEFT

    memory, head = peak_of(picture(kind, size, mode, exif=exif, **options))

    assert "sizes" in head, head
    assert memory < 280 * MEGABYTE


def test_a_large_photograph_of_a_telephone_fits_into_the_childs_memory():
    out = BytesIO()
    image = Image.new("RGB", (5712, 4284), RED)
    pillow_heif.from_pillow(image).save(out, quality=50)

    memory, head = peak_of(out.getvalue(), keeps_all=True)

    assert head["content_type"] == "image/jpeg"
    assert memory < 280 * MEGABYTE


@pytest.mark.parametrize(
    ("kind", "size", "mode", "options"),
    [
        ("PNG", (7000, 7000), "RGBA", {}),
        ("WEBP", (5000, 5000), "RGB", {}),
        ("JPEG", (6000, 6000), "RGB", {"progressive": True}),
    ],
)
def test_what_its_format_makes_too_large_is_refused_by_its_head(kind, size, mode, options):
    content = picture(kind, size, mode, **options)
    # Of a WebP the decoder wants to see all before it says anything.
    head = content if kind == "WEBP" else content[:4000]

    assert "too large for its format" in refusal(head)


def test_a_jpeg_of_very_many_pixels_is_stored_at_half_its_width_and_height():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = TURNED_LEFT

    assert opened(stored(picture(size=(7000, 5000), exif=exif)).content).size == (2500, 3500)


@pytest.mark.parametrize(
    "limits", [{"memory": 60 * MEGABYTE}, {"patience": 0}, {"processor": 0}], ids=str
)
def test_a_photograph_beyond_memory_or_time_is_one_sentence(limits):
    assert "too much memory or time" in refusal(
        picture(size=(4000, 4000)), limits=replace(LIMITS, **limits)
    )


def test_a_photograph_that_grows_when_it_is_stored_is_refused():
    assert "too large once stored" in refusal(picture(), limits=replace(LIMITS, output=100))


def test_only_one_photograph_is_decoded_at_a_time_and_the_next_does_not_wait_for_ever():
    with turn("pictures", patience=60):
        assert "busy with other pictures" in refusal(picture(), patience=0.1)

    assert stored(picture(), patience=60).content


def test_a_turn_is_taken_across_processes():
    code = (
        "from aidtrack.store.turns import turn\n"
        "with turn('test', patience=9): print(flush=True); input()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": settings.BASE_DIR}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as child:
        child.stdout.readline()
        with pytest.raises(TurnMissed), turn("test", patience=0.2):
            pass
        # However it ends.
        child.kill()
        child.wait()
        with turn("test", patience=5):
            pass


def test_a_file_that_lies_on_the_disk_is_read_from_there():
    upload = TemporaryUploadedFile("a.jpg", "image/jpeg", 0, None)
    with upload:
        upload.write(picture())
        upload.seek(0)
        upload.read(16)

        assert opened(photograph(upload).content).size == (640, 480)


def hidden_zip() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("secret.txt", "SECRETBEHIND")
    return out.getvalue()


@pytest.mark.parametrize("keeps_all", [False, True])
@pytest.mark.parametrize(
    "behind",
    [hidden_zip(), b"<script>SECRETBEHIND</script>", picture(comment=b"SECRETBEHIND")],
    ids=["zip", "html", "picture"],
)
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("JPEG", {"restart_marker_blocks": 4}),
        ("PNG", {}),
        ("WEBP", {}),
    ],
    ids=["jpeg", "progressive", "restarts", "png", "webp"],
)
def test_nothing_behind_the_picture_is_kept(kind, options, behind, keeps_all):
    alone = picture(kind, **options)

    content = stored(alone + behind, keeps_all=keeps_all).content

    assert b"SECRETBEHIND" not in content
    if keeps_all:
        assert content == alone


def test_the_film_behind_a_photograph_of_a_telephone_is_not_kept_with_its_place():
    further = Image.new("RGB", (64, 48))
    photograph_with_film = picture("MPO", save_all=True, append_images=[further])

    content = stored(photograph_with_film, keeps_all=True).content

    assert len(content) < len(photograph_with_film)
    assert opened(content).size == (640, 480)


def test_a_heic_file_is_stored_as_a_jpeg_without_its_place():
    content = stored(heic())

    assert content.content_type == "image/jpeg"
    assert opened(content.content).format == "JPEG"
    assert opened(content.content).size == (640, 480)
    assert not place_of(content.content)
    assert b"SECRETCAM" not in content.content


def test_the_place_of_a_heic_file_is_kept_where_asked_for():
    content = stored(heic(), keeps_all=True)

    assert opened(content.content).format == "JPEG"
    assert place_of(content.content)[2] == (37.0, 6.0, 0.0)
    assert not opened(content.thumbnail).getexif()


def test_a_broken_heic_file_is_refused():
    content = heic()

    assert "is incomplete" in refusal(content[: len(content) // 2])


def test_decoding_loads_no_django():
    code = "import sys, projects.evidence.decoding; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR).returncode == 0
    assert DecodingLimits() == LIMITS
