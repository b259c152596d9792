"""The pages of the month's round: accessible, within the policy, no error, no overflow."""

from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser.driver import axe, office, visiting
from tests.browser.driver.office import ANSWERS, GRID, REVIEW
from tests.browser.driver.pages import LANGUAGES, WORK
from tests.browser.pages.test_every_page import failures_of


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("who", "page"), WORK, ids=[page.name for _who, page in WORK])
def test_page(who, page, language, opened_by, tally):
    failures = failures_of(partial(opened_by, who), page, language, tally)

    assert not failures, f"{page.address} {language}\n" + "\n".join(failures)


def asked_in_the_grid(recorder) -> str:
    """A row with an unlikely amount, and below it one with an impossible value; gives its code."""
    recorder.goto(GRID)
    code, next_code = office.untouched(recorder)[10:12]
    amount = {"stage": "under_construction", "started_on": "7.5", "disbursed_to_date": "300000"}
    office.fill(recorder, code, physical_progress="20", **amount)
    office.expect_state(recorder, code, "asked")
    office.fill(recorder, next_code, physical_progress="150")
    office.expect_state(recorder, next_code, "wrong")
    return code


def kept_and_submitted(recorder, code: str):
    """The recorder says that the amount is right, and submits the row."""
    recorder.goto(f"{GRID}{code}/")
    reason = recorder.locator("[name$='-excess_reason']")
    if reason.count():
        reason.first.fill("增补投资")
    recorder.locator(f"[name='{code}-answer']").last.click()
    recorder.goto(ANSWERS)
    for box in recorder.locator("[name=seen]").all():
        box.set_checked(box.get_attribute("value").startswith(f"{code}:"))
    recorder.locator("form.panel button[data-kind=primary]").click()
    expect(recorder.locator("[role=status]").first).to_be_visible()


def asked_in_the_form(recorder):
    recorder.goto("/transfers/new/?project=HT-2011-005")
    recorder.locator("[name=amount]").fill("300000")
    recorder.locator("[name=on]").fill("2011-07-20")
    expect(recorder.locator("[data-line]")).to_be_visible()
    recorder.locator("form[data-check] button[data-kind=primary]").click()
    expect(recorder.get_by_role("alert")).to_be_visible()


def unsound(tab, name: str, *, by_axe: bool = True) -> list[str]:
    """What is wrong with a page as it stands, on a desk in the light and on a phone in the dark.

    With or without what axe has against it.
    """
    failures = []
    for theme, width in (("light", 1440), ("dark", 390)):
        visiting.show(tab, theme=theme, width=width)
        if culprit := visiting.overflow(tab):
            failures.append(f"{name} {width}: wider than the window: {culprit}")
        refusals = tab.evaluate("window.refusedByPolicy.splice(0)")
        violations = axe.violations(tab, colours=True) if by_axe else []
        tab.evaluate("window.refusedByPolicy.splice(0)")
        failures += [f"{name} {width} {theme}: {failure}" for failure in [*refusals, *violations]]
    return failures


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_about_is_shown_soundly(language, as_):
    recorder, reviewer = (as_(name, language=language) for name in ("recorder", "reviewer"))

    judged = partial(unsound, by_axe=language == LANGUAGES[0])

    code = asked_in_the_grid(recorder)
    failures = judged(recorder, "grid")
    kept_and_submitted(recorder, code)
    reviewer.goto(REVIEW)
    expect(reviewer.locator(".odd .finding").first).to_be_visible()
    failures += judged(reviewer, "review")
    # The second asks for no tick: the first is unlikely.
    reviewer.locator("button[value=verify]").nth(1).click()
    expect(reviewer.locator("button[value='take back']").first).to_be_visible()
    failures += judged(reviewer, "verified lately")
    asked_in_the_form(recorder)
    failures += judged(recorder, "form of a transfer")

    assert failures == []
