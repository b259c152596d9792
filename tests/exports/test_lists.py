"""The lists as files: every row of the filter, in its order, and no row that is hidden."""

from datetime import date
from decimal import Decimal

import pytest

from projects.models import Project
from tests import make
from tests.exports.files import book, lines, rows, table, words
from tests.tools.reading import reader, words as words_of_page

pytestmark = pytest.mark.django_db
ON = date(2011, 6, 30)


@pytest.fixture
def person(client):
    return reader(client)


def three():
    for code, name in (("A", "甲工程"), ("B", "=cmd|'/c calc'!A1"), ("C", "-丙工程")):
        project = make.project(
            code=code, name=name, planned_aid=10_000_500, started_on=date(2011, 3, 1)
        )
        make.transfer(project, amount=2_500_000)


def codes(sheet) -> str:
    return "".join(row["Project code"] for row in table(sheet, "Project code")[:-1])


def test_the_list_of_projects_holds_numbers_days_and_texts(person):
    three()

    (row, *_more) = table(book(person, "/projects/").worksheets[0], "Project code")

    assert row["Planned funds (10,000 yuan)"] == 1000.05
    assert row["Disbursed (10,000 yuan)"] == 250
    assert row["Disbursement rate"] == pytest.approx(2_500_000 / 10_000_500)
    assert f"{row['Start date']:%Y-%m-%d}" == "2011-03-01"
    assert row["Completion date"] == "—"
    assert row["Stage"] == "under construction"


def test_it_holds_all_pages_while_the_page_holds_one(person, monkeypatch):
    three()
    monkeypatch.setattr("projects.pages.tables.ProjectTable._meta.per_page", 2)

    assert "1–2 of 3" in words_of_page(person.get("/projects/"))
    assert codes(book(person, "/projects/?page=2").worksheets[0]) == "ABC"


def test_it_is_in_the_order_of_the_page(person):
    three()
    make.project(code="D", planned_aid=2)
    make.project(code="E", planned_aid=1)

    assert codes(book(person, "/projects/?sort=planned_aid").worksheets[0]) == "EDABC"


def test_it_holds_the_rows_of_the_filter_and_says_which_filter(person):
    three()
    make.project(code="D", completed_on=date(2011, 5, 1))

    workbook = book(person, "/projects/?stage=completed&q=D")

    assert codes(workbook.worksheets[0]) == "D"
    assert "Stage: completed" in words(workbook.worksheets[0])
    sources = dict(row[:2] for row in rows(workbook["Definitions and source"]))
    assert (sources["Stage"], sources["Search"]) == ("completed", "D")


def test_it_is_as_of_the_day_of_the_page(person):
    three()

    workbook = book(person, "/projects/?as_of=2011-03-31")

    assert table(workbook.worksheets[0], "Project code")[0]["Disbursed (10,000 yuan)"] == 0
    assert "as of 2011-03-31" in words(workbook.worksheets[0])


def test_its_last_row_is_the_total_of_the_page(person):
    three()

    total = table(book(person, "/projects/").worksheets[0], "Project code")[-1]

    assert total["Project code"] == "All 3 projects"
    assert total["Planned funds (10,000 yuan)"] == 3000.15
    assert total["Disbursed (10,000 yuan)"] == 750


@pytest.mark.parametrize(
    "address", ["/projects/", "/transfers/", "/reports/table-3/", "/overview/"]
)
def test_illustrative_rows_are_marked_in_both_formats(person, address):
    make.published_table("table-3", as_of=ON)
    project = make.project(provenance=Project.Provenance.ILLUSTRATIVE)
    make.transfer(project)

    sheet = book(person, address).worksheets[0]

    assert "llustrative" in words(sheet).partition("Supporter")[0]
    assert "llustrative" in "".join(line[0] for line in lines(person, address)[:3])


def test_recorded_rows_have_no_such_mark(person):
    make.project()

    assert "llustrative" not in words(book(person, "/projects/").worksheets[0])


def test_a_reader_of_a_part_gets_that_part_and_is_told(client):
    row = make.prefecture()
    mine = make.project(code="MINE", recipient=make.county(reported_under=row))
    make.transfer(mine, amount=77)
    make.transfer(make.project(code="THEIRS", name="别处的工程"), amount=88)
    client.force_login(make.member("leader", row))
    client.cookies["django_language"] = "en"

    for address in ("/projects/", "/transfers/"):
        workbook = book(client, address)
        text = "\n".join(words(sheet) for sheet in workbook)
        assert "MINE" in text
        assert "THEIRS" not in text
        assert "别处" not in text
        assert "You see your organisation's projects only" in text
        assert "THEIRS" not in "\n".join(map(str, lines(client, address)))


def test_texts_that_could_run_are_neutral_in_both_formats(person):
    three()

    cells = [cell for row in book(person, "/projects/").worksheets[0].iter_rows() for cell in row]
    (xlsx,) = [cell for cell in cells if cell.value == "=cmd|'/c calc'!A1"]
    in_csv = [line[1] for line in lines(person, "/projects/") if line[0] in "BC"]

    assert (xlsx.data_type, bool(xlsx.quotePrefix)) == ("s", True) or xlsx.data_type == "inlineStr"
    assert in_csv == ["'=cmd|'/c calc'!A1", "'-丙工程"]


def test_csv_holds_the_same_rows_as_xlsx(person):
    three()

    xlsx = rows(book(person, "/projects/").worksheets[0])
    in_csv = lines(person, "/projects/")

    assert [line[0] for line in in_csv] == [line[0] for line in xlsx]
    assert in_csv[-1][6:8] == ["3000.15", "750"]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("address", "of_xlsx", "of_csv"),
    [("/projects/", 16, 15), ("/transfers/", 16, 15), ("/pairings/", 28, 27)],
)
def test_queries_do_not_grow_with_the_rows(
    person, django_assert_num_queries, number, address, of_xlsx, of_csv
):
    for _n in range(number):
        make.transfer(make.project())

    with django_assert_num_queries(of_xlsx):
        book(person, address)
    with django_assert_num_queries(of_csv):
        lines(person, address)


def test_transfers_are_in_yuan_with_their_level_and_a_sum_for_each(person):
    project = make.project(code="A")
    make.transfer(project, amount=Decimal("1234.56"), document_number="+86")
    make.in_region(amount=500)

    sheet = book(person, "/transfers/").worksheets[0]
    first = table(sheet, "Date")[0]

    assert first["Amount (yuan)"] == 1234.56
    assert first["Document number"] == "+86"
    assert first["Funding stage"] == "disbursed to the project"
    sums = {row["Funding stage"]: row["Amount (yuan)"] for row in table(sheet, "Date")[-2:]}
    assert sums == {"received in the region": 500, "disbursed to the project": 1234.56}


def test_no_arrival_is_not_reported_and_not_zero(person):
    make.reporting_unit()
    make.transfer(make.project())

    (line,) = table(
        book(person, "/transfers/")["Balance by reporting unit"], "Supporter → recipient"
    )

    assert line.pop("Waiting to be confirmed, not counted (10,000 yuan)") == 0
    assert set(list(line.values())[1:]) == {"not reported"}


def test_names_are_those_of_the_day_as_on_the_page(person):
    county = make.county(name="新名市", short_name="新市")
    make.designation(county, name="旧名县", ends_on=date(2012, 1, 1))
    make.project(recipient=county, category=make.category(name="住房"))

    for day, name in (("2011-06-30", "旧名县"), ("2012-06-30", "新名市")):
        row = table(book(person, f"/projects/?as_of={day}").worksheets[0], "Project code")[0]
        assert (row["Recipient"], row["Category"]) == (name, "住房")


def test_a_project_without_a_class_is_unclassified(person):
    make.project()

    row = table(book(person, "/projects/").worksheets[0], "Project code")[0]
    assert row["Category"] == "unclassified"
