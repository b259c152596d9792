"""Files that no row names are deleted once they are old, and nothing else is."""

import os
import time
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command

from tests.cast.loading import ONE, World
from tests.store import places

HOUR = 3600


@pytest.fixture
def folder(db, tmp_path):
    with places.folders(tmp_path):
        yield tmp_path


def stored(alias: str, name: str, *, hours: int) -> str:
    name = storages[alias].save(name, ContentFile(b"left behind"))
    moment = time.time() - hours * HOUR
    os.utime(storages[alias].path(name), (moment, moment))
    return name


def swept(*options) -> str:
    out = StringIO()
    call_command("sweep_files", *options, stdout=out)
    return out.getvalue()


def test_old_files_without_a_row_are_deleted_young_ones_stay(folder):
    old = stored("evidence", "2011/07/old.jpg", hours=30)
    young = stored("evidence", "2011/07/young.jpg", hours=2)

    assert swept().splitlines() == [f"evidence/{old}", "1 files deleted."]
    assert not storages["evidence"].exists(old)
    assert storages["evidence"].exists(young)


def test_a_dry_run_names_them_and_deletes_nothing(folder):
    old = stored("loads", "old.csv", hours=30)

    assert swept("--dry-run").splitlines() == [f"loads/{old}", "1 files would be deleted."]
    assert storages["loads"].exists(old)


def test_a_file_that_a_row_names_stays_with_what_lies_beside_it(folder):
    world = World()
    load, _ = world.preview(world.file(ONE))

    assert swept("--hours", "0") == "0 files deleted.\n"
    assert storages["loads"].exists(load.file.name)
    assert storages["loads"].exists(load.book_name)
