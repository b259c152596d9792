"""Signing in at a provider on another site, as a browser lets it: policies, cookies, and back."""

import pytest
from playwright.sync_api import expect

from tests.accounts import identity
from tests.browser.driver import serving, visiting


@pytest.fixture
def provider():
    """At localhost, which is another site to a browser than the number of the program's address."""
    provider = identity.Provider(host="localhost")
    provider.claims = {"preferred_username": "recorder"}
    yield provider
    provider.close()


@pytest.fixture
def tab(browser, prepared, provider):
    variables = {
        "AIDTRACK_OIDC_ISSUER": provider.issuer,
        "AIDTRACK_OIDC_CLIENT_ID": identity.CLIENT,
        "AIDTRACK_OIDC_CLIENT_SECRET": identity.SECRET,
        "AIDTRACK_OIDC_NAME": "the city",
    }
    with serving.served_site(prepared, **variables) as site:
        context = visiting.new_context(browser, site.address, locale="en")
        tab = context.new_page()
        yield tab
        visiting.close(tab)
        context.close()


def test_one_is_led_to_the_provider_and_comes_back_signed_in(tab):
    watched = visiting.Watched(tab)
    tab.goto("/projects/")

    tab.get_by_role("button", name="Sign in with the city").click()

    expect(tab).to_have_url("/projects/")
    expect(tab.locator(".app-tools")).to_contain_text("My account")
    assert watched.refusals() == []
    assert watched.errors == []


def test_where_the_browser_does_not_lead_on_by_itself_a_link_does(tab):
    tab.route("**/sign-in/provider/", without_refresh)
    tab.goto("/sign-in/")
    tab.get_by_role("button", name="Sign in with the city").click()
    expect(tab.locator("main")).to_contain_text("You are led on to where you sign in")

    tab.get_by_role("link", name="Sign in with the city").click()

    expect(tab.locator(".app-tools")).to_contain_text("My account")


def without_refresh(route):
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=headers)
