from io import StringIO

import pytest
from django.core.management import call_command

from aidtrack.start import preparing


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.django_db
def test_a_fresh_database_has_the_tables_that_the_models_expect():
    assert preparing.schema_differences() == []
