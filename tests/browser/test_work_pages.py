"""The pages of the month's round: accessible, within the policy, no error, no overflow."""

import pytest

from tests.browser import office, visiting
from tests.browser.pages import AXE_AT, VARIANTS, WIDTHS, WORK
from tests.browser.test_every_page import failures_of


@pytest.fixture(scope="module")
def cookies_of(browser, site):
    """The cookies of somebody of the demonstration, signed in once."""
    known = {}

    def given(name):
        if name not in known:
            known[name] = visiting.sign_in(browser, site.address, office.account(name))
        return known[name]

    return given


@pytest.mark.parametrize(("theme", "language"), VARIANTS)
@pytest.mark.parametrize(("who", "page"), WORK, ids=[page.name for _who, page in WORK])
def test_page(who, page, theme, language, browser, site, cookies_of, tally):
    variant = {"theme": theme, "language": language, "width": WIDTHS[0]}
    with visiting.opened(browser, site.address, cookies_of(who), **variant) as tab:
        failures = failures_of(tab, page, tally, AXE_AT[theme, language])

    assert not failures, f"{page.address} {theme} {language}\n" + "\n".join(failures)
