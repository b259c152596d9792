import pytest

from tests.sizes import LIMITS, gzipped


@pytest.mark.parametrize(("kind", "limit"), LIMITS.items())
def test_our_own_files_stay_small(kind, limit):
    assert 0 < gzipped(kind) < limit
