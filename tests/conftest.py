"""The suite runs with the settings of `make demo`; DATABASE_URL chooses the database.

Set here and not in pyproject.toml, because Django must not read its settings before these are set.
"""

import gc
import os
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import django
import pytest

from aidtrack.start import catalogues

os.environ["DJANGO_SETTINGS_MODULE"] = "aidtrack.settings"
os.environ["AIDTRACK_DEMO"] = "1"
os.environ["AIDTRACK_SECRET_KEY"] = "known to everybody, for tests only"
# The tables of tests are full of rows that were taken back, and the machine is shared.
os.environ["AIDTRACK_STATEMENT_SECONDS"] = "90"
for name in ("AIDTRACK_DEBUG", "AIDTRACK_HTTPS", "AIDTRACK_ALLOWED_HOSTS"):
    os.environ.pop(name, None)

# The words on a page are asserted, so those just written to a catalogue must be the ones shown.
catalogues.compile_stale(Path(__file__).parent.parent / "aidtrack" / "locale")

django.setup()

# A test makes many small objects that are gone with it: the collector finds little among them.
gc.freeze()
gc.set_threshold(100_000, 50, 100)


def pytest_configure(config):
    """With RECORD_STATEMENTS set, a run on the embedded database is written down for a further."""
    from django.db import connection

    if "RECORD_STATEMENTS" in os.environ and connection.vendor == "sqlite":
        from tests.databases import statements

        recorder, patch = statements.Recorder(), pytest.MonkeyPatch()
        recorder.watch(patch)
        config.add_cleanup(patch.undo)
        config.pluginmanager.register(recorder)


def pytest_collection_modifyitems(config, items):
    """What touches no database, or is marked so, runs once, on the embedded one.

    Of the rest a further database runs what sends it another statement.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        return
    from tests.databases import statements

    again = set(statements.chosen([item for item in items if runs_again(item)]))
    config.hook.pytest_deselected(items=[item for item in items if item not in again])
    items[:] = [item for item in items if item in again]


def pytest_sessionfinish(session):
    """The first process, which outlives those of pytest-xdist, removes what they shared."""
    if not hasattr(session.config, "workerinput"):
        from pytest_django.plugin import blocking_manager_key

        from tests.tools import prepared

        with session.config.stash[blocking_manager_key].unblock():
            prepared.remove_templates()


def runs_again(item) -> bool:
    """Whether a further database can make a difference to a test."""
    return uses_database(item) and not item.get_closest_marker("once")


def uses_database(item) -> bool:
    database_fixtures = {"db", "transactional_db", "django_db_setup"} & set(item.fixturenames)
    return bool(database_fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def _default_language():
    """A page leaves the language of its reader behind: each test begins and ends without it."""
    from django.conf import settings
    from django.utils.translation import override

    with override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _numbers_from_the_start():
    """What a test makes is named alike whether it runs first, last or alone."""
    # Only now: the models need the settings above.
    from tests import make

    make.number.restart()


@pytest.fixture(autouse=True)
def _content_types_at_hand(request):
    """A process asks for them once: a page takes the same queries whichever test comes first."""
    from django.apps import apps
    from django.contrib.contenttypes.models import ContentType

    if uses_database(request.node):
        request.getfixturevalue("_django_db_helper")
        ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture(scope="session", autouse=True)
def _quick_settings():
    """What costs time and is tested by itself: a slow hash, a list of static files per client.

    Django's client copies the context of every template that another includes, layer by layer: here
    one dictionary of each.
    """
    from django.test import client, override_settings
    from django.test.utils import ContextList

    def keep_flat(store, signal, sender, template, context, **named):
        store.setdefault("templates", []).append(template)
        store.setdefault("context", ContextList()).append(context.flatten())

    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    quick = override_settings(PASSWORD_HASHERS=hashers, WHITENOISE_AUTOREFRESH=True)
    with quick, pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", keep_flat)
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_elsewhere(tmp_path_factory):
    """Files that tests add lie in a folder of their own; a field holds its storage for good."""
    from projects.models import Evidence
    from reports.models import Load

    with pytest.MonkeyPatch.context() as patch:
        for model in (Evidence, Load):
            storage = model._meta.get_field("file").storage
            patch.setattr(storage, "location", str(tmp_path_factory.mktemp("files")))
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_test_environment, django_db_blocker
):
    """The database of the tests begins with its tables, so that no migration is left to apply."""
    from django.db import connection

    from tests.tools import prepared

    with ExitStack() as until_the_end:
        # Open for the moment alone: a test that does not say that it uses the database is to fail,
        # not to leave rows behind.
        with django_db_blocker.unblock():
            if connection.vendor == "postgresql":
                connection.settings_dict["TEST"]["TEMPLATE"] = prepared.template(prepared.TABLES)
            else:
                memory = closing(sqlite3.connect(name_in_memory(connection), uri=True))
                filled = until_the_end.enter_context(memory)
                prepared.read_into(filled, prepared.sqlite_file(prepared.TABLES))
        yield


def name_in_memory(connection) -> str:
    """Where Django keeps the database of the tests: in memory, for as long as somebody has it."""
    return connection.creation._get_test_db_name()


@pytest.fixture(scope="session")
def _drawn_copy_removed(django_db_setup, django_db_blocker):
    yield
    from tests.tools import prepared

    with django_db_blocker.unblock():
        prepared.remove_copy()


@pytest.fixture(scope="module")
def drawn(_drawn_copy_removed, django_db_blocker):
    """The fixtures and the drawn rows of both programmes, for all tests of a file.

    A file that uses it names it before ``db``, which puts back what each test changes.
    """
    from tests.tools import prepared

    with django_db_blocker.unblock(), prepared.drawn_database():
        yield


@pytest.fixture
def loaded_months(db):
    """The months with which the plan of 2011 arrived, closed and loaded."""
    # Only now: the models need the settings above.
    from tests import make

    make.programme().follow_loading()


@pytest.fixture
def made_rows_in_history():
    """Rows that the test makes have a history, as those that people enter."""
    from tests.make import history

    with history.written():
        yield
