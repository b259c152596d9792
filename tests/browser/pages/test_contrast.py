"""The few texts whose contrast is measured notice one that is pale or on another ground."""

import pytest

from tests.browser.driver import axe, visiting
from tests.browser.driver.pages import PROJECTS, THEMES

# The last of its kind, where the first keeps its ink.
FADE = """(selector) => {
  const [el] = [...document.querySelectorAll(selector)].slice(-1);
  el.style.color = "rgb(128 128 128 / 0.4)";
}"""
# Of several letters: axe does not judge a single one.
KINDS = ("h1", "tbody a", "select", "main button", "label", ".nav-groups a", ".pager a")


@pytest.mark.parametrize("theme", THEMES)
def test_one_pale_text_is_noticed(theme, signed_in):
    tab = signed_in(theme=theme)
    visiting.go(tab, PROJECTS)
    assert axe.contrast_violations(tab) == []

    for n, selector in enumerate(KINDS, start=1):
        tab.evaluate(FADE, selector)
        assert len(axe.contrast_violations(tab)) == n, selector


# Between others of its kind, so that neither the first nor the last of them stands there.
GROUND = """(selector) => {
  const texts = [...document.querySelectorAll(selector)], text = texts[texts.length >> 1];
  const { width, height } = text.getBoundingClientRect(), ground = document.createElement("i");
  Object.assign(ground.style, {
    position: "absolute", width: `${width}px`, height: `${height}px`,
    backgroundColor: `color-mix(in srgb, gray 20%, ${getComputedStyle(text).color})`,
  });
  text.style.position = "relative";
  text.before(ground);
  return text.textContent.trim();
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_a_text_on_a_ground_that_it_does_not_lie_in_is_noticed(theme, signed_in):
    tab = signed_in(theme=theme)
    visiting.go(tab, PROJECTS)

    text = tab.evaluate(GROUND, "tbody a")

    (violation,) = axe.contrast_violations(tab)
    assert text in violation


@pytest.mark.parametrize("colours", [True, False])
def test_the_other_rules_are_asked_with_and_without_colours(colours, signed_in):
    tab = signed_in()
    visiting.go(tab, PROJECTS)
    tab.evaluate(FADE, "h1")
    tab.evaluate("document.documentElement.removeAttribute('lang')")

    rules = {violation.split()[0] for violation in axe.violations(tab, colours=colours)}

    assert rules == {"html-has-lang"} | ({"color-contrast"} if colours else set())
    assert tab.locator("[data-contrast]").count() == 0
