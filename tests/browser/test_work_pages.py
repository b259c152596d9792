"""The pages of the month's round: accessible, within the policy, no error, no overflow."""

from functools import partial

import pytest

from tests.browser.driver.pages import LANGUAGES, WORK
from tests.browser.test_every_page import failures_of


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("who", "page"), WORK, ids=[page.name for _who, page in WORK])
def test_page(who, page, language, opened_by, tally):
    failures = failures_of(partial(opened_by, who), page, language, tally)

    assert not failures, f"{page.address} {language}\n" + "\n".join(failures)
