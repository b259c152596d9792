"""What axe has against a page as it is shown now: its rules, and the contrast of its colours."""

from axe_playwright_python.base import AXE_FILE_PATH

from tests.browser.driver import contrast

SOURCE = AXE_FILE_PATH.read_text()
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
EVERY_RULE = {"runOnly": {"type": "tag", "values": TAGS}}
COLOURS_ALONE = {"runOnly": [contrast.RULE]}
# Violations alone: to hand over what is in order takes a third of the time. Preloading fetches
# style sheets and media again, for rules about films and for none that is run here.
OPTIONS = {"resultTypes": ["violations"], "preload": False}
# Axe calls a button too small that a bar which stays in sight happens to cover by half, though one
# scrolls it out from there: such bars lie where they are in the page while axe looks.
UNSTICK = """() => {
  const stuck = [...document.body.querySelectorAll("*")]
    .filter((el) => getComputedStyle(el).position === "sticky")
    .map((el) => [el, el.style.position]);
  for (const [el] of stuck) el.style.position = "static";
  return () => stuck.forEach(([el, position]) => { el.style.position = position; });
}"""
# Axe takes what lies in a closed details for hidden, though wide windows show folded filters.
UNFOLD = """() => {
  const folded = [...document.querySelectorAll("details:not([open])")].filter((el) =>
    [...el.children].some((part) => part.localName !== "summary" && part.checkVisibility()));
  for (const el of folded) el.open = true;
  return () => folded.forEach((el) => { el.open = false; });
}"""
# Each change gives back what undoes it.
VIOLATIONS = f"""async (options) => {{
  const undone = [];
  for (const change of [{UNSTICK}, {UNFOLD}, {contrast.MARK}]) undone.push(change());
  try {{
    return (await axe.run(document, options)).violations;
  }} finally {{
    for (const undo of undone.reverse()) undo();
  }}
}}"""
# Is sent once a page: half a megabyte.
LOADED = "'axe' in window"
ON_MARKED_TEXTS = "(rule) => { axe.configure({ rules: [rule] }); }"


def violations(tab, *, colours: bool) -> list[str]:
    """What any rule has against the page, with or without the contrast of its colours."""
    return _violations(tab, EVERY_RULE | {"rules": {contrast.RULE: {"enabled": colours}}})


def contrast_violations(tab) -> list[str]:
    """What axe has against the colours of the page alone."""
    return _violations(tab, COLOURS_ALONE)


def _violations(tab, options: dict) -> list[str]:
    if not tab.evaluate(LOADED):
        tab.evaluate(SOURCE)
        tab.evaluate(ON_MARKED_TEXTS, {"id": contrast.RULE, "selector": contrast.MARKED})
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))} "
        f"{node['html'][:160]} {_why(node)}"
        for rule in tab.evaluate(VIOLATIONS, OPTIONS | options)
        for node in rule["nodes"]
    ]


def _why(node: dict) -> str:
    return "; ".join(check["message"] for part in ("any", "all", "none") for check in node[part])
