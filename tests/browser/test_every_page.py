"""Every page in each theme, language and width: accessible, within the policy, no overflow."""

import pytest

from tests.browser import visiting
from tests.browser.pages import AXE_AT, EXTREMES, PAGES, THEMES, VARIANTS, WIDTHS


@pytest.mark.parametrize(("theme", "language"), VARIANTS)
@pytest.mark.parametrize("page", PAGES, ids=str)
def test_page(page, theme, language, signed_in, signed_out, tally):
    opener = signed_in if page.signed_in else signed_out
    tab = opener(theme=theme, language=language, width=WIDTHS[0])

    failures = failures_of(tab, page, tally, AXE_AT[theme, language])

    assert not failures, f"{page.address} {theme} {language}\n" + "\n".join(failures)


def failures_of(tab, page, tally, axe_at) -> list[str]:
    """What is wrong with a page at every width, and for axe at those of ``axe_at``."""
    watched, failures = visiting.Watched(tab), []
    answer = visiting.go(tab, page)
    if not answer.header_value("content-security-policy"):
        failures.append("sent without a content security policy")
    for width in (*WIDTHS, *EXTREMES):
        undrawn = visiting.resize(tab, width)
        failures += [f"{width}: chart {chart} is not drawn" for chart in undrawn]
        if culprit := visiting.overflow(tab):
            failures.append(f"{width}: wider than the window: {culprit}")
        # Read before axe runs, whose own doings are none of the page's.
        refusals = watched.refusals()
        failures += [f"{width}: policy refused {refusal}" for refusal in refusals]
        violations = visiting.axe_violations(tab) if width in axe_at else []
        failures += [f"{width}: {violation}" for violation in violations]
        watched.refusals()
        tally.add(page.name, axe=len(violations), policy=len(refusals))
    return failures + watched.errors


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
