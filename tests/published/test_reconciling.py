"""Printed figures beside what they add up to, and beside the live rows. Nothing is repaired."""

from datetime import date
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st

from aidtrack.values.formats import round_half_up
from projects.figures.progress import Progress
from projects.models import Programme, Project
from reports.models import PublishedFigure, PublishedTable
from reports.published.reconciliation import Verdict, check_live, check_parts, live_rows, live_value
from tests import make

pytestmark = pytest.mark.usefixtures("drawn", "db")
MATCHES, WITHIN_ROUNDING, DOES_NOT_ADD_UP, PARTS_MISSING = Verdict.values
COUNT, YUAN, PERCENT, TEN_THOUSAND = PublishedFigure.Unit.values
YI = Decimal(100_000_000)


def figure(printed, measure="start_rate", unit=PERCENT, row_ref="653200"):
    """A printed figure that is not stored."""
    return PublishedFigure(
        row_ref=row_ref,
        measure=measure,
        unit=unit,
        printed=str(printed),
        decimals=len(str(printed).partition(".")[2]),
    )


def fraction(rate, part, whole):
    """A disbursement rate as printed, with the two amounts that it was made from."""
    return [
        figure(rate, "disbursement_rate"),
        figure(part, "disbursed", YUAN),
        figure(whole, "planned_aid", YUAN),
    ]


def verdicts(figures):
    return [check.verdict for check in check_parts(figures)]


def checks_of(code):
    """The checks of a published table, by row and measure."""
    checks = check_parts(PublishedTable.objects.get(code=code).figures.all())
    return {(check.figure.row_ref, check.figure.measure): check for check in checks}


@pytest.mark.parametrize(
    ("rate", "part", "whole", "verdict"),
    [
        ("15.7", "1.4", "8.9", MATCHES),
        ("15.9", "1.4", "8.9", WITHIN_ROUNDING),
        ("16.5", "1.4", "8.9", DOES_NOT_ADD_UP),
        ("16", "1.4", "8.9", MATCHES),
        ("0", "0.0", "8.9", MATCHES),
        ("250.0", "2.5", "1.0", MATCHES),
        # 1.45 of 8.85 would print as 16.4, and 1.35 of 8.95 as 15.1.
        ("16.4", "1.4", "8.9", WITHIN_ROUNDING),
        ("15.1", "1.4", "8.9", WITHIN_ROUNDING),
        ("15.0", "1.4", "8.9", DOES_NOT_ADD_UP),
    ],
)
def test_a_rate_is_held_against_what_it_was_made_from(rate, part, whole, verdict):
    assert verdicts(fraction(rate, part, whole)) == [verdict]


@pytest.mark.parametrize(
    ("rate", "verdict"), [("66.9", MATCHES), ("67", MATCHES), ("67.0", DOES_NOT_ADD_UP)]
)
def test_a_rate_of_counts_has_no_rounding_but_its_own(rate, verdict):
    cells = [figure(792, "started", COUNT), figure(1183, "planned", COUNT)]

    assert verdicts([figure(rate), *cells]) == [verdict]


def test_a_total_of_counts_has_no_rounding():
    parts = [figure(n, "planned", COUNT, ref) for ref, n in (("653000", 4), ("653200", 5))]

    for printed, verdict in ((9, MATCHES), (10, DOES_NOT_ADD_UP)):
        assert verdicts([*parts, figure(printed, "planned", COUNT, "total")]) == [verdict]


def test_a_total_of_amounts_may_be_off_by_the_rounding_of_each():
    parts = [figure("1.1", "planned_aid", YUAN, ref) for ref in ("653000", "653100", "653200")]

    for printed, verdict in (
        ("3.3", MATCHES),
        ("3.5", WITHIN_ROUNDING),
        ("3.1", WITHIN_ROUNDING),
        ("3.6", DOES_NOT_ADD_UP),
    ):
        assert verdicts([*parts, figure(printed, "planned_aid", YUAN, "total")]) == [verdict]


@pytest.mark.parametrize(
    "figures",
    [
        [figure("15.9", "disbursement_rate")],
        [figure("15.9", "disbursement_rate"), figure("1.4", "disbursed", YUAN)],
        fraction("15.9", "1.4", "0"),
        [figure(173, "planned", COUNT, "total")],
        [figure(4, "planned", COUNT), figure(5, "planned", COUNT, "653000")],
        [figure("88.0", "own_words_of_the_source")],
    ],
)
def test_a_figure_that_follows_from_no_other_is_not_checked(figures):
    assert check_parts(figures) == []


@pytest.mark.parametrize(
    ("printed", "verdict"), [(10, PARTS_MISSING), (9, MATCHES), (8, DOES_NOT_ADD_UP)]
)
def test_parts_that_are_not_all_printed_may_be_less_than_the_total_and_never_more(printed, verdict):
    table = make.published_table(parts_complete=False)
    cell = {"table": table, "measure": "planned", "unit": COUNT}
    for ref, number in (("653000", "4"), ("653200", "5"), ("total", f"{printed}")):
        make.published_figure(printed=number, row_ref=ref, **cell)

    assert verdicts(table.figures.all()) == [verdict]


def test_a_check_shows_its_sum_and_the_difference():
    (check,) = check_parts(fraction("15.9", "1.4", "8.9"))

    assert (check.expression, check.computed_text) == ("1.4 ÷ 8.9", "15.73")
    assert check.difference_text == "+0.17"


def test_a_check_that_is_exact_shows_no_difference():
    (check,) = check_parts(fraction("25", "2", "8"))

    assert (check.computed_text, check.difference_text) == ("25.00", "0")


@pytest.mark.parametrize(
    ("table", "cell", "recomputed", "verdict"),
    [
        ("table-3", ("654200", "disbursement_rate"), "15.73", WITHIN_ROUNDING),
        ("table-3", ("total", "planned"), "1,183", MATCHES),
        ("table-3", ("total", "started"), "792", MATCHES),
        ("table-3", ("total", "planned_aid"), "141.36", WITHIN_ROUNDING),
        ("table-3", ("total", "disbursed"), "38.39", MATCHES),
        ("table-2", ("total", "planned"), "173", MATCHES),
        ("table-2", ("total", "completed"), "91", MATCHES),
        ("table-2", ("total", "completion_rate"), "52.60", MATCHES),
        ("classes-2010", ("total", "planned"), "172", DOES_NOT_ADD_UP),
        ("classes-2010", ("total", "completed"), "79", DOES_NOT_ADD_UP),
        ("classes-2010", ("total", "completed_aid"), "12.470", MATCHES),
        ("classes-12th", ("total", "planned"), "1,847", MATCHES),
        ("classes-12th", ("total", "planned_aid"), "566.750", DOES_NOT_ADD_UP),
        ("classes-12th", ("housing", "share"), "47.71", DOES_NOT_ADD_UP),
        ("classes-12th", ("industry_development", "share"), "15.01", MATCHES),
        ("classes-12th", ("grassroots_organisation", "share"), "1.82", MATCHES),
        ("totals-12th", ("all", "planned_aid"), "646.090", MATCHES),
        ("totals-2010", ("total", "disbursement_rate"), "74.09", WITHIN_ROUNDING),
        ("totals-2011", ("total", "start_rate"), "66.95", MATCHES),
        ("union-funds-donors", ("total", "funds"), "219.00", PARTS_MISSING),
        ("union-funds-uses", ("total", "funds"), "236.00", PARTS_MISSING),
    ],
)
def test_the_published_statements_add_up_or_do_not(table, cell, recomputed, verdict):
    check = checks_of(table)[cell]

    assert (check.computed_text, check.verdict) == (recomputed, verdict)


def test_the_whole_of_the_twelfth_plan_is_its_two_parts():
    check = checks_of("totals-12th")["all", "planned_aid"]

    assert (check.expression, check.computed) == ("562.78 + 83.31", Decimal("646.09"))


def test_every_rate_of_tables_2_and_3_is_possible():
    rates = [*checks_of("table-2").values(), *checks_of("table-3").values()]

    assert len(rates) == 13 + 2 + 2 * 13 + 4
    assert DOES_NOT_ADD_UP not in {check.verdict for check in rates}


def reader():
    return make.auditor()


@pytest.mark.parametrize(("code", "cells"), [("table-2", 39), ("table-3", 78)])
def test_every_cell_of_a_table_matches_the_live_rows(code, cells):
    table = PublishedTable.objects.get(code=code)
    rows = live_rows(table, reader())

    checks = [check_live(figure, rows[figure.row_ref]) for figure in table.figures.all()]

    assert len(checks) == cells
    assert {check.verdict for check in checks} == {MATCHES}


def test_live_rows_are_as_of_the_day_of_the_statement():
    table = PublishedTable.objects.get(code="table-2")
    figure = table.figures.get(row_ref="total", measure="completed")

    table.as_of = date(2011, 6, 30)
    later = live_rows(table, reader())["total"]

    assert later.completed > 91
    assert check_live(figure, later).verdict == DOES_NOT_ADD_UP


def test_live_rows_hold_places_classes_and_populations():
    rows = live_rows(PublishedTable.objects.get(code="classes-2010"), reader())

    assert rows["total"] == rows["local"]
    assert rows["all"].planned == rows["local"].planned + rows["xpcc"].planned == 174
    assert (rows["housing"].planned, rows["653200"].planned, rows["none"].planned) == (30, 35, 1)


@pytest.mark.parametrize("code", ["classes-12th", "totals-12th"])
def test_a_programme_without_projects_tells_nothing(code):
    table = PublishedTable.objects.get(code=code)
    rows = live_rows(table, reader())

    live = [rows[f.row_ref] for f in table.figures.all() if f.row_ref in rows]
    checks = [check_live(f, rows[f.row_ref]) for f in table.figures.all() if f.row_ref in rows]

    assert not Project.objects.filter(programme=Programme.objects.get(code="12th-plan")).exists()
    assert len(live) >= 4
    assert set(checks) == {None}


def test_what_no_live_row_knows_is_unknown():
    row = Progress(planned=4, planned_aid=4 * YI)

    assert live_value(row, figure("47.4", "share")) is None
    assert live_value(row, figure("1", "group", COUNT)) is None
    assert live_value(row, figure("1.0", "arrived_in_region", YUAN)) is None
    assert live_value(row, figure("1.0", "regional_arrival_rate")) is None


def test_nothing_yet_is_not_unknown():
    row = Progress(planned=4, planned_aid=4 * YI)

    assert live_value(row, figure("0", "started", COUNT)) == 0
    assert live_value(row, figure("0.0", "disbursed", YUAN)) == 0
    assert live_value(row, figure("0.0", "start_rate")) == 0


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("3.26", MATCHES),
        ("3.25", WITHIN_ROUNDING),
        ("3.3", MATCHES),
        ("3.2", WITHIN_ROUNDING),
        ("3.27", DOES_NOT_ADD_UP),
        ("3.24", DOES_NOT_ADD_UP),
        ("4", DOES_NOT_ADD_UP),
    ],
)
def test_a_live_amount_is_within_rounding_only_where_it_was_cut_off(printed, verdict):
    row = Progress(planned=4, disbursed=Decimal("3.256") * YI)

    assert check_live(figure(printed, "disbursed", YUAN), row).verdict == verdict


def test_a_live_figure_without_a_rest_is_not_within_rounding_of_its_neighbours():
    row = Progress(planned=4, started=2)

    verdicts = [check_live(figure(printed), row).verdict for printed in (49, 50, 51)]

    assert verdicts == [DOES_NOT_ADD_UP, MATCHES, DOES_NOT_ADD_UP]


decimals = st.integers(0, 3)
amounts = st.integers(0, 10**14).map(lambda fen: Decimal(fen) / 100)


def text(value, places):
    return str(round_half_up(value, places))


@hypothesis.given(disbursed=amounts, places=decimals)
def test_a_figure_printed_from_the_live_value_always_matches(disbursed, places):
    row = Progress(planned=1, disbursed=disbursed)
    printed = figure(text(disbursed / YI, places), "disbursed", YUAN)

    assert check_live(printed, row).verdict == MATCHES


@hypothesis.given(
    planned=st.integers(1, 3000), share=st.integers(0, 3000).map(Decimal), places=decimals
)
def test_a_rate_printed_from_live_counts_always_matches(planned, share, places):
    row = Progress(planned=planned, started=int(planned * share / 3000))
    printed = figure(text(row.start_rate.value * 100, places))

    assert check_live(printed, row).verdict == MATCHES


# A few 亿元 in 万元: so small that what rounding takes from the parts shows in the rate.
small = st.integers(0, 50_000).map(lambda wan: Decimal(wan) * 10_000)


@hypothesis.given(part=small, whole=small, places=st.tuples(decimals, decimals, decimals))
def test_a_rate_printed_from_exact_amounts_never_fails_to_add_up(part, whole, places):
    part_printed, whole_printed = text(part / YI, places[0]), text(whole / YI, places[1])
    rate = text(part / whole * 100, places[2]) if whole else "0"

    assert DOES_NOT_ADD_UP not in verdicts(fraction(rate, part_printed, whole_printed))


@hypothesis.given(
    parts=st.lists(amounts, min_size=1, max_size=12), places=st.lists(decimals, min_size=13)
)
def test_a_total_printed_from_exact_amounts_never_fails_to_add_up(parts, places):
    printed = [
        figure(text(part / YI, places[n]), "planned_aid", YUAN, f"row-{n}")
        for n, part in enumerate(parts)
    ]
    total = figure(text(sum(parts) / YI, places[-1]), "planned_aid", YUAN, "total")

    assert verdicts([*printed, total])[0] != DOES_NOT_ADD_UP
