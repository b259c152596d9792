"""The fixtures hold what was printed, and load whole or not at all."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from pairings.models import (
    Designation,
    Landmark,
    Organisation,
    Pairing,
    Region,
    ReportingRow,
    ReportingUnit,
    Scheme,
)
from projects.models import Category, Programme, Project
from reports.models import PublishedFigure, PublishedTable
from tests import make

# As the README gives it: each file after those whose records it names.
LOADDATA_ORDER = [
    "organisations",
    "designations",
    "schemes",
    "reporting_rows",
    "pairings_19_provinces",
    "pairings_unions",
    "pairings_hospitals",
    "pairings_universities",
    "class_lists",
    "contribution_classes",
    "programmes",
    "counting_units",
    "contributions",
    "indicators",
    "published_table_2",
    "published_table_3",
    "published_classes_2010",
    "published_classes_12th",
    "published_totals_2010",
    "published_totals_2011",
    "published_totals_12th",
    "published_unions",
    "warning_rules",
]

FIXTURES = settings.BASE_DIR / "fixtures"
PLANS = ["schemes", "class_lists", "contribution_classes", "programmes"]
PUBLISHED = [name for name in LOADDATA_ORDER if name.startswith("published_")]
TABLE_1 = ["organisations", "schemes", "reporting_rows", "pairings_19_provinces"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path):
    """Writes a fixture of (model, fields) records and returns its path."""

    def write(*records, name="some.json"):
        path = tmp_path / name
        entries = [{"model": model, "fields": fields} for model, fields in records]
        path.write_text(json.dumps(entries), "utf-8")
        return path

    return write


def load(*paths):
    """The command's summary; without paths it loads all that the repository holds."""
    out = StringIO()
    call_command("load_fixtures", *paths, stdout=out)
    return out.getvalue()


def load_named(*names):
    """Only the files that a test is about, with those whose records they name."""
    return load(*(FIXTURES / f"{name}.json" for name in names))


def assert_refused(paths, *words):
    with pytest.raises(CommandError) as refusal:
        load(*paths)
    for word in [*words, "Nothing was loaded"]:
        assert word in str(refusal.value)


def organisation(ref, **fields):
    return "pairings.organisation", {"ref": ref, "name": "某地", "kind": "county", **fields}


def scheme(code, **fields):
    defaults = {"name": "某计划", "sector": "regional", "starts_on": "2010-03-30", "source": "某文"}
    return "pairings.scheme", {"code": code, **defaults, **fields}


def printed(table, measure):
    """What the rows of a printed column add up to, and the total printed under it."""
    figures = PublishedFigure.objects.filter(table__code=table, measure=measure)
    rows = [figure.value for figure in figures if figure.row_ref != "total"]
    return sum(rows), figures.get(row_ref="total").value


# What the files hold.


def test_every_party_of_table_1_is_there():
    load_named(*TABLE_1)

    pairings = Pairing.objects.filter(scheme__code="XJ-19")
    counties = Organisation.objects.filter(kind="county")
    divisions = Organisation.objects.filter(kind="xpcc_division")

    assert [pairing.position for pairing in pairings] == list(range(1, 95))
    assert pairings.filter(recipient__in=counties).count() == counties.count() == 82
    assert pairings.filter(recipient__in=divisions).count() == divisions.count() == 12
    assert pairings.values("supporter").distinct().count() == 19
    assert pairings.get(recipient__ref="XPCC-06").printed_as == "兵团农六师五家渠市及团场"


def test_each_recipient_is_reported_under_a_row_that_its_supporter_reports():
    load_named(*TABLE_1)

    units = set(ReportingUnit.objects.values_list("supporter__ref", "row__prefecture__ref"))
    paired = Pairing.objects.filter(scheme__code="XJ-19").values_list(
        "supporter__ref", "recipient__reported_under__ref"
    )

    assert set(paired) == units
    assert len(units) == 20


def test_rows_come_in_the_order_of_tables_2_and_3():
    load_named(*TABLE_1[:3])

    rows = ReportingRow.objects.select_related("prefecture")
    kashgar = rows.get(prefecture__ref="653100")

    assert " ".join(row.prefecture.short_name for row in rows) == (
        "伊犁州直 塔城地区 阿勒泰地区 博州 昌吉州 吐鲁番地区 "
        "哈密地区 巴州 阿克苏地区 克州 喀什地区 和田地区"
    )
    assert "、".join(unit.supporter.short_name for unit in kashgar.units.all()) == (
        "上海、山东、广东、深圳"
    )
    assert kashgar.position_in_table_1 == 1


def test_the_map_has_a_square_for_each_row_and_three_regions():
    load_named(*TABLE_1[:3])

    rows = ReportingRow.objects.all()
    places = {(row.map_column, row.map_row) for row in rows}
    marks = {(mark.map_column, mark.map_row): mark.name for mark in Landmark.objects.all()}

    assert len(places) == 12
    assert places.isdisjoint(marks)
    assert [marks[3, 2], marks[3, 3]] == ["克拉玛依", "乌鲁木齐"]
    assert [(r.name, r.name_en, r.rows.count()) for r in Region.objects.all()] == [
        ("北疆", "northern Xinjiang", 5),
        ("东疆", "eastern Xinjiang", 2),
        ("南疆", "southern Xinjiang", 5),
    ]


def test_a_prefecture_under_ili_has_its_own_row_but_its_parent_is_ili():
    load_named("organisations")

    tacheng = Organisation.objects.get(ref="654200")

    assert (tacheng.parent.ref, tacheng.reported_under) == ("654000", None)
    assert Organisation.objects.get(ref="654002").reported_under.ref == "ILI-DIRECT"


def test_the_other_schemes_have_their_pairings_and_name_collective_parties_as_worded():
    load_named("organisations", "schemes", *(name for name in LOADDATA_ORDER if "pairings" in name))

    count = {scheme.code: scheme.pairings.count() for scheme in Scheme.objects.all()}
    collective = Organisation.objects.filter(is_collective=True)

    assert count == {"XJ-19": 94, "SX-UNIONS": 2, "HOSPITALS-2012": 5, "UNI-2001": 13}
    assert {organisation.name for organisation in collective} == {
        "山西省各支援地市工会",
        "师、市各团场工会",
        "县各乡镇卫生院",
        "社区卫生服务中心",
        "首批13所受援高校",
    }


def test_every_place_has_the_name_and_code_of_the_day():
    load_named("organisations", "designations")

    turpan = Organisation.objects.get(ref="652101")
    code = dict(turpan.designations.values_list("name", "code"))

    assert turpan.name_on(date(2011, 6, 30)) == turpan.name_on(date(2015, 4, 11)) == "吐鲁番市"
    assert turpan.name_on(date(2015, 4, 12)) == turpan.name_now == "高昌区"
    assert code == {"吐鲁番市": "652101", "高昌区": "650402"}
    assert Organisation.objects.get(ref="XPCC-08").name_now == "第八师"
    assert (
        Designation.objects.filter(organisation__kind="xpcc_division").exclude(code="").count() == 0
    )


def test_class_lists_and_programmes_are_those_of_the_plans():
    load_named(*PLANS)

    classes = Category.objects.filter(scheme__code="2010-pilot")
    reserve = Category.objects.get(is_reserve=True)

    assert [programme.code for programme in Programme.objects.all()] == [
        "2011-plan",
        "2010-pilot",
        "12th-plan",
        "union-2011-15",
        "hospital-2012",
        "uni-2001",
    ]
    assert classes.count() == 9
    assert (reserve.scheme.code, reserve.name) == ("12th-fyp", "地州统筹和预留资金")


def test_printed_columns_are_kept_whether_or_not_they_add_up():
    load_named(*PLANS, *PUBLISHED)
    parts_and_total = {
        ("table-2", "planned"): ("173", "173"),
        ("table-2", "completed"): ("91", "91"),
        ("table-3", "planned"): ("1183", "1183"),
        ("table-3", "started"): ("792", "792"),
        ("table-3", "planned_aid"): ("141.36", "141.3"),
        ("table-3", "disbursed"): ("38.39", "38.4"),
        ("classes-2010", "planned"): ("172", "173"),
        ("classes-2010", "planned_aid"): ("26.38", "27.4"),
        ("classes-2010", "completed"): ("79", "91"),
        ("classes-2010", "completed_aid"): ("12.47", "12.47"),
        ("classes-12th", "planned"): ("1847", "1847"),
        ("classes-12th", "planned_aid"): ("566.75", "562.78"),
    }

    for (table, measure), expected in parts_and_total.items():
        assert printed(table, measure) == tuple(map(Decimal, expected)), (table, measure)


def test_the_totals_in_prose_are_there():
    load_named(*PLANS, *PUBLISHED)

    aid = PublishedFigure.objects.filter(table__code="totals-12th", measure="planned_aid")
    total = {figure.scope: figure.value for figure in aid}
    pilot = PublishedFigure.objects.filter(table__code="totals-2010")

    assert total["all"] == total["local"] + total["xpcc"] == Decimal("646.09")
    assert pilot.get(measure="completed_investment").printed == "23.26"
    assert PublishedTable.objects.count() == 9
    assert PublishedFigure.objects.count() == 13 * 3 + 13 * 6 + 38 + 22 + 8 + 6 + 4 + 2 * 2


def test_figures_stand_as_printed_and_in_the_rows_of_organisations_or_classes():
    load_named("organisations", *PLANS, *PUBLISHED)

    figures = PublishedFigure.objects.all()
    refs = {
        *Organisation.objects.values_list("ref", flat=True),
        *Category.objects.values_list("code", flat=True),
        *("total", "all", "local", "xpcc"),
        # Parts of the money of the unions, which is of no class and of no one organisation.
        *("unions-of-cities", "livelihood"),
    }

    assert {figure.row_ref for figure in figures} <= refs
    aid = figures.filter(table__code="table-3", measure="disbursed")
    assert [figure.printed for figure in aid][:5] == ["3.25", "1.4", "0.3", "0.16", "0.8"]
    assert {figure.supporters_printed for figure in figures.filter(row_ref="654300")} == {
        "吉林、黑龙江"
    }


# Loading again, in parts, and by Django's own command.


def test_a_second_load_changes_nothing():
    assert ", 0 changed, 0 unchanged." in load()
    assert "Fixtures loaded: 0 created, 0 changed, " in load()


def test_loaddata_in_the_documented_order_loads_the_same():
    call_command("loaddata", *LOADDATA_ORDER, verbosity=0)

    assert "Fixtures loaded: 0 created, 0 changed, " in load()
    assert set(LOADDATA_ORDER) == {path.stem for path in FIXTURES.glob("*.json")}


def test_a_record_as_held_is_not_saved_and_a_differing_one_is(write):
    project = make.project(code="P-1", name="安居房")

    assert "1 unchanged" in load(write(("projects.project", {"code": "P-1", "name": "安居房"})))
    assert Project.objects.get().updated_at == project.updated_at
    assert "1 changed" in load(write(("projects.project", {"code": "P-1", "name": "病房楼"})))
    assert Project.objects.get().name == "病房楼"


def test_further_pairings_of_a_project_are_loaded_once(write):
    make.project(code="P-1")
    make.pairing(ref="FURTHER")
    path = write(("projects.project", {"code": "P-1", "partner_pairings": [["FURTHER"]]}))

    assert "1 changed" in load(path)
    assert "1 unchanged" in load(path)
    assert Project.objects.get().partner_pairings.get().ref == "FURTHER"


def test_records_load_before_those_that_name_them_whatever_the_file(write):
    county = write(organisation("B-1", parent=["A-1"], reported_under=["A-1"]), name="1.json")
    prefecture = write(organisation("A-1"), name="2.json")

    load(county, prefecture)

    assert Organisation.objects.get(ref="B-1").reported_under.ref == "A-1"


# Refusals.


def test_a_natural_key_given_twice_is_refused(write):
    paths = [write(organisation("A-1"), name=name) for name in ("1.json", "2.json")]

    assert_refused(paths, "2.json, record 1 (pairings.organisation A-1), ref:", "1.json, record 1")
    assert not Organisation.objects.exists()


def test_an_unknown_organisation_is_refused(write):
    path = write(organisation("A-1"), organisation("B-1", reported_under=["A-2"]))

    assert_refused(
        [path], "some.json, record 2 (pairings.organisation B-1), reported_under:", "A-2 is unknown"
    )
    assert not Organisation.objects.exists()


def test_an_end_before_its_start_is_refused(write):
    path = write(scheme("S-1"), scheme("S-2", ends_on="2010-03-29"))

    assert_refused(
        [path],
        "some.json, record 2 (pairings.scheme S-2), starts_on, ends_on:",
        "A scheme cannot end before the day it starts.",
    )
    assert not Scheme.objects.exists()


@pytest.mark.parametrize("wrong", ["\0", "\ud800"])
@pytest.mark.parametrize("field", ["ref", "name"])
def test_a_character_that_no_database_stores_is_refused(write, field, wrong):
    path = write(organisation(**{"ref": "A", field: f"A{wrong}B"}))

    code = f"\\u{ord(wrong):04x}"
    assert_refused([path], f"{path}, record 1", f", {field}: {code} cannot be stored")


def test_records_that_name_each_other_in_a_circle_are_refused(write):
    path = write(organisation("A-1", parent=["B-1"]), organisation("B-1", parent=["A-1"]))

    assert_refused([path], "parent: the records name each other in a circle")


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (organisation("A-1", size=3), "size: there is no such field"),
        (organisation("A-1", parent_id=3), "parent_id: there is no such field"),
        (organisation("A-1", designations=[]), "designations: this field is filled by the program"),
        (organisation("A-1", parent="653200"), "parent: give the natural key as a list: [ref]"),
        (organisation("A-1", name=["某地"]), "name: the field holds one plain value"),
        (organisation("A-1", kind="moon"), "kind: Value 'moon' is not a valid choice."),
        (organisation(""), "ref: This field cannot be blank."),
        (scheme("S-1", starts_on="2010-02-30"), "starts_on: “2010-02-30” value"),
        (scheme("S-1", starts_on=2010), "starts_on: 2010 is of the wrong kind"),
        (("pairings.planet", {}), "model: there is no model 'pairings.planet'"),
        (("projects.transfer", {}), "model: a projects.transfer has no natural key"),
        (("pairings.designation", {"name": "甲"}), "organisation: the natural key needs it"),
    ],
)
def test_what_the_models_do_not_know_is_refused(write, record, words):
    assert_refused([write(record)], "some.json, record 1", words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[\n{"model" "x"}\n]', "some.json, line 2: this is not valid JSON"),
        ('{"model": "x"}', "some.json: a fixture is a list of records"),
        ("[3]", 'some.json, record 1: a record has a "model" and "fields"'),
        ('[{"model": "x", "pk": 3, "fields": {}}]', "record 1, pk: a record has only a model"),
    ],
)
def test_a_file_that_is_no_fixture_is_refused(tmp_path, text, words):
    path = tmp_path / "some.json"
    path.write_text(text, "utf-8")

    assert_refused([path], words)


def test_a_missing_file_is_refused(tmp_path):
    assert_refused([tmp_path / "gone.json"], "gone.json cannot be read")
