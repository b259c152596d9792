"""Loading by the page: upload, preview, answers, acceptance, undoing; and who may do which."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pairings.models import Pairing
from projects.models import Project
from reports.models import HeaderName, Load
from tests import make
from tests.cast.loading import HEAD, ONE, World
from tests.tools.reading import Page, words
from tests.tools.sheets import csv_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]


@pytest.fixture
def world(client):
    world = World()
    world.client = client
    client.force_login(world.user)
    client.cookies["django_language"] = "en"
    return world


def upload(world, content, *, kind="projects", **fields):
    file = SimpleUploadedFile("项目.csv", content)
    form = {"kind": kind, "file": file, "programme": "2011-plan", **fields}
    return world.client.post("/loads/", form)


def previewed(world, content, **fields):
    """The address of the preview and what it says."""
    address = upload(world, content, **fields)["Location"]
    return address, words(world.client.get(address))


def test_a_file_is_uploaded_shown_accepted_and_undone(world):
    address, page = previewed(world, world.file(ONE, "合计,,,,,100"))
    assert "1 new, 0 changed, 0 unchanged" in page
    assert "A-1 小学" in page
    assert "matches" in page
    assert not Project.objects.exists()

    accepted = world.client.post(f"{address}acceptance/", follow=True)
    assert "The file was imported." in words(accepted)
    assert Project.objects.get().planned_aid == 1_000_000

    undone = world.client.post(f"{address}undoing/", follow=True)
    assert "The import was undone." in words(undone)
    assert not Project.objects.exists()
    assert "undone" in words(world.client.get("/loads/"))


def test_a_change_is_shown_with_the_old_value_and_the_new(world):
    world.load(world.file(ONE))

    _address, page = previewed(world, world.file("A-1,中学,北京,和田,交钥匙,120"))

    assert "0 new, 1 changed" in page
    assert "Planned funds from 100 (10,000 yuan) → to 120 (10,000 yuan)" in page
    assert "from 小学 → to 中学" in page


def test_a_programme_that_was_not_chosen_is_asked_for_in_the_preview(world):
    address, page = previewed(world, world.file(ONE), programme="")
    assert "rogramme: which one for 1 row?" in page

    response = world.client.post(address, {"question-0": "2011-plan"}, follow=True)

    assert "No problems" in words(response)


def test_every_problem_is_listed_and_there_is_no_button_to_accept(world):
    address, page = previewed(
        world, world.file("A-1,小学,北京,和田,交钥匙,很多", "A-2,医院,北京,和田,包工,5")
    )

    assert "2 problems" in page
    assert "F2" in page and "E3" in page
    assert f"{address}acceptance/" not in world.client.get(address).content.decode()


def test_a_problem_stands_under_its_sheet_cell_value_expectation_and_mend(world):
    address, _page = previewed(world, world.file("A-1,小学,北京,和田,交钥匙,很多"))

    head, row = Page(world.client.get(address)).lines()[-2:]
    assert head == ["sheet", "cell", "value", "expected", "how to fix it"]
    assert row[:3] == ["项目", "F2", "很多"]


def test_the_marked_copy_colours_and_comments_the_bad_cells(world):
    address, _page = previewed(world, world.file("=1+1,小学,北京,和田,交钥匙,很多"))

    book = openpyxl.load_workbook(BytesIO(world.client.get(f"{address}marked/").content))

    sheet, problems = book.worksheets
    assert sheet["F2"].value == "很多"
    assert sheet["F2"].comment and sheet["F2"].fill.fgColor.rgb == "FFF9C7C2"
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["C2"].comment is None
    assert [row[1].value for row in problems.iter_rows(min_row=2)] == ["A2", "F2"]


def test_an_unknown_header_is_mapped_on_the_page_and_remembered(world):
    make.membership(user=world.user, role="administrator")
    content = world.file(f"{ONE},三层,x", head=f"{HEAD},体量,其他列")
    address, page = previewed(world, content)
    assert "体量" in page and "Nothing can be saved yet" in page

    answered = world.client.post(
        address, {"question-0": "scale", "question-1": "leave"}, follow=True
    )

    assert "No problems" in words(answered)
    assert HeaderName.objects.count() == 2
    assert "No problems" in previewed(world, content)[1]


def test_an_unknown_organisation_is_answered_on_the_page(world):
    address, page = previewed(world, world.file("A-1,小学,北京啊,和田,交钥匙,100"))
    assert "“北京啊” (项目 C2) is not known: who is meant?" in page and "北京 (BJ)" in page

    answered = world.client.post(address, {"organisation-0": "ref:BJ"}, follow=True)

    assert "No problems" in words(answered)


def test_a_party_of_a_pairing_is_made_where_the_page_is_told_so(world):
    address, _page = previewed(world, csv_file("支援方,受援方", "天津,和田"), kind="pairings")

    lacking = world.client.post(address, {"organisation-0": "new"})
    assert "Enter the reference." in words(lacking)
    answers = {"organisation-0": "new", "ref-0": "120000", "kind-0": "province"}
    assert "No problems" in words(world.client.post(address, answers, follow=True))
    world.client.post(f"{address}acceptance/")

    assert Pairing.objects.filter(supporter__name="天津").exists()


def test_what_is_no_spreadsheet_is_refused_beside_the_field(world):
    response = upload(world, b"%PDF-1.7 nothing")

    assert response.status_code == 200
    assert "PDF" in words(response)
    assert not Load.objects.exists()


def test_a_file_is_given_up(world):
    address, _page = previewed(world, world.file(ONE))

    gone = world.client.post(f"{address}abandonment/", follow=True)

    assert "nothing was saved" in words(gone)
    assert Load.objects.get().state == "abandoned"


def test_a_file_that_is_refused_when_looked_at_again_can_be_cancelled(world):
    address, _page = previewed(world, world.file(ONE))
    load = Load.objects.get()
    load.file.storage.delete(load.file.name)

    page = world.client.get(address)
    assert "not the one that was uploaded" in words(page) and "no longer there" in words(page)
    assert f"{address}abandonment/" in page.content.decode()
    world.client.post(f"{address}abandonment/")

    load.refresh_from_db()
    assert load.state == "abandoned" and not load.file.storage.exists(load.book_name)


def test_accepting_by_two_posts_counts_once(world):
    address, _page = previewed(world, world.file(ONE))

    for _n in range(2):
        world.client.post(f"{address}acceptance/")

    assert Project.objects.count() == 1
    assert world.client.get(address).status_code == 200


def test_a_preview_that_no_longer_holds_is_shown_anew(world):
    world.load(world.file(ONE))
    address, _page = previewed(world, world.file("A-1,中学,北京,和田,交钥匙,100"))
    project = Project.objects.get()
    project.name = "幼儿园"
    project.save()

    moved = world.client.post(f"{address}acceptance/", follow=True)

    assert "The data has changed since this preview" in words(moved)
    assert "from 幼儿园 → to 中学" in words(moved)


def test_a_kind_is_offered_to_its_role_alone(world):
    world.client.force_login(make.member("recorder"))

    page = world.client.get("/loads/").content.decode()

    assert 'value="transfers"' in page and 'value="status"' in page
    assert 'value="projects"' not in page
    assert "Select a valid choice" in words(upload(world, world.file(ONE)))


def test_the_load_of_another_is_not_there_but_for_an_auditor(world):
    load, _preview = world.preview(world.file(ONE))
    world.client.force_login(make.member("recorder"))
    assert world.client.get(load.get_absolute_url()).status_code == 404

    world.client.force_login(make.auditor())
    page = world.client.get(load.get_absolute_url())
    assert page.status_code == 200
    assert "小学" not in words(page)
    assert world.client.post(load.get_absolute_url()).status_code == 403


def test_the_history_says_that_a_row_came_by_a_file(world):
    address, _page = previewed(world, world.file(ONE))
    world.client.post(f"{address}acceptance/")

    page = words(world.client.get("/projects/A-1/history/"))

    assert "file" in page and "admin" in page


@pytest.mark.parametrize("loads", [1, 3])
def test_the_list_takes_as_many_queries_for_three_loads_as_for_one(
    world, loads, django_assert_num_queries
):
    for _n in range(loads):
        make.load(uploaded_by=world.user)

    with django_assert_num_queries(10):
        world.client.get("/loads/")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_page_takes_as_many_queries_for_three_rows_as_for_one(
    world, rows, django_assert_num_queries
):
    world.load(world.file(*(f"A-{n},小学{n},北京,和田,交钥匙,100" for n in range(rows))))
    changes = (f"A-{n},小学{n},北京,和田,共建,120" for n in range(rows))
    address, _page = previewed(world, world.file(*changes))

    with django_assert_num_queries(16):
        page = words(world.client.get(address))

    assert f"小学{rows - 1}" in page
