"""Where a cumulative figure falls from one month to the next, a note says why."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from projects.models import Project, Transfer
from tests import make
from tests.exports.files import book, words as words_of
from tests.tools.reading import reader, words

YI = 100_000_000
APRIL, MAY = date(2011, 4, 10), date(2011, 5, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    """Two projects that started and were paid in April."""
    row = make.reporting_row(make.prefecture("653200"))
    unit = make.reporting_unit(row, make.supporter("110000"))
    for code in ("A", "B"):
        project = make.project(
            code=code,
            supporter=unit.supporter,
            recipient=row.prefecture,
            planned_aid=YI,
            started_on=APRIL,
        )
        make.transfer(project, amount=YI // 2, on=APRIL)
    return unit


def cancel(code):
    Project.objects.filter(code=code).update(cancelled_on=MAY)


STARTS = "31 May 2011: started fell from 2 to 1; 1 project was cancelled since the row before."
MONEY = "31 May 2011: disbursed fell from CNY 100 m to CNY 50 m;"


def test_a_cancellation_is_why_starts_and_money_fell(client, unit):
    cancel("A")
    person = reader(client)

    text = words(person.get("/pairings/"))
    file = words_of(book(person, "/pairings/")["Reporting units, month by month"])

    for words_printed in (text, file):
        assert STARTS in words_printed
        assert (
            f"{MONEY} CNY 50 m of it is of projects cancelled since the row before."
            in words_printed
        )


@pytest.mark.parametrize("page", ["/overview/", "/pairings/653200/"])
def test_a_reversal_is_why_money_fell(client, unit, page):
    row = Transfer.objects.first()
    make.transfer(row.project, amount=-row.amount, on=MAY, reverses=row)
    person = reader(client)

    assert f"{MONEY} a transfer was reversed." in words(person.get(page))
    assert f"{MONEY} a transfer was reversed." in words_of(
        book(person, page)["Disbursement by month"]
    )


def test_the_note_stands_at_the_panel_whose_line_falls(client, unit):
    cancel("A")

    content = reader(client).get("/pairings/").content.decode()

    panel = content[content.index("<article") : content.index("</article>")]
    assert f"<p>{STARTS}</p>" in panel


def test_there_is_no_note_where_nothing_falls(client, unit):
    assert " fell from " not in words(reader(client).get("/pairings/"))


def test_the_command_says_it_beside_its_table(unit):
    cancel("A")
    out, err = StringIO(), StringIO()

    call_command("progress", "2011-plan", "--by", "month", stdout=out, stderr=err)

    assert "2011-05-31：累计已开工由2个降为1个，原因：其间取消了1个项目。" in err.getvalue()
    assert "原因" not in out.getvalue()
