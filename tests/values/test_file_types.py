"""A file is told by how it begins: for evidence and for spreadsheets the same way."""

import pytest

from aidtrack.spreadsheets.guard.recognising import AMBIGUOUS, REFUSED_AS
from aidtrack.values.file_types import STARTS, file_type
from projects.evidence.preparing import KINDS

TYPES = {*STARTS.values(), "webp", "heic"}


@pytest.mark.parametrize("start", STARTS)
def test_a_file_is_told_by_its_first_bytes(start):
    assert file_type(start + b"\0\1\2") == STARTS[start]
    assert file_type(b"x" + start) == ""


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"RIFF\x1a\0\0\0WEBPVP8 ", "webp"), (b"RIFF\x1a\0\0\0WAVEfmt ", ""), (b"", "")],
)
def test_a_webp_is_told_behind_its_length(content, kind):
    assert file_type(content) == kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0", "heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", "heic"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", ""),
        (b"\0\0\0\x18ftypavif\0\0\0\0", ""),
    ],
)
def test_a_photograph_of_a_telephone_is_told_from_films(content, kind):
    assert file_type(content) == kind


def test_each_type_is_a_spreadsheet_or_refused_as_something():
    assert REFUSED_AS.keys() == TYPES - {"zip", "ole2"}
    assert REFUSED_AS.keys() >= {*AMBIGUOUS}


def test_what_is_taken_as_evidence_is_a_type():
    assert KINDS.keys() <= TYPES
