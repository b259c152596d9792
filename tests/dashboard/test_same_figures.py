"""The dashboard's numbers are those of `manage.py progress`, or follow from two of its days."""

import json
import re
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.utils.translation import override

from aidtrack.values.formats import DASH, count, money, percent, points, signed_points, yi
from pairings.models import ReportingRow
from projects.figures.viewpoint import viewpoint
from projects.models import Programme
from reports.figures.trends import trends_by
from tests import make
from tests.tools.reading import Page, reader

pytestmark = pytest.mark.usefixtures("drawn", "db")

MAY, JUNE = date(2011, 5, 31), date(2011, 6, 30)
SCOPES = ("local", "all", "xpcc")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def progress(on: date, scope: str) -> dict[str, dict]:
    """What the command prints, by the Chinese name of the row."""
    out = StringIO()
    arguments = ("--as-of", f"{on}", "--scope", scope, "--format", "json")
    call_command("progress", "2011-plan", *arguments, stdout=out)
    rows = json.loads(out.getvalue())
    return {row["group"]: row for row in rows}


def fraction(row: dict, part: str, whole: str) -> Decimal | None:
    return Decimal(row[part]) / Decimal(row[whole]) if Decimal(row[whole]) else None


def start(row: dict) -> Decimal | None:
    return fraction(row, "started", "planned")


def fund(row: dict) -> Decimal | None:
    return fraction(row, "disbursed", "planned_aid")


@pytest.fixture(params=SCOPES)
def scope(request):
    return request.param


@pytest.fixture
def page(client, scope) -> Page:
    return Page(reader(client).get(f"/overview/?as_of={JUNE}&scope={scope}"))


@pytest.fixture
def chinese_page(client, scope) -> Page:
    """With the names of rows that the command prints."""
    person = reader(client, language="zh-hans")
    return Page(person.get(f"/overview/?as_of={JUNE}&scope={scope}"))


def tile(page: Page, name: str) -> str:
    """The words of a tile, from its name up to the next."""
    following = {
        "Start rate": "Disbursement rate",
        "Disbursement rate": "Completion rate",
        "Completion rate": "Outside the plan",
    }
    return re.search(rf"{name} ([\d—].*?) {following[name]}", page.text)[1]


def test_the_tiles(page, scope):
    now, before = (progress(day, scope)["total"] for day in (JUNE, MAY))
    elapsed = Programme.objects.get(code="2011-plan").time_elapsed(on=JUNE)

    starts, funds, done = (
        tile(page, name) for name in ("Start rate", "Disbursement rate", "Completion rate")
    )
    more = {name: now[name] - before[name] for name in ("started", "completed")}
    gained = Decimal(now["disbursed"]) - Decimal(before["disbursed"])

    assert starts.startswith(f"{percent(start(now))} %")
    assert points(start(now) - Decimal(elapsed)) in starts
    assert f"{count(now['started'])} / {count(now['planned'])} projects" in starts
    assert f"{signed_points(start(now) - start(before))} points since 31 May 2011" in starts
    assert f"{count(more['started'])} more started" in starts
    assert funds.startswith(f"{percent(fund(now))} %")
    assert points(fund(now) - Decimal(elapsed)) in funds
    assert f"{yi(Decimal(now['disbursed']))} / {yi(Decimal(now['planned_aid']))} (100" in funds
    assert f"{signed_points(fund(now) - fund(before))} points since 31 May 2011" in funds
    assert f"{money(gained)} more disbursed" in funds
    short = Decimal(now["planned_aid"]) * Decimal(elapsed) - Decimal(now["disbursed"])
    assert f"shortfall against time {money(short)}" in funds
    assert done.startswith(f"{percent(fraction(now, 'completed', 'planned'))} %")
    assert f"{count(now['completed'])} / {count(now['planned'])} projects" in done
    assert f"{count(more['completed'])} more completed since 31 May 2011" in done


def test_the_ranking(chinese_page, scope):
    rows = progress(JUNE, scope)
    del rows["total"]
    with override("zh-hans"):
        trends = {trend.group.label: trend for trend in trends_by("prefecture", view(scope)).rows}

    lines = {
        line[0]: line[2:] for line in chinese_page.lines() if len(line) == 7 and "/" in line[2]
    }
    names = {name: next(full for full in lines if full.startswith(name)) for name in rows}

    assert len(lines) == len(rows)
    for name, row in rows.items():
        starts, funds, short, change, months = lines[names[name]]
        trend = trends[name]
        counts = (count(row["started"]), count(row["planned"]))
        assert numbers(starts) == written(percent(start(row)), *counts)
        assert numbers(funds) == written(
            percent(fund(row)), *amounts(row, "disbursed", "planned_aid")
        )
        assert numbers(short) == written(shortfall(trend))
        assert numbers(change) == changes(trend)
        assert numbers(months)[:1] == written(count(trend.fund_months))


def test_the_bars_of_the_flow(chinese_page, scope):
    rows = progress(JUNE, scope)
    del rows["total"]

    lines = [line for line in chinese_page.lines() if len(line) >= 4 and line[1] == ""]
    lines = [line for line in lines if re.fullmatch(r"[\d.,]+", line[2])]

    assert len(lines) == sum(Decimal(row["planned_aid"]) > 0 for row in rows.values())
    for line in lines:
        (row,) = [row for name, row in rows.items() if line[0].startswith(name)]
        planned, disbursed = amounts(row, "planned_aid", "disbursed")
        # Money in the region has a column between the two where any was recorded.
        assert (line[2], line[4 if len(line) > 4 else 3]) == (planned, disbursed)


def test_the_steps_of_the_flow(page, scope):
    total = progress(JUNE, scope)["total"]

    planned, disbursed = amounts(total, "planned_aid", "disbursed")
    assert f"Planned funds {planned} {count(total['planned'])} projects" in page.text
    assert f"Disbursed {disbursed} {percent(fund(total))}% of the plan" in page.text


def test_the_regions(chinese_page, scope):
    rows = progress(JUNE, scope)
    with override("zh-hans"):
        regions = {row.prefecture.label: row.region.label for row in ReportingRow.objects.all()}

    lines = {line[0]: line[1:] for line in chinese_page.lines() if len(line) == 5}

    for region in set(regions.values()):
        sums = {
            name: sum(Decimal(row[name]) for key, row in rows.items() if regions.get(key) == region)
            for name in ("planned", "started", "planned_aid", "disbursed")
        }
        assert lines[region] == [
            f"{sums['started']}/{sums['planned']}",
            f"{percent(start(sums))}%",
            "/".join(amounts(sums, "disbursed", "planned_aid")),
            f"{percent(fund(sums))}%",
        ]


def view(scope: str):
    request = RequestFactory().get("/overview/", {"as_of": f"{JUNE}", "scope": scope})
    request.user = make.auditor()
    return viewpoint(request, further=None)


def shortfall(trend) -> str:
    """Or by how much the row is ahead."""
    amount = trend.pace.shortfall
    return DASH if amount is None else yi(abs(amount))


def changes(trend) -> list[str]:
    """Of the distance to time elapsed and of the rate; none where they are unknown."""
    change = trend.fund_change
    return [points(change.distance), points(change.rate)] if change else []


def written(*texts: str) -> list[str]:
    """Without the dashes of what is unknown."""
    return [text for text in texts if text != DASH]


def amounts(row: dict, *names: str) -> list[str]:
    return [yi(Decimal(row[name])) for name in names]


def numbers(text: str) -> list[str]:
    return re.findall(r"\d[\d,]*(?:\.\d+)?", text)
