"""`manage.py progress` prints what the tables print, and says no in one sentence."""

import csv
import json
import os
import shutil
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import override

from pairings.models import Organisation, Pairing
from projects.measures import MEASURES
from projects.models import Category, Programme, Project
from reports.models import PublishedFigure
from tests import make
from tests.tools import prepared

pytestmark = pytest.mark.usefixtures("drawn", "db")
SPLIT = "（示意拆分）"
PILOT, PLAN, FIVE_YEARS = "2010-pilot", "2011-plan", "12th-plan"
COLUMNS = (
    "group,supporters,planned,started,completed,start_rate,completion_rate,"
    "planned_aid,disbursed,disbursement_rate,reporting,reports_verified,reports_due,known_through,waiting"
)
YI, HUNDRED = Decimal(100_000_000), Decimal(100)


def printed(*arguments):
    out = StringIO()
    call_command("progress", *arguments, stdout=out)
    return out.getvalue()


def rows(*arguments):
    """The rows of the CSV, by column."""
    return list(csv.DictReader(StringIO(printed(*arguments, "--format", "csv"))))


def column(name, *arguments):
    return [row[name] for row in rows(*arguments)]


def figures(code):
    """The figures of a published table, by row in its order."""
    by_row = {}
    for figure in PublishedFigure.objects.filter(table__code=code).order_by("row_position"):
        by_row.setdefault(figure.row_position, []).append(figure)
    return list(by_row.values())


def as_printed(row, figure):
    """A figure of a row in the printed unit, rounded half up to the printed decimals.

    Rates from their sums: 0.5455 is 6 of 11, and rounding it again would give 54.6 %.
    """
    if figure.unit == PublishedFigure.Unit.PERCENT:
        measure = MEASURES[figure.measure]
        value = HUNDRED * Decimal(row[measure.numerator]) / Decimal(row[measure.denominator])
    else:
        unit = YI if figure.unit == PublishedFigure.Unit.HUNDRED_MILLION else 1
        value = Decimal(row[figure.measure]) / unit
    return half_up(value, figure.decimals)


def half_up(value, decimals):
    return str(value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def test_columns_come_in_the_order_given():
    assert printed(PLAN, "--format", "csv").splitlines()[0] == COLUMNS


@pytest.mark.parametrize(
    ("table", "arguments", "cells"),
    [
        ("table-3", (PLAN, "--as-of", "2011-06-30"), 13 * 6),
        ("table-2", (PILOT, "--as-of", "2010-12-31"), 13 * 3),
    ],
)
def test_every_cell_of_a_table_comes_out_as_printed(table, arguments, cells):
    published, live_rows = figures(table), rows(*arguments)

    compared = [
        (as_printed(row, figure), figure.printed)
        for row, line in zip(live_rows, published, strict=True)
        for figure in line
    ]

    assert len(compared) == cells
    assert [live for live, _text in compared] == [text for _live, text in compared]


@pytest.mark.parametrize(
    ("table", "arguments"),
    [("table-3", (PLAN,)), ("table-2", (PILOT, "--as-of", "2010-12-31"))],
)
def test_rows_have_the_names_and_the_supporters_of_the_table(table, arguments):
    *lines, _total = figures(table)

    live_rows = rows(*arguments)

    names = [(line[0].row_label, line[0].supporters_printed) for line in lines]
    assert [(row["group"], row["supporters"]) for row in live_rows] == [*names, ("total", "")]
    assert names[0] == ("伊犁州直", "江苏")
    assert names[10] == ("喀什地区", "上海、山东、广东、深圳")


def test_the_default_is_table_3_whatever_language_the_machine_speaks():
    with override("en"):
        default_output = printed(PLAN, "--format", "csv")

    assert default_output == printed(
        *(PLAN, "--as-of", "2011-06-30", "--by", "prefecture", "--scope", "local"),
        *("--format", "csv"),
    )
    assert "和田地区,北京、天津、安徽,213,60," in default_output


@pytest.mark.parametrize("programme", [PILOT, PLAN, FIVE_YEARS])
@pytest.mark.parametrize(
    "by", ["prefecture", "supporter", "unit", "pairing", "category", "delivery_mode"]
)
def test_the_total_comes_last_and_is_the_sum_of_the_rows(programme, by):
    *groups, total = rows(programme, "--by", by)

    assert total["group"] == "total"
    for name in ("planned", "started", "completed", "planned_aid", "disbursed"):
        assert sum(Decimal(row[name]) for row in groups) == Decimal(total[name])


def test_supporters_come_in_the_order_of_the_table():
    *supporters, _total = rows(PLAN, "--by", "supporter")

    names = [row["group"].removesuffix(SPLIT) for row in supporters]
    assert (len(names), names[:4], names[-1]) == (19, ["江苏", "辽宁", "吉林", "黑龙江"], "安徽")
    assert names == [row["supporters"] for row in supporters]
    # Whoever shares a row with another supporter.
    assert supporters[0]["group"] == f"江苏{SPLIT}"


def test_a_supporter_has_a_row_for_each_prefecture_by_unit():
    *units, _total = column("group", PLAN, "--by", "unit")

    assert len(units) == 20
    assert units[0] == "江苏→伊犁州直"
    assert [unit for unit in units if unit.startswith("江苏")] == [
        "江苏→伊犁州直",
        f"江苏→克州{SPLIT}",
    ]


def test_there_is_a_row_for_each_pairing():
    *local, _total = column("group", PLAN, "--by", "pairing")
    *everything, _total = column("group", PLAN, "--by", "pairing", "--scope", "all")
    *xpcc, _total = column("group", PLAN, "--by", "pairing", "--scope", "xpcc")

    assert (len(local), len(xpcc), len(everything)) == (82, 12, 94)
    table_1 = Pairing.objects.filter(scheme__code="XJ-19").order_by("position")
    assert everything == list(table_1.values_list("ref", flat=True))


@pytest.mark.parametrize(("programme", "classes"), [(PILOT, 9), (PLAN, 7)])
def test_classes_come_in_the_order_of_their_list_and_unclassified_last(programme, classes):
    *names, _total = column("group", programme, "--by", "category")

    listed = Category.objects.filter(scheme__programmes__code=programme).order_by("position")
    assert listed.count() == classes
    assert names == [*listed.values_list("name", flat=True), "未分类"]


def test_delivery_modes_have_their_names():
    *modes, _total = column("group", PLAN, "--by", "delivery_mode")

    assert modes == ["交钥匙", "交支票", "共建"]


def test_projects_of_the_xpcc_join_the_row_that_takes_them_in():
    local, xpcc, everything = (
        [int(row["planned"]) for row in rows(PLAN, "--scope", scope)]
        for scope in ("local", "xpcc", "all")
    )

    assert len(everything) == len(local) == len(xpcc) == 13
    assert everything == [sum(pair) for pair in zip(local, xpcc, strict=True)]
    assert 0 < xpcc[-1] < local[-1] == 1183


def test_months_are_cumulative_and_have_no_total():
    months = rows(PLAN, "--by", "month")

    assert [row["group"] for row in months] == [f"2011-0{month}" for month in range(1, 7)]
    started = [int(row["started"]) for row in months]
    assert started == sorted(started)
    assert started[-1] == 792
    last, total = months[-1], rows(PLAN)[-1]
    not_by_month = {"group": "", "reporting": "", "waiting": ""}
    assert last | not_by_month == total | not_by_month


def test_fractions_have_4_decimals_and_amounts_2():
    hotan = rows(PLAN)[11]

    share = Decimal(hotan["disbursed"]) / Decimal(hotan["planned_aid"])
    assert (hotan["planned"], hotan["started"], hotan["start_rate"]) == ("213", "60", "0.2817")
    assert hotan["disbursement_rate"] == half_up(share, 4)
    for name in ("planned_aid", "disbursed"):
        assert len(hotan[name].partition(".")[2]) == 2


@pytest.mark.parametrize("by", ["prefecture", "category", "pairing"])
def test_what_is_unknown_is_empty_and_what_is_nothing_is_0(by):
    for row in rows(FIVE_YEARS, "--by", by):
        rates = {row["start_rate"], row["completion_rate"], row["disbursement_rate"]}
        assert rates == {""}
        assert (row["planned"], row["planned_aid"], row["disbursed"]) == ("0", "0.00", "0.00")


def test_json_holds_the_same_rows():
    json_rows = json.loads(printed(PLAN, "--format", "json"))
    unknown = json.loads(printed(FIVE_YEARS, "--format", "json"))

    assert [list(row) for row in json_rows] == [COLUMNS.split(",")] * 13
    assert [
        {name: "" if cell is None else str(cell) for name, cell in row.items()} for row in json_rows
    ] == rows(PLAN)
    assert (json_rows[-1]["planned"], json_rows[-1]["start_rate"]) == (1183, "0.6695")
    assert {row["start_rate"] for row in unknown} == {None}


def test_how_much_is_reported_of_the_month_stands_behind_each_row():
    names = ("reporting", "reports_verified", "reports_due", "known_through")
    assert {tuple(row[name] for name in names) for row in rows(PLAN)} == {("loaded", "", "", "")}

    july = make.reporting_month(Programme.objects.get(code=PLAN))
    hotan = Project.objects.filter(programme__code=PLAN).in_scope("local")
    make.status_report(
        hotan.of_recipient(Organisation.objects.get(ref="653200")).first(), july, state="verified"
    )

    lines = [[row[name] for name in names] for row in rows(PLAN, "--as-of", "2011-07-31")]

    assert lines[11] == ["partly", "1", "214", "2011-07-31"]
    assert lines[12] == ["partly", "1", "1192", "2011-07-31"]
    assert lines[0] == ["unreported", "0", "178", "2011-06-30"]
    assert {line[0] for line in lines[:11]} == {"unreported"}


def places(text):
    """How wide a terminal shows it: a Chinese character takes two places."""
    return sum(1 if letter.isascii() else 2 for letter in text)


def test_the_table_is_aligned_on_a_terminal():
    head, *lines = printed(PLAN, "--format", "table").splitlines()

    assert head.split() == COLUMNS.split(",")
    assert len(lines) == 13
    for name in ("planned", "planned_aid", "disbursement_rate"):
        right = head.index(name) + len(name)
        for line in lines:
            cell = cut(line, right)
            assert not cell.endswith(" ")
            assert len(cell) == len(line) or line[len(cell)] == " "


def cut(line, width):
    """As much of a line as fits in so many places."""
    while places(line) > width:
        line = line[:-1]
    return line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("2012-plan",),
            "There is no programme '2012-plan': "
            "the programmes are 2011-plan, 2010-pilot, 12th-plan, union-2011-15, hospital-2012, "
            "uni-2001.",
        ),
        (
            (PLAN, "--by", "county"),
            "There is no grouping 'county': the groupings are prefecture, supporter, unit, pairing,"
            " category, delivery_mode, month.",
        ),
        (
            (PLAN, "--scope", "north"),
            "There is no scope 'north': the scopes are local, xpcc, all.",
        ),
        (
            (PLAN, "--format", "xlsx"),
            "There is no format 'xlsx': the formats are table, csv, json.",
        ),
        (
            (PLAN, "--as-of", "2011-06-31"),
            "'2011-06-31' is not a day: give --as-of as YYYY-MM-DD, 2011-06-30.",
        ),
        (
            (PLAN, "--as-of", "2010-12-31"),
            "2011-plan begins on 2011-01-01: choose that day or a later one for --as-of.",
        ),
    ],
)
def test_a_wrong_argument_is_refused_in_one_sentence(arguments, message):
    with pytest.raises(CommandError) as error:
        printed(*arguments)

    assert str(error.value) == message
    assert error.value.returncode == 2


def test_the_first_day_of_the_programme_is_not_refused():
    total = rows(PLAN, "--as-of", "2011-01-01")[-1]

    assert (total["started"], total["start_rate"], total["disbursed"]) == ("0", "0.0000", "0.00")


def test_a_programme_without_reports_is_told_as_of_its_first_day():
    assert column("group", FIVE_YEARS, "--by", "month") == ["2011-01"]


def manage(path, *arguments):
    """A command as a person runs it, on a database of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{path}/database", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_the_command_runs_as_a_person_runs_it(tmp_path):
    shutil.copy(prepared.sqlite_file(prepared.DRAWN), tmp_path / "database")

    accepted = manage(tmp_path, "progress", PLAN, "--format", "csv")
    refused = manage(tmp_path, "progress", "2012-plan", "--format", "csv")

    assert (accepted.returncode, accepted.stderr) == (0, "")
    assert accepted.stdout == printed(PLAN, "--format", "csv")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert refused.stderr.startswith("CommandError: There is no programme '2012-plan'")
