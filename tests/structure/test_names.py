"""A name says what the thing is, not that it was found, held or told."""

import pytest

from tests.tools import house

# One name in two hundred.
HIGHEST_SHARE = 0.005
OFFENDERS = 10

# What is taken from elsewhere under another name, and whose attribute is set.
NOT_BOUND = {"shown", "made"}
EVERY_KIND_OF_NAME = """
import kept
from rows import shown as told

def found(held, *asked, seen=None, **given):
    said = one = 1
    for each, other in asked:
        with held as taken:
            made.kept = [known for known in given if (named := known)]

try:
    _told_ = 1
except ValueError as _found:
    pass
"""


@pytest.mark.parametrize("folders", [house.APPS, ("tests",)], ids=["apps", "tests"])
def test_names_say_what_things_are(folders):
    paths = house.modules(*folders)

    share = house.empty_share(house.count_names(paths))

    assert share < HIGHEST_SHARE, f"{share:.2%} say nothing, most of them {offenders(paths)}"


def offenders(paths) -> str:
    """The modules with the most empty names, and which names those are."""
    empty = {
        path: [*filter(house.is_empty, house.bound_names(path.read_text("utf-8")))]
        for path in paths
    }
    worst = sorted(empty, key=lambda path: -len(empty[path]))[:OFFENDERS]
    return ", ".join(
        f"{path.relative_to(house.ROOT)} ({' '.join(sorted(set(empty[path])))})" for path in worst
    )


def test_a_name_is_counted_wherever_it_is_bound():
    names = house.bound_names(EVERY_KIND_OF_NAME)

    empty = {name.strip("_") for name in names if house.is_empty(name)}
    assert empty == house.EMPTY_WORDS - NOT_BOUND


def test_a_name_with_a_subject_is_not_empty():
    assert not any(map(house.is_empty, ["found_rows", "shown_on", "other_side", "one_line"]))
