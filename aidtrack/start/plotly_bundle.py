"""What plotly's script would write into the page itself, read out of the installed package.

The content security policy forbids the script to add style elements. It adds none when it finds an
element that says its rules are there already, so they are served as a file (``stylesheet``), and
an element with the id of its map styles stands in for those: we draw no maps.
"""

import re
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

FOLDER = Path(str(files("plotly"))) / "package_data"
SCRIPT = "plotly.min.js"

_NAME = r"[A-Za-z_$][\w$]*"
_STRING = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_PAIR = re.compile(rf"({_STRING}|{_NAME}):({_STRING})[,}}]")
# for (key in rules) … key.replace(/X/g, "…").replace(/Y/g, "…") … addStyleRule(…)
_LOOP = re.compile(
    rf"for\({_NAME} in (?P<rules>{_NAME})\)[^;]{{0,80}}"
    rf"\.replace\(/X/g,(?P<X>{_STRING})\)\.replace\(/Y/g,(?P<Y>{_STRING})\)[^;]{{0,80}}addStyleRule"
)
_EMBEDDED = re.compile(r'getElementById\("([0-9a-f]{64})"\)')


class BundleStyles(NamedTuple):
    rules: list[tuple[str, str]]
    """Selector and declarations, in the order in which the script adds them."""
    embedded_id: str
    """Id of the style element that the script adds unless the page has one."""


def stylesheet() -> str:
    """The script's own rules as a file; last first, because it adds each before all others."""
    return "".join(f"{selector}{{{body}}}\n" for selector, body in reversed(styles().rules))


@cache
def styles() -> BundleStyles:
    return parse((FOLDER / SCRIPT).read_text("utf-8"))


def parse(script: str) -> BundleStyles:
    """Raises ImproperlyConfigured where the script is no longer written as we know it."""
    return BundleStyles(_rules(script), _embedded_id(script))


def _rules(script: str) -> list[tuple[str, str]]:
    loop = _LOOP.search(script)
    if not loop:
        raise _changed("the loop that adds its style rules was not found")
    start = script.rfind(f"{loop['rules']}={{", 0, loop.start())
    at, rules = start + len(loop["rules"]) + 2, []
    while start >= 0 and (pair := _PAIR.match(script, at, loop.start())):
        selector, body = _text(pair[1]), _text(pair[2])
        selector = selector.replace("X", _text(loop["X"])).replace("Y", _text(loop["Y"]))
        rules.append((selector, body))
        at = pair.end()
    if not rules or script[at - 1] != "}" or script[at : loop.start()].strip("; \n"):
        raise _changed("the list of its style rules could not be read to the end")
    return rules


def _embedded_id(script: str) -> str:
    ids = set(_EMBEDDED.findall(script))
    if len(ids) != 1:
        raise _changed(f"it embeds {len(ids)} style elements known by a hash, not one")
    return ids.pop()


def _text(literal: str) -> str:
    if "\\" in literal:
        raise _changed(f"the style rule {literal[:40]} has an escape, which we do not decode")
    return literal[1:-1] if literal[0] in "\"'" else literal


def _changed(what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"The script of plotly {version('plotly')} breaks the content security policy: {what}. "
        "Mend aidtrack/start/plotly_bundle.py or keep the version of plotly before."
    )
