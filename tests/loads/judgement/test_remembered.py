"""What an office answered about a heading comes again with who and when, never in silence."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.loads.kinds.month.plan import STATUS
from reports.loads.kinds.transfers.plan import TRANSFERS
from reports.loads.loading import preview
from reports.models import HeaderName, Load
from tests import make
from tests.cast.loading import HEAD, ONE, World
from tests.cast.office import Office
from tests.tools.reading import words
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db

CONTENT = csv_file(f"{HEAD},体量", f"{ONE},三层")


@pytest.fixture
def world(client):
    world = World()
    make.membership(user=world.user, role="administrator")
    world.client = client
    client.force_login(world.user)
    client.cookies["django_language"] = "en"
    return world


def uploaded(world, content=CONTENT) -> str:
    form = {"kind": "projects", "file": SimpleUploadedFile("计划.csv", content)}
    return world.client.post("/loads/", form | {"programme": "2011-plan"})["Location"]


@pytest.fixture
def answered(world):
    """The preview of a second file with a heading that was answered for the first."""
    world.client.post(uploaded(world), {"question-0": "scale"})
    HeaderName.objects.update(chosen_at="2011-03-18T09:00:00+08:00")
    return uploaded(world)


def test_an_answer_for_an_earlier_file_stands_with_who_and_when(world, answered):
    page = words(world.client.get(answered))

    assert "What is the column “体量”? scale as answered on 18 March 2011 by admin" in page
    assert "1 row can be saved" in page


def test_it_is_changed_for_this_file_and_later_ones(world, answered):
    world.client.post(answered, {"question-0": "leave"})

    assert HeaderName.objects.get().column == ""
    assert "leave this column out change" in words(world.client.get(answered))


def test_it_stays_as_it_was_where_other_answers_are_saved(world, answered):
    world.client.post(answered, {"question-0": "scale"})

    assert "as answered on 18 March 2011" in words(world.client.get(answered))
    assert "headers" not in Load.objects.first().choices


def test_it_is_forgotten_and_asked_about_again(world, answered):
    page = words(
        world.client.post(answered, {"question-0": "scale", "forget-0": "on"}, follow=True)
    )

    assert "1 question; nothing has been saved yet" in page
    assert not HeaderName.objects.exists()


@pytest.mark.parametrize(("amount", "is_asked"), [("120", False), ("1000000", True)])
def test_it_is_asked_anew_where_amounts_are_far_from_the_stored_ones(world, amount, is_asked):
    world.load(world.file(ONE))
    head, row = HEAD.replace("计划资金", "盘子"), ONE.replace(",100", f",{amount}")
    make.header_name(organisation=world.user.memberships.get().organisation, header="盘子",
                     column="planned_aid", kind="projects")  # fmt: skip

    page = words(world.client.get(uploaded(world, csv_file(head, row))))

    assert ("1 question; nothing has been saved yet" in page) == is_asked
    assert ("Its amounts are 100 times those" in page) == is_asked
    assert (
        "planned aid as answered before" in page or "as answered before change" in page
    ) != is_asked


def test_a_column_left_out_before_is_asked_about_where_the_file_cannot_do_without_it(world):
    office = world.user.memberships.get().organisation
    for header in ("内部号", "体量"):
        make.header_name(organisation=office, header=header, column="", kind="projects",
                         chosen_by=world.user, chosen_at="2011-03-18T09:00:00+08:00")  # fmt: skip
    head = HEAD.replace("项目编号", "内部号").replace("项目名称", "体量")

    page = words(world.client.get(uploaded(world, csv_file(head, ONE))))

    assert "2 questions; nothing has been saved yet" in page
    assert "It was left out of earlier files (as answered on 18 March 2011 by admin)" in page
    assert "no other column that could be “project code”" in page
    assert "A column “project code”" not in page


def test_a_column_left_out_before_stays_so_where_nothing_is_missing(world):
    make.header_name(organisation=world.user.memberships.get().organisation, header="体量",
                     column="", kind="projects")  # fmt: skip

    assert "1 row can be saved" in words(world.client.get(uploaded(world)))


MONEY = [
    (STATUS, "disbursed_to_date", "项目编号,状态,开工日期,形象进度(%),盘子(万元)",
     "OWN,在建,2011-07-05,20,{}"),
    (TRANSFERS, "amount", "资金环节,项目编号,日期,盘子(万元)", "到位,OWN,2011-07-15,{}"),
]  # fmt: skip


@pytest.mark.parametrize(("amount", "is_asked"), [("2", False), ("20000", True)])
@pytest.mark.parametrize(("kind", "column", "head", "row"), MONEY)
def test_amounts_of_every_kind_are_compared(kind, column, head, row, amount, is_asked):
    office = Office(code="OWN")
    earlier = make.reporting_month(office.project.programme, month=date(2011, 6, 1))
    make.status_report(office.project, earlier, disbursed_to_date=10_000, state="verified")
    make.transfer(office.project, amount=10_000, on=date(2011, 6, 15))
    organisation = office.recorder.memberships.get().organisation
    make.header_name(organisation=organisation, header="盘子", column=column, kind=kind.name)

    _load, looked_at = preview(kind, csv_file(head, row.format(amount)), "表.csv",
                               user=office.recorder, choices={"month": "2011-07-01"})  # fmt: skip

    open_codes = [question.code for question in looked_at.questions if not question.choice]
    assert ("header:盘子" in open_codes) == is_asked
    assert not any("金额" in problem.expected for problem in looked_at.problems)
