"""The few texts whose contrast is measured in most variants notice a pale one of any kind."""

import pytest

from tests.browser.driver import visiting
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
    assert visiting.contrast_violations(tab) == []

    for n, selector in enumerate(KINDS, start=1):
        tab.evaluate(FADE, selector)
        assert len(visiting.contrast_violations(tab)) == n, selector
