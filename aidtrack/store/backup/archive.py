"""The archive as a file: written beside its name, summed as a whole, read where it is whole."""

import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

MANIFEST, SUM = "manifest.json", "archive.sha256"
PATTERN = "aidtrack-*.tar"
FORMAT = 1
CHUNK = 1024 * 1024
BLOCK = tarfile.BLOCKSIZE
# The last member with its header, and the two empty blocks by which a tar ends.
TAIL = 4 * BLOCK


class BackupRefused(Exception):
    """The message is one sentence that says what is wrong and what to do."""


def rows_name(table: str) -> str:
    return f"rows/{table}.jsonl"


def file_name(storage: str, name: str) -> str:
    return f"files/{storage}/{name}"


class SummingFile:
    """A file that is only written to, with the digest of all that was written."""

    def __init__(self, out: BinaryIO):
        self.out, self.length, self.digest = out, 0, sha256()

    def write(self, content: bytes) -> int:
        self.length += len(content)
        self.digest.update(content)
        return self.out.write(content)

    def tell(self) -> int:
        return self.length


class Writer:
    """Adds members to an archive, each from a file whose size is known."""

    def __init__(self, out: BinaryIO, seconds: int):
        self.out, self.seconds = SummingFile(out), seconds
        self.tar = tarfile.TarFile(fileobj=self.out, mode="w", format=tarfile.PAX_FORMAT)

    def add(self, name: str, content: BinaryIO, size: int) -> str:
        """Returns the digest of the content."""
        reading = SummingReader(content)
        self.tar.addfile(header(name, size, self.seconds), reading)
        return reading.digest.hexdigest()

    def end(self, manifest: dict):
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self.add(MANIFEST, io.BytesIO(content), len(content))
        self.out.out.write(tail(self.out.digest.hexdigest()))


class SummingReader:
    def __init__(self, content: BinaryIO):
        self.content, self.digest = content, sha256()

    def read(self, size: int) -> bytes:
        piece = self.content.read(size)
        self.digest.update(piece)
        return piece


def header(name: str, size: int, seconds: int = 0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, seconds, 0o600
    return info


def tail(digest: str) -> bytes:
    """The last member and the end of the tar: the same bytes for the same digest."""
    content = f"{digest}\n".encode()
    return (header(SUM, len(content)).tobuf() + content).ljust(TAIL, b"\0")


@contextmanager
def unfinished(path: Path) -> Iterator[BinaryIO]:
    """A new file that gets its name when it is whole and on the disk, and that only we may read."""
    beside = path.with_name(f".{path.name}.unfinished")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.rename(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path):
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def newest(path: Path) -> Path:
    """The archive, or the newest one in the folder; its name says when it was taken."""
    if not path.is_dir():
        return path
    archives = sorted(path.glob(PATTERN))
    if not archives:
        raise BackupRefused(f"There is no backup in {path}: name another folder, or a file.")
    return archives[-1]


class Reader:
    """A whole archive of this program."""

    def __init__(self, file: BinaryIO, path: Path):
        self.tar = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115 its file is closed instead
        self.members = {member.name: member for member in self.tar}
        self.manifest = self._manifest(path)
        self.path = path

    def _manifest(self, path: Path) -> dict:
        manifest = json.load(self.open(MANIFEST)) if MANIFEST in self.members else {}
        if manifest.get("format") != FORMAT:
            raise BackupRefused(f"{path} has another layout: use the version that wrote it.")
        return manifest

    def open(self, name: str) -> BinaryIO:
        return self.tar.extractfile(self.members[name])

    def lines(self, table: str) -> Iterator[bytes]:
        return iter(self.open(rows_name(table)))


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Reads the archive once as a whole, and lets it be used where not a byte is changed.

    Raises  BackupRefused
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read ({error.strerror}): name another.") from None
    with file:
        if not is_whole(file):
            raise BackupRefused(
                f"{path} is not a whole backup: it was cut short or changed, or it is something "
                "else. Take an earlier one; nothing was written."
            )
        file.seek(0)
        yield Reader(file, path)


def is_whole(file: BinaryIO) -> bool:
    """Whether the end of the file is the one that belongs to all before it."""
    length = file.seek(0, os.SEEK_END) - TAIL
    if length <= 0:
        return False
    file.seek(0)
    digest = sha256()
    while length and (piece := file.read(min(CHUNK, length))):
        digest.update(piece)
        length -= len(piece)
    return file.read() == tail(digest.hexdigest())
