"""Columns of a file of contributions: one for each counting unit, project, category, profession."""

import pytest
from django.utils.translation import override

from projects.models import Contribution, Quantity
from reports.loads.kinds.contributions.plan import CONTRIBUTIONS
from reports.loads.loading import accept, preview
from tests import make
from tests.cast.unions import Unions
from tests.loads.kinds.test_contributions import open_codes, problems
from tests.tools.sheets import xlsx_file

pytestmark = pytest.mark.django_db
WHO = "结对,形式,内容,时间"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def unions():
    return Unions()


def numbers() -> set[tuple]:
    """(unit, planned, done at least) of all quantities."""
    return set(Quantity.objects.values_list("counting_unit__code", "planned", "low"))


def test_a_row_with_columns_of_units_is_one_contribution_with_a_number_each(unions):
    head = f"{WHO},计划人次,完成人次,批,册,户,台（套）"

    unions.load("U-1,互访,交流互访,2013年,300,268,22,12000余,,", head=head)

    assert Contribution.objects.count() == 1
    assert numbers() == {("person_time", 300, 268), ("batch", None, 22), ("book", None, 12_000)}


def test_a_dash_in_a_column_of_a_unit_is_no_number(unions):
    unions.load("U-1,捐赠,设备,2013年,-,—,无,30", head=f"{WHO},计划人次,批,册,台（套）")

    assert numbers() == {("set", None, 30)}


def test_what_is_only_planned_is_not_done(unions):
    unions.load("U-1,培训,培训,2013年,300,", head=f"{WHO},计划人次,完成人次")

    assert numbers() == {("person_time", 300, None)}


def test_headings_of_two_rows_say_what_is_planned_and_what_is_done(unions):
    head = [["结对", "形式", "内容", "时间", "状态", "计划", "", "完成", ""]]
    head += [["", "", "", "", "", "人次", "批次", "人次", "批次"]]
    row = ["U-1", "互访", "互访", "2013年", "草稿", 300, 20, 268, 22]

    load, look = preview(
        CONTRIBUTIONS, xlsx_file(a=[*head, row]), "a.xlsx", user=unions.recorder, choices={}
    )
    assert (look.problems, open_codes((load, look))) == ([], [])
    accept(CONTRIBUTIONS, load, user=unions.recorder)

    assert numbers() == {("person_time", 300, 268), ("batch", 20, 22)}


def test_a_row_without_any_number_is_refused(unions):
    ((cell, expected, _mend),) = problems(
        unions.look("U-1,互访,交流互访,2013年,,", head=f"{WHO},人次,批")
    )

    assert (cell, "How many" in expected) == ("C2", True)


def test_a_plan_in_a_column_of_a_unit_is_an_exact_number(unions):
    ((cell, expected, _mend),) = problems(
        unions.look("U-1,互访,互访,2013年,近100,90", head=f"{WHO},计划人次,人次")
    )

    assert (cell, "a plan is no estimate" in expected) == ("E2", True)


@pytest.mark.parametrize(
    ("heading", "first"), [("参训人次", "counted_person_time"), ("受训人数", "counted_person")]
)
def test_a_heading_that_only_holds_the_word_of_a_unit_is_asked_about(unions, heading, first):
    look = unions.look("U-1,培训,培训,2013年,30", head=f"{WHO},{heading}")

    (question,) = [q for q in look[1].questions if q.code == f"header:{heading}"]
    offered = [reading.value for reading in question.readings if reading.value != "leave"]
    assert (question.choice, offered[0]) == ("", first)


@pytest.mark.parametrize("heading", ["次", "次数", "人", "个"])
def test_a_heading_of_several_meanings_is_asked_about(unions, heading):
    look = unions.look("U-1,互访,互访,2013年,3", head=f"{WHO},{heading}")

    assert f"header:{heading}" in open_codes(look)


def test_a_heading_may_state_the_unit_of_its_numbers(unions):
    unions.load("U-1,培训,培训,2013年,30,28", head=f"{WHO},计划数（人次）,完成数（人次）")

    assert numbers() == {("person_time", 30, 28)}


def test_people_in_a_column_of_their_own_are_not_summed(unions):
    rows = ["U-1,培训,班一,2013年,30", "U-1,培训,班二,2013年,40", "合计,,,,70"]

    look = unions.look(*rows, head=f"{WHO},计划人数")

    assert [note.cell for note in look[1].plan.notes] == ["E4"]


class Lists:
    """A list of the unions' own, a list of professions, and a project of their pairing."""

    def __init__(self, unions):
        own = make.category_scheme("union-results", purpose="contribution")
        self.category = make.category(scheme=own, code="people", name="人才援建", name_en="People")
        others = make.category_scheme("university-form", purpose="contribution")
        make.category(scheme=others, code="talent", name="人才培养", name_en="Talent")
        professions = make.category_scheme("professions", purpose="profession")
        self.profession = make.category(scheme=professions, code="nurse", name="护理")
        programme = make.programme(scheme=unions.scheme, category_scheme=own)
        self.project = make.project(
            code="P-1",
            programme=programme,
            supporter=unions.pairing.supporter,
            recipient=unions.pairing.recipient,
        )


OWN = f"{WHO},数量,项目编号,类别,专业"


def test_project_category_and_profession_are_named_by_code_or_label(unions):
    lists = Lists(unions)

    unions.load("U-1,培训,培训,2013年,30人次,P-1,人才援建,nurse", head=OWN)

    row = Contribution.objects.get()
    assert (row.project, row.category, row.profession) == (
        lists.project,
        lists.category,
        lists.profession,
    )
    assert row.programme == lists.project.programme
    again = unions.look("U-1,培训,培训,2013年,30人次,P-1,people,护理", head=OWN)
    assert again[1].is_nothing


@pytest.mark.parametrize(
    ("cells", "cell", "expected"),
    [
        ("P-9,,", "F2", "A project code."),
        (",人才培养,", "G2", "One of these: People."),
        (",,针灸", "H2", "One of these: 护理."),
    ],
)
def test_a_word_that_is_on_no_list_is_refused(unions, cells, cell, expected):
    Lists(unions)

    look = unions.look(f"U-1,培训,培训,2013年,30人次,{cells}", head=OWN)

    assert [(place, words) for place, words, _mend in problems(look)] == [(cell, expected)]


def test_a_category_of_a_scheme_without_a_list_is_refused(unions):
    ((cell, expected, _mend),) = problems(
        unions.look("U-1,培训,培训,2013年,30人次,,人才援建,", head=OWN)
    )

    assert (cell, expected) == ("G2", "Nothing: there is no list for this column.")


def test_a_project_out_of_reach_is_as_unknown_as_none(unions):
    make.project(code="P-2")

    ((cell, _expected, mend),) = problems(
        unions.look("U-1,培训,培训,2013年,30人次,P-2,,", head=OWN)
    )

    assert (cell, "no project with this code" in mend) == ("F2", True)


def test_a_form_in_a_column_of_categories_is_the_form(unions):
    head = "结对,类别,内容,时间,数量"

    unions.load("U-1,培训,培训,2013年,30人次", head=head)

    assert Contribution.objects.get().form == "training"
