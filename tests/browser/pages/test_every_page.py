"""Every page in each theme, language and width: accessible, within the policy, no overflow."""

from itertools import cycle

import pytest

from tests.browser.driver import axe, visiting
from tests.browser.driver.pages import (
    AXE_AT,
    COLOURS_AT,
    CONTRAST_AT,
    EXTREMES,
    LANGUAGES,
    PAGES,
    THEMES,
    WIDTHS,
)

NARROWEST = min(EXTREMES)
OTHER = dict(zip(THEMES, THEMES[::-1], strict=True))
# What Escape would have to close.
POPUPS = "dialog, [role=dialog], [role=menu], [popover], [aria-haspopup]"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=str)
def test_page(page, language, signed_in, signed_out, tally):
    opener = signed_in if page.signed_in else signed_out

    failures = failures_of(opener, page, language, tally)

    assert not failures, f"{page.address} {language}\n" + "\n".join(failures)


def failures_of(opener, page, language, tally) -> list[str]:
    """What is wrong with a page at every width; loaded once, changed in place."""
    variants = variants_of(language)
    theme, width = variants[0]
    tab = opener(theme=theme, width=width, language=language)
    watched, failures = visiting.Watched(tab), []
    answer = visiting.go(tab, page)
    if not answer.header_value("content-security-policy"):
        failures.append("sent without a content security policy")
    if tab.locator(POPUPS).count():
        failures.append("something pops up")
    visiting.undrawn(tab)
    visiting.point_at_charts(tab)
    themes = set()
    for theme, width in variants:
        visiting.show(tab, theme=theme, width=width)
        # In each theme every chart is drawn, at each width those in sight.
        lazy = visiting.UNDRAWN if theme in themes else visiting.STALE
        themes.add(theme)
        in_variant = [f"chart {chart} is not drawn" for chart in visiting.undrawn(tab, lazy)]
        if culprit := visiting.overflow(tab):
            in_variant.append(f"wider than the window: {culprit}")
        if width == NARROWEST:
            in_variant += [f"one character a line: {text}" for text in visiting.one_a_line(tab)]
        # Read before axe runs, whose own doings are none of the page's.
        refusals = watched.refusals()
        in_variant += [f"policy refused {refusal}" for refusal in refusals]
        violations = axe_violations(tab, (language, width, theme))
        in_variant += violations
        watched.refusals()
        tally.add(page.name, axe=len(violations), policy=len(refusals))
        failures += [f"{theme} {width}: {failure}" for failure in in_variant]
    failures += [f"an empty sheet before {name}" for name in visiting.waiting_for_next_sheet(tab)]
    return failures + watched.errors


def axe_violations(tab, variant: tuple[str, int, str]) -> list[str]:
    """What axe has against the page in this language, width and theme, where it looks at all."""
    if variant in AXE_AT:
        return axe.violations(tab, colours=variant in CONTRAST_AT)
    return axe.contrast_violations(tab) if variant in COLOURS_AT else []


def variants_of(language) -> list[tuple[str, int]]:
    """Every width, in turns light and dark: each width in one theme in Chinese, else in English.

    In the other theme, too, where colours are measured. The page is loaded in Chinese on a phone in
    the light, in English on the widest screen in the dark, and changes its theme once after that:
    with it every chart is drawn anew.
    """
    in_turns = list(zip(cycle(THEMES), [*WIDTHS, *EXTREMES], strict=False))
    if language == "en":
        in_turns = [(OTHER[theme], width) for theme, width in in_turns[::-1]]
    variants = [
        (shown, width)
        for theme, width in in_turns
        for shown in (theme, OTHER[theme])
        if shown == theme or (language, width, shown) in COLOURS_AT
    ]
    return sorted(variants, key=lambda variant: variant[0] != variants[0][0])
