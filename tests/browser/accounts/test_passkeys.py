"""Passkeys with a device that Chromium plays itself, at a site with a name."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import visiting

NAME, PASSWORD = "recorder", "demo-recorder-2011"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def tab(browser, place):
    """Signed out, at localhost: a number is no name that browsers make passkeys for."""
    context = visiting.new_context(browser, place.address.replace("127.0.0.1", "localhost"))
    tab = context.new_page()
    yield tab
    visiting.close(tab)
    context.close()


@pytest.fixture
def device(tab):
    """Answers as somebody whose finger it knows."""
    session = tab.context.new_cdp_session(tab)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    number = {"authenticatorId": made["authenticatorId"]}

    def lets_in(verified: bool):
        session.send("WebAuthn.setUserVerified", number | {"isUserVerified": verified})

    return lets_in


def press(tab, name):
    tab.locator("main").get_by_role("button", name=name).click()


def signs_in(tab):
    """In English, in a browser that was here never before."""
    tab.context.clear_cookies()
    cookie = {"name": "django_language", "value": "en", "domain": "localhost", "path": "/"}
    tab.context.add_cookies([cookie])
    tab.goto("/sign-in/")
    tab.get_by_label("Username").fill(NAME)
    tab.get_by_label("Password").fill(PASSWORD)
    press(tab, "Sign in")


def adds_a_passkey(tab):
    tab.goto("/account/")
    tab.get_by_role("link", name="Add a passkey").click()
    # Not asked for the password, which was entered a moment ago.
    tab.get_by_label("Name of the device").fill("Office computer")
    press(tab, "Add a passkey")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Codes to write down")


def test_somebody_adds_a_passkey_signs_in_with_it_and_takes_it_away(tab, device):
    signs_in(tab)
    adds_a_passkey(tab)
    signs_in(tab)
    press(tab, "Use a passkey")
    expect(tab.locator(".app-tools")).to_contain_text("My account")

    tab.goto("/account/")
    row = tab.get_by_role("row").filter(has_text="Office computer")
    expect(row).not_to_contain_text("—")
    row.get_by_role("link", name="Take it away").click()
    press(tab, "Use a passkey")
    press(tab, "Take it away")

    expect(tab.get_by_role("status").first).to_contain_text("The passkey is taken away.")
    expect(tab.get_by_text("Office computer")).to_have_count(0)


def test_a_device_that_does_not_know_the_finger_is_told_so_and_a_code_serves(tab, device):
    signs_in(tab)
    adds_a_passkey(tab)
    code = tab.locator("main code").first.inner_text()
    signs_in(tab)
    device(False)

    press(tab, "Use a passkey")
    expect(tab.get_by_role("alert")).to_contain_text("The browser gave no passkey")

    tab.get_by_label("Verification code").fill(code)
    press(tab, "Sign in")
    expect(tab.locator(".app-tools")).to_contain_text("My account")


def test_a_device_is_added_once(tab, device):
    signs_in(tab)
    adds_a_passkey(tab)
    tab.goto("/account/passkeys/")
    press(tab, "Use a passkey")

    press(tab, "Add a passkey")

    expect(tab.get_by_role("alert")).to_contain_text("Is this device in your list already?")
