import pytest


@pytest.fixture
def empty_database(django_db_setup, django_db_blocker):
    """The default connection leads to a database without a table."""
    from tests.tools import prepared

    with django_db_blocker.unblock(), prepared.empty_database():
        yield
