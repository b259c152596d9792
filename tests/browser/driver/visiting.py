"""What is done on every page: open, scroll so that lazy charts draw, watch, change its size."""

from contextlib import contextmanager, suppress

from playwright.sync_api import Error, TimeoutError as Late, expect

from tests.browser.driver.pages import Page

HEIGHT = 900
# Milliseconds, on a machine with other things to do: a click or a look; a page; an expectation.
ACTION_LIMIT, PAGE_LIMIT, EXPECT_LIMIT = 15_000, 30_000, 15_000
expect.set_options(timeout=EXPECT_LIMIT)
# Small, for everybody, and without a script.
HOLDER = "/health/"
# A process takes up to half a gigabyte.
MOST_HELD = 4
# Runs before any script of the page; the browser reports here whatever the policy refuses.
COLLECT_REFUSALS = """
window.refusedByPolicy = [];
document.addEventListener("securitypolicyviolation", (event) => window.refusedByPolicy.push(
  [event.effectiveDirective, event.blockedURI, event.sourceFile, event.sample].join(" ")
), true);
"""
# A hidden or busy window may draw no further frame: waiting for one has an end.
FRAME = """() => new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 200); })"""
SCROLL_THROUGH = f"""async () => {{
  const frame = {FRAME};
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {{
    scrollTo(0, y);
    await frame();
  }}
  scrollTo(0, 0);
}}"""
UNDRAWN = "[data-plot]:not(.is-ready)"
# Drawn for another width or theme, and out of sight since then.
STALE = f"{UNDRAWN}, [data-plot][data-stale]"
# In one question to the page, as it is put to every page in every variant.
ANY_UNDRAWN = f"""async (selector) => {{
  await ({FRAME})();
  return [...document.querySelectorAll(selector)].some((chart) => chart.checkVisibility());
}}"""
# An A4 sheet within its margins, in CSS pixels.
SHEET = {"width": 688, "height": 1043}
UNBROKEN = """(limit) => [...document.querySelectorAll("main *")]
  .filter((el) => getComputedStyle(el).breakInside === "avoid")
  .map((el) => [el.className || el.tagName, Math.round(el.getBoundingClientRect().height)])
  .filter(([, height]) => height > limit)"""
FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
# The outermost things that stick out of the window and are in no frame that scrolls or cuts.
STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth, out = [];
  const framed = (el) => {
    for (let up = el.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
  };
  for (const el of document.body.querySelectorAll("*")) {
    const { right } = el.getBoundingClientRect();
    if (right > width + 1 && !framed(el) && !out.some((other) => other.contains(el))) out.push(el);
  }
  return out.slice(0, 3).map((el) => el.cloneNode().outerHTML.slice(0, 120)).join(" ");
}"""


# Texts of four characters or more that break after every one of them: narrower than two characters,
# taller than three lines.
ONE_A_LINE = """() => [...document.querySelectorAll("main *")]
  .filter((el) => {
    const text = [...el.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.data.trim()).join("");
    if (text.length < 4 || !el.checkVisibility() || el.closest(".sr, svg")) return false;
    for (let up = el; up; up = up.parentElement) if (up.offsetWidth === 1) return false;
    const range = document.createRange();
    range.selectNodeContents(el);
    const { width, height } = range.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(el).fontSize);
    return width > 1 && width < 2 * size && height > 3.5 * size;
  })
  .map((el) => el.textContent.trim().slice(0, 40))"""


class Watched:
    """Errors that a tab has shown since it was opened."""

    def __init__(self, tab):
        self.tab = tab
        self.errors: list[str] = []
        tab.on("console", self._note_message)
        tab.on("pageerror", lambda error: self.errors.append(f"script: {error}"))
        tab.on("requestfailed", lambda request: self.errors.append(f"not loaded: {request.url}"))

    def _note_message(self, message):
        # Chromium says of a page answered with 400 or 404 that it failed to load: it did load.
        address = message.location.get("url", "")
        of_the_page_itself = address == self.tab.url
        if message.type == "error" and not (
            of_the_page_itself and message.text.startswith("Failed to load resource")
        ):
            self.errors.append(f"console: {message.text} {address}")

    def refusals(self) -> list[str]:
        """What the content security policy has refused since this was last asked."""
        return self.tab.evaluate("window.refusedByPolicy.splice(0)")


class Windows:
    """Opens tabs; those of one reader, language and choice of options share a browser context.

    So a script is fetched and compiled once, not for every tab: a small page that stays open holds
    the process of a context, which would end with its last tab. Theme and width belong to the tab;
    cookies that a page has set are put back when a tab closes, and what it kept on the device goes.
    """

    def __init__(self, browser):
        self.browser = browser
        self.contexts = {}
        self.holders = {}

    @contextmanager
    def opened(self, site, name, *, theme="light", width=1440, language="zh-CN", **options):
        """A tab of somebody of the demonstration (None: signed out)."""
        cookies = site.cookies_of(name) if name else None
        context = self._context(site.address, name, cookies, locale=language, **options)
        self._hold_process(context)
        tab = context.new_page()
        show(tab, theme=theme, width=width)
        yield tab
        close(tab)
        self._hold_process(context)
        self.holders[context].evaluate("localStorage.clear()")
        context.clear_cookies()
        context.add_cookies(cookies["cookies"] if cookies else [])

    def _context(self, address, name, cookies, **options):
        key = (address, name, *sorted(options.items()))
        if key not in self.contexts:
            self.contexts[key] = new_context(
                self.browser, address, storage_state=cookies, **options
            )
        return self.contexts[key]

    def _hold_process(self, context):
        if context in self.holders:
            return
        while len(self.holders) >= MOST_HELD:
            self.holders.pop(next(iter(self.holders))).close()
        self.holders[context] = holder = context.new_page()
        holder.on("crash", lambda _page: self.holders.pop(context, None))
        holder.goto(HOLDER)


def new_context(browser, address: str, **options):
    """A context in which nothing is waited for without an end."""
    context = browser.new_context(base_url=address, **options)
    context.set_default_timeout(ACTION_LIMIT)
    context.set_default_navigation_timeout(PAGE_LIMIT)
    context.add_init_script(COLLECT_REFUSALS)
    return context


def show(tab, *, theme: str, width: int):
    """Gives the tab a theme and a width, without loading the page again."""
    tab.emulate_media(color_scheme=theme, reduced_motion="reduce")
    tab.set_viewport_size({"width": width, "height": HEIGHT})


def close(tab):
    """Closes the tab once its page is there: asked while a page comes in, Chromium may not answer.

    The driver knows no time limit for that.
    """
    # Nor is a page there that has crashed.
    with suppress(Error):
        tab.wait_for_load_state(timeout=PAGE_LIMIT)
    tab.close()


def go(tab, page: Page):
    """Opens the page and sees that it is the right one."""
    answer = tab.goto(page.address)
    assert answer.status == page.status, f"{page.address} answers {answer.status}"
    expect(tab.locator(page.holds).first).to_be_visible()
    return answer


def undrawn(tab, lazy: str = UNDRAWN) -> list[str]:
    """Scrolls through the page where lazy charts wait to be drawn; those in sight that did not."""
    if not tab.evaluate(ANY_UNDRAWN, lazy):
        return []
    waiting = tab.locator(lazy).filter(visible=True)
    tab.evaluate(SCROLL_THROUGH)
    try:
        expect(waiting).to_have_count(0, timeout=15_000)
    except AssertionError:
        return [chart.get_attribute("id") for chart in waiting.all()]
    return []


def point_at_charts(tab, most: int = 4):
    """Moves the pointer to the first charts in sight, each of which shows its values there."""
    for chart in tab.locator("[data-plot].is-ready").filter(visible=True).all()[:most]:
        # The pointer moves there even where a link lies over the chart.
        chart.hover(force=True)


def overflow(tab) -> str:
    """What sticks out of the window sideways; empty where the page fits."""
    # The page is asked at once before it is watched, which takes more questions.
    if tab.evaluate(FITS):
        return ""
    try:
        # Charts follow a new width a moment later.
        tab.wait_for_function(FITS, timeout=2_000)
    except Late:
        return tab.evaluate(STICKING_OUT) or "the page"
    return ""


def one_a_line(tab) -> list[str]:
    """Texts that are squeezed to one character a line."""
    return tab.evaluate(ONE_A_LINE)


def show_paper(tab):
    """Lays the page out as it is printed, without printing it."""
    tab.set_viewport_size(SHEET)
    tab.emulate_media(media="print")


def waiting_for_next_sheet(tab) -> list:
    """What is not to be broken and leaves most of a sheet empty before it.

    The wall is for a projector, not for paper.
    """
    show_paper(tab)
    is_wall = tab.locator("[data-view=wall]").count()
    return [] if is_wall else tab.evaluate(UNBROKEN, SHEET["height"] * 0.6)
