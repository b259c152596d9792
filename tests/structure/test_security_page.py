"""docs/security.md says what is: its tests exist, its counts and limits are right."""

import ast
import re
import tomllib
from collections import Counter

import pytest
from django.conf import settings

from aidtrack.accounts.limits import BROWSER_IS_KNOWN_FOR
from aidtrack.accounts.links import FORGOTTEN, INVITATION
from aidtrack.accounts.provider import ALGORITHMS
from aidtrack.settings import PASSWORD_HASHERS
from aidtrack.spreadsheets.guard.limits import LIMITS as SPREADSHEETS
from projects.evidence.photographs import LIMITS as PHOTOGRAPHS
from projects.evidence.preparing import KINDS, MOST_BYTES

pytestmark = pytest.mark.once

PAGE = (settings.BASE_DIR / "docs" / "security.md").read_text("utf-8")
REQUIREMENT = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([a-z ]+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
COUNT = re.compile(r"^\| ([a-z ]+) \| (\d+) \|$", re.MULTILINE)
ROWS = REQUIREMENT.findall(PAGE)


def functions_of(path: str) -> set[str]:
    tree = ast.parse((settings.BASE_DIR / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_it_names_exists():
    tests = set(TEST.findall(PAGE))
    assert len(tests) > 60

    assert {(path, name) for path, name in tests if name not in functions_of(path)} == set()


def test_what_holds_names_a_test_and_nothing_else_does():
    assert [
        ref for ref, verdict, how in ROWS if (verdict == "holds") != bool(TEST.search(how))
    ] == []


def test_the_counts_at_the_top_are_those_of_the_table():
    counts = Counter(verdict for _ref, verdict, _how in ROWS)

    assert {verdict: int(n) for verdict, n in COUNT.findall(PAGE)} == {**counts, "all": len(ROWS)}
    # The requirements of levels 1 and 2 of version 5.0, each once.
    assert len(ROWS) == len({ref for ref, _verdict, _how in ROWS}) == 253


def test_the_limits_on_the_page_are_those_of_the_settings():
    minutes = [settings.AXES_COOLOFF_TIME, settings.GUESSES_COUNT_FOR]
    lock, window = (int(span.total_seconds() // 60) for span in minutes)
    idle = int(settings.SESSION_ENDS_UNUSED_AFTER.total_seconds() // 60)
    hours = int(settings.SESSION_ENDS_AFTER.total_seconds() // 3600)
    code = int(settings.CODE_SERVES_FOR.total_seconds() // 60)
    link_hours = int(FORGOTTEN.lifetime.total_seconds() // 3600)
    sentences = (
        f"- {settings.AXES_FAILURE_LIMIT} wrong passwords or codes",
        f"for {lock} minutes",
        f"- {settings.GUESSES_AT_A_NAME} wrong ones for a name within {window} minutes",
        f"{settings.GUESSES_FROM_AN_ADDRESS} from an address within {window} minutes",
        f"cookie of {BROWSER_IS_KNOWN_FOR.days} days",
        f"end after {idle} minutes without use and after {hours} hours",
        f"the first password by it within {INVITATION.lifetime.days} days",
        f"a new one within {link_hours} hour.",
        f"at most {settings.LINKS_PER_NAME} links within an hour for a name",
        f"from an address at most {settings.LINKS_PER_ADDRESS}, counted in the database",
        f"then serves for {code} minutes",
    )

    assert [sentence for sentence in sentences if sentence not in PAGE] == []


ABOVE = re.compile(r"“([^”]+)” above")
HEADINGS = set(re.findall(r"^(?:## (.+)|- \*\*(.+?)\*\*.*)$", PAGE, re.MULTILINE))


def test_the_limits_of_files_on_the_page_are_those_of_the_code():
    mb = 1_000_000
    photo, document = (MOST_BYTES[kind] // mb for kind in ("photo", "document"))
    pixels, picture = PHOTOGRAPHS.pixels // mb, PHOTOGRAPHS.picture // mb
    inflated = f"{SPREADSHEETS.inflated // mb} MB in {SPREADSHEETS.parts} parts"

    for line in (
        f"| JPEG, PNG, WebP, HEIC | {photo} MB | {pixels} million pixels, {picture} MB |",
        f"| PDF | {document} MB |",
        f"| {SPREADSHEETS.size // mb} MB | {inflated}, none more than {SPREADSHEETS.ratio} times",
    ):
        assert line in PAGE
    assert set(KINDS) == {"jpeg", "png", "webp", "heic", "pdf"}


def test_the_algorithms_on_the_page_are_those_of_the_code():
    chapter = PAGE.partition("## Keys and algorithms")[2].partition("\n## ")[0]
    hashers = [path.rpartition(".")[2] for path in PASSWORD_HASHERS]

    assert hashers == ["Argon2PasswordHasher", "PBKDF2PasswordHasher"]
    assert "argon2id" in chapter and "PBKDF2 is read" in chapter
    assert f"({', '.join(sorted({name[:2] for name in ALGORITHMS} - {'ES'}, reverse=True))})" in (
        chapter
    )
    assert {name[2:] for name in ALGORITHMS} == {"256", "384", "512"}
    assert "SHA-256 to SHA-512" in chapter


def test_a_chapter_that_a_row_names_stands_on_the_page():
    headings = {heading for _ref, _verdict, how in ROWS for heading in ABOVE.findall(how)}

    assert headings >= {"Ways in", "What it talks to"}
    assert headings <= {name for pair in HEADINGS for name in pair}


def locked(name: str) -> dict[str, tuple[str, str]]:
    """{package: its version and its digests} of a lock file, each line of which is one of these."""
    lock = (settings.BASE_DIR / name).read_text("utf-8")
    rows = re.findall(r"(?m)^([a-z0-9._-]+)==(\S+) .*\\\n((?: +--hash=.+\n)+)", lock)
    assert len(rows) == len(re.findall("(?m)^[a-z0-9]", lock))
    return {package: (version, digests) for package, version, digests in rows}


def test_each_package_is_locked_with_its_digests_and_each_that_we_name_is_among_them():
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]
    named, extra = (
        {re.match("[a-z0-9-]+", text)[0] for text in texts}
        for texts in (project["dependencies"], project["optional-dependencies"]["dev"])
    )
    of_program, of_development = locked("requirements.lock"), locked("requirements-dev.lock")

    assert named <= of_program.keys()
    assert not of_program.keys() & (extra - named)
    assert extra <= of_development.keys()
    assert of_program.items() <= of_development.items()
    assert all("sha256:" in digests for _version, digests in of_development.values())
