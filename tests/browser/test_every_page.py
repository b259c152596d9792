"""Every page in each theme, language and width: accessible, within the policy, no overflow."""

import pytest

from tests.browser.driver import visiting
from tests.browser.driver.pages import AXE_AT, EXTREMES, LANGUAGES, PAGES, THEMES, WIDTHS

# What Escape would have to close.
POPUPS = "dialog, [role=dialog], [role=menu], [popover], [aria-haspopup]"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=str)
def test_page(page, language, signed_in, signed_out, tally):
    opener = signed_in if page.signed_in else signed_out

    failures = failures_of(opener, page, language, tally)

    assert not failures, f"{page.address} {language}\n" + "\n".join(failures)


def failures_of(opener, page, language, tally) -> list[str]:
    """What is wrong with a page at every width in either theme; loaded once, changed in place."""
    variants = variants_of(language)
    theme, width = variants[0]
    tab = opener(theme=theme, width=width, language=language)
    watched, failures = visiting.Watched(tab), []
    answer = visiting.go(tab, page)
    if not answer.header_value("content-security-policy"):
        failures.append("sent without a content security policy")
    if tab.locator(POPUPS).count():
        failures.append("something pops up")
    for theme, width in variants:
        visiting.show(tab, theme=theme, width=width)
        in_variant = [f"chart {chart} is not drawn" for chart in visiting.undrawn(tab)]
        if culprit := visiting.overflow(tab):
            in_variant.append(f"wider than the window: {culprit}")
        # Read before axe runs, whose own doings are none of the page's.
        refusals = watched.refusals()
        in_variant += [f"policy refused {refusal}" for refusal in refusals]
        violations = []
        if AXE_AT.get((language, width)) == theme:
            violations = visiting.axe_violations(tab)
        in_variant += violations
        watched.refusals()
        tally.add(page.name, axe=len(violations), policy=len(refusals))
        failures += [f"{theme} {width}: {failure}" for failure in in_variant]
    return failures + watched.errors


def variants_of(language) -> list[tuple[str, int]]:
    """Theme and width in an order in which one of the two changes at each step.

    The page is loaded in Chinese on a phone in the light, in English on the widest screen in the
    dark.
    """
    widths = [*WIDTHS, *EXTREMES]
    themes = THEMES
    if language == "en":
        widths, themes = widths[::-1], themes[::-1]
    variants = []
    for width in widths:
        variants += [(theme, width) for theme in themes]
        themes = themes[::-1]
    return variants


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_charts_keep_the_policy_when_pointed_at_and_recoloured(page, signed_in, signed_out):
    tab = (signed_in if page.signed_in else signed_out)()
    watched = visiting.Watched(tab)
    visiting.go(tab, page)
    visiting.undrawn(tab)
    charts = tab.locator("[data-plot].is-ready").filter(visible=True)
    if not charts.count():
        pytest.skip("no chart on this page")

    for chart in charts.all()[:4]:
        # The pointer moves there even where a link lies over the chart.
        chart.hover(force=True)
    for theme in THEMES:
        tab.emulate_media(color_scheme=theme)
        visiting.undrawn(tab)

    assert watched.refusals() + watched.errors == []
