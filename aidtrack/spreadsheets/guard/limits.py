"""Limits on what is read of a file. Imports no Django: the reading process does without it."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


class FileRefused(Exception):
    """Why a file is not read: a code, and what its sentence needs. See vetting.SENTENCES."""

    def __init__(self, code: str, **details):
        super().__init__(code)
        self.code, self.details = code, details


@dataclass(frozen=True)
class Limits:
    """Limits that no real file reaches and that leave room for several files at once."""

    # The file as it is sent, in bytes.
    size: int = 20 * MEGABYTE
    # Files inside the workbook, and their bytes once inflated: measured, not as declared.
    parts: int = 2_000
    inflated: int = 300 * MEGABYTE
    # A part may be so many times larger than it is compressed; small parts are not checked.
    ratio: int = 250
    ratio_from: int = 5 * MEGABYTE
    # A sheet: its rows, its columns, and the rectangle that all of its content lies in.
    rows: int = 200_000
    columns: int = 300
    cells: int = 4_000_000
    merges: int = 100_000
    sheets: int = 100
    # Characters of one cell: more than the 32 767 that Excel holds, line breaks counted twice.
    text: int = 70_000
    # Characters of all that is read out of a file: one long text may stand in a million cells.
    output: int = 80 * MEGABYTE
    # The process that reads: bytes of memory, seconds of processor, seconds until it is ended.
    memory: int = 1_000 * MEGABYTE
    processor: int = 20
    patience: int = 25


LIMITS = Limits()
