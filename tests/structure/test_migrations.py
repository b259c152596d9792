from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from aidtrack.start import preparing


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.django_db
def test_a_fresh_database_has_the_tables_that_the_models_expect():
    assert preparing.schema_differences() == []


def digests() -> dict[str, str]:
    """Of each migration that is kept as it is, by its path: lines as sha256sum writes them.

    sha256sum */migrations/0*.py > tests/structure/migrations.sha256
    adds those of a new version.
    """
    lines = Path(__file__).with_name("migrations.sha256").read_text("utf-8").splitlines()
    return {path: digest for digest, path in map(str.split, lines)}


@pytest.mark.parametrize("path", digests())
def test_migrations_are_added_and_never_edited(path):
    migration = settings.BASE_DIR / path

    assert migration.exists() and sha256(migration.read_bytes()).hexdigest() == digests()[path], (
        f"{path} was edited: since 0.2 databases with people's work have applied it. Put it back, "
        "and add a migration with what is to change (manage.py makemigrations)."
    )


def test_the_first_migrations_are_kept_as_they_are():
    first = {f"{app}/migrations/0001_initial.py" for app in ("pairings", "projects", "reports")}

    assert first <= digests().keys()
