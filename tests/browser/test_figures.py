"""The figures on the pages are those that `manage.py progress` prints for the same database."""

import json
import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from aidtrack.values.formats import count, percent, yi
from tests.browser.driver import visiting
from tests.browser.driver.pages import DASHBOARD, PAIRING, TABLE_2, TABLE_3

# Each rate with the two figures that it is printed from: four decimals are too few to round again.
RATES = {
    "start_rate": ("started", "planned"),
    "completion_rate": ("completed", "planned"),
    "disbursement_rate": ("disbursed", "planned_aid"),
}
AMOUNTS = ("planned_aid", "disbursed")


def printed(row: dict, measure: str) -> str:
    """A measure of a row of `progress --format json` as the pages print it."""
    if measure in RATES:
        part, whole = (Decimal(row[name]) for name in RATES[measure])
        assert abs(part / whole - Decimal(row[measure])) <= Decimal("0.00005")
        return percent(part / whole)
    return yi(Decimal(row[measure])) if measure in AMOUNTS else count(row[measure])


@pytest.fixture(scope="session")
def progress(site):
    """Rows by the name of their group; the total under "total"."""

    def rows(programme, *, on):
        text = site.manage("progress", programme, "--as-of", on, "--format", "json")
        return {row["group"]: row for row in json.loads(text)}

    return rows


def test_headline_of_the_dashboard(signed_in, progress):
    tab = signed_in()
    visiting.go(tab, DASHBOARD)
    total = progress("2011-plan", on="2011-06-30")["total"]

    kpis = tab.locator(".kpis .kpi").all()
    for kpi, rate in zip(
        kpis, ("start_rate", "disbursement_rate", "completion_rate"), strict=False
    ):
        part, whole = (printed(total, name) for name in RATES[rate])
        assert kpi.locator(".num").inner_text() == f"{printed(total, rate)}%"
        assert kpi.locator(".of").inner_text().startswith(f"{part} / {whole} ")


def test_ranking_of_the_dashboard(signed_in, progress):
    tab = signed_in()
    visiting.go(tab, DASHBOARD)
    rows = progress("2011-plan", on="2011-06-30")
    del rows["total"]

    page_rates = {}
    for line in tab.locator(".ranking tbody tr:not(.group)").all():
        name = line.locator("th.who > a").inner_text()
        cells = [line.locator(f"td[data-m='{m}']").inner_text() for m in ("start", "fund")]
        # The rate and its fraction, without the words and marks about being behind.
        page_rates[name] = [re.findall(r"[\d.,]+(?:/[\d.,]+)?", cell) for cell in cells]

    assert page_rates == {
        name: [
            [printed(row, rate), "/".join(printed(row, part) for part in RATES[rate])]
            for rate in ("start_rate", "disbursement_rate")
        ]
        for name, row in rows.items()
    }


@pytest.mark.parametrize(
    ("page", "programme"), [(TABLE_2, "2010-pilot"), (TABLE_3, "2011-plan")], ids=["2", "3"]
)
def test_official_tables(page, programme, signed_in, progress):
    tab = signed_in()
    visiting.go(tab, page)
    caption = tab.locator(".official caption .asof").inner_text()
    rows = progress(programme, on=re.search(r"\d{4}-\d\d-\d\d", caption).group())

    lines = tab.locator(".official tr[data-row]").all()
    names = [line.locator("th").last.inner_text() for line in lines]
    assert names == [*(name for name in rows if name != "total"), "合计"]
    for line, row in zip(lines, rows.values(), strict=True):
        for cell in line.locator("td[data-measure]").all():
            # The live figure; the published one stands below it in small print.
            text = cell.evaluate("cell => (cell.querySelector('a') ?? cell.firstChild).textContent")
            assert text.strip() == printed(row, cell.get_attribute("data-measure"))


def test_plotly_is_fetched_once_a_chart_comes_near(signed_in):
    tab = signed_in()
    tab.set_viewport_size({"width": 390, "height": 300})
    visiting.go(tab, DASHBOARD)
    library, charts = tab.locator("script[src*='plotly.min']"), tab.locator("[data-plot]")
    first = charts.first.evaluate("chart => chart.getBoundingClientRect().top")
    assert first > 900
    tab.wait_for_load_state("networkidle", timeout=15_000)
    assert library.count() == 0

    charts.first.scroll_into_view_if_needed(timeout=15_000)

    expect(tab.locator("[data-plot].is-ready").first).to_be_visible(timeout=15_000)
    assert library.count() == 1


DRAWING = """(chart) => {
  const svg = chart.querySelector(".main-svg"), text = svg.querySelector("text");
  const beyond = svg.getBoundingClientRect().width - chart.clientWidth;
  return [Math.round(beyond), getComputedStyle(text).fill];
}"""


@pytest.mark.parametrize("change", [{"width": 390}, {"theme": "dark"}])
def test_a_chart_out_of_sight_waits_with_another_width_or_theme_until_it_comes_near(
    change, signed_in
):
    tab = signed_in()
    visiting.go(tab, PAIRING)
    visiting.undrawn(tab)
    chart = tab.locator("[data-plot]:visible").last
    _wider, ink = chart.evaluate(DRAWING)

    visiting.show(tab, **{"theme": "light", "width": 1440} | change)
    tab.evaluate("scrollTo(0, 0)")

    expect(chart).to_have_attribute("data-stale", "")
    assert not visiting.overflow(tab)
    assert chart.evaluate(DRAWING)[1] == ink

    chart.scroll_into_view_if_needed(timeout=15_000)

    expect(chart).not_to_have_attribute("data-stale", "")
    has_its_width = f"(chart) => ({DRAWING})(chart)[0] === 0"
    tab.wait_for_function(has_its_width, arg=chart.element_handle(), timeout=15_000)
    assert (chart.evaluate(DRAWING)[1] != ink) == ("theme" in change)
