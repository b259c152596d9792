"""What a person is told, in English, whatever language the suite runs in."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override


@contextmanager
def refused(match: str | None = None):
    """The block is refused, and one of the sentences matches."""
    with override("en"), pytest.raises(ValidationError, match=match) as error:
        yield error
