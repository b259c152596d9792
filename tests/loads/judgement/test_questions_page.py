"""The page of a file that asks: what is open, what it comes to now, what is not read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import Project
from reports.models import HeaderName, Load
from tests import make
from tests.cast.loading import HEAD, ONE, World
from tests.tools.reading import words
from tests.tools.sheets import xlsx_file

pytestmark = pytest.mark.django_db

BARE = HEAD.replace("(万元)", "")
TWO = "A-2,医院,北京,和田,交钥匙,2.5"


@pytest.fixture
def world(client):
    world = World()
    make.membership(user=world.user, role="administrator")
    world.client = client
    client.force_login(world.user)
    client.cookies["django_language"] = "en"
    return world


@pytest.fixture
def address(world):
    """The preview of a file with a missing unit, an unknown heading and a sheet of something."""
    content = xlsx_file(
        计划表=[f"{BARE},体量", f"{ONE},三层", f"{TWO},二层", "合计,,,,,102.5,"],
        联系人=["序号,姓名,电话", "1,某某,0903"],
    )
    form = {"kind": "projects", "file": SimpleUploadedFile("计划.xlsx", content)}
    return world.client.post("/loads/", form | {"programme": "2011-plan"})["Location"]


def page_of(world, address, **answers) -> str:
    if answers:
        world.client.post(address, {name.replace("_", "-"): a for name, a in answers.items()})
    return words(world.client.get(address))


def test_the_heading_says_what_is_open_and_each_question_where_and_why(world, address):
    page = page_of(world, address)

    assert "2 questions; nothing has been saved yet" in page
    assert "1 In which unit is “计划资金”?" in page and "计划表 F · concerns 2 rows" in page
    assert "2 What is the column “体量”?" in page
    assert "B F G 1 项目名称 计划资金 体量 2 小学 100 三层 3 医院 2.5 二层" in page


def test_nothing_is_chosen_beforehand_and_an_unlikely_reading_is_marked(world, address):
    html = world.client.get(address).content.decode()

    assert " checked" not in html.partition('id="answers"')[2].partition("</form>")[0]
    assert "◆ unlikely: 2 rows, total CNY 102.5" in page_of(world, address)


def test_what_a_question_leaves_open_is_no_figure_yet(world, address):
    page = page_of(world, address)
    assert "New: projects open: 2" in page and "Total of the rows open: 1, 2" in page

    page = page_of(world, address, question_1="scale")
    assert "New: projects 2" in page and "Total of the rows open: 1" in page

    page = page_of(world, address, question_0="万元")
    assert "Total of the rows 102.5 (10,000 yuan)" in page and "open:" not in page


def test_what_is_not_read_is_listed_with_its_place(world, address):
    page = page_of(world, address)

    assert "联系人 a sheet · 2 rows" in page
    assert "计划表 A4 a total, compared only · 1 row" in page


def test_an_answer_stays_on_the_page_and_can_be_changed(world, address):
    page = page_of(world, address, question_0="元", question_1="scale")
    assert "2 rows can be saved; nothing has been saved yet" in page
    assert "In which unit is “计划资金”? yuan change" in page
    assert "What is the column “体量”? scale change" in page
    assert HeaderName.objects.get().column == "scale"

    page = page_of(world, address, question_0="万元", question_1="leave")
    assert "What is the column “体量”? leave this column out change" in page
    assert HeaderName.objects.get().column == ""
    world.client.post(f"{address}acceptance/")
    assert Project.objects.get(code="A-1").planned_aid == 1_000_000
    assert Project.objects.get(code="A-1").scale == ""


def test_the_button_saves_answers_while_anything_is_open_and_rows_after(world, address):
    page = page_of(world, address)
    assert "Save answers" in page and "Save 2 rows" not in page

    assert "Save 2 rows" in page_of(world, address, question_0="万元", question_1="scale")


def test_an_answer_changed_beside_the_button_that_writes_is_shown_before(world, address):
    page_of(world, address, question_0="元", question_1="scale")
    asked = world.client.get(address).context["form"]["asked"].value()
    answers = {"asked": asked, "question-0": "万元", "question-1": "scale"}

    shown = words(world.client.post(f"{address}acceptance/", answers, follow=True))
    assert "Your answers have changed what would be saved" in shown
    assert not Project.objects.exists()

    world.client.post(f"{address}acceptance/", answers)
    assert Project.objects.get(code="A-1").planned_aid == 1_000_000


def test_an_answer_to_a_page_that_asked_something_else_is_refused(world, address):
    answers = {"asked": "another", "question-0": "元"}

    assert "The questions have changed" in words(world.client.post(address, answers))
    assert "answers" not in Load.objects.get().choices


def test_an_organisation_that_was_answered_can_be_asked_about_again(world):
    content = xlsx_file(计划=[HEAD, ONE.replace("北京", "北京啊")])
    form = {"kind": "projects", "file": SimpleUploadedFile("计划.xlsx", content)}
    address = world.client.post("/loads/", form | {"programme": "2011-plan"})["Location"]
    assert "1 question; nothing" in page_of(world, address)

    assert "“北京啊” BJ change" in page_of(world, address, organisation_0="ref:BJ")

    assert "“北京啊” (计划 C2) is not known" in page_of(world, address, named_0="")


def test_any_column_may_be_another_one_or_be_left_out(world, address):
    page = page_of(world, address, question_0="万元", question_1="leave")
    assert "Columns and sheets" in page and "计划表 G “体量” a column · 2 rows" in page

    world.client.post(address, {"header:计划资金": "total_investment", "header:项目名称": "leave"})

    page = words(world.client.get(address))
    assert "What is the column “计划资金”? total investment change" in page
    assert "What is the column “项目名称”? leave this column out change" in page
    assert "2 problems; nothing has been saved yet" in page


def test_any_sheet_may_be_left_out(world, address):
    page_of(world, address, question_0="万元", question_1="scale")

    world.client.post(address, {"sheet:计划表": "leave"})

    page = words(world.client.get(address))
    assert "Is the sheet “计划表” to be read? leave it out change" in page
    assert "计划表 a sheet · 4 rows" in page


def test_a_choice_that_stands_as_it_was_is_no_answer(world, address):
    form = world.client.get(address).context["form"]
    standing = {name: form[name].value() or "" for name in form.fields}

    world.client.post(address, standing | {"question-0": "万元", "question-1": "scale"})

    choices = Load.objects.get().choices
    assert choices["headers"] == {"体量": "scale"} and choices["answers"] == {"unit": "万元"}


def test_organisations_are_asked_about_in_the_one_form_before_single_rows(world):
    make.project(code="A-8", name="和田市第八小学", lead_pairing=world.edge, planned_aid=900_000)
    content = world.file("A-9,和田第八小学,北京,和田,交钥匙,100", "A-2,医院,北京啊,和田,交钥匙,5")
    form = {"kind": "projects", "file": SimpleUploadedFile("计划.csv", content)}
    address = world.client.post("/loads/", form | {"programme": "2011-plan"})["Location"]
    html = world.client.get(address).content.decode()
    answers = html.partition('id="answers"')[2].partition("</form>")[0]

    page = words(world.client.get(address))

    assert answers.index("organisation-0") < answers.index("question-0")
    assert "1 “北京啊” (计划 C3) is not known" in page
    assert "2 Is “和田第八小学” a project that is there already?" in page

    answered = {"organisation-0": "ref:BJ", "question-0": "A-8"}
    assert "No problems" in words(world.client.post(address, answered, follow=True))
