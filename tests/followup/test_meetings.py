"""Joint meetings: who sees and who holds them, agenda and decisions, what became of them."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from reports.followup.meetings.saving import meeting_digest
from reports.models import Item, Meeting
from tests import make
from tests.cast.office import as_
from tests.exports.files import body
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
LIST = "/follow-up/meetings/"
NEW = f"{LIST}new/"


class Table:
    """A meeting of a scheme with its convener, one who attends, and people of each."""

    def __init__(self):
        self.pairing = make.pairing()
        self.convener, self.guest = self.pairing.recipient.reported_under, self.pairing.supporter
        self.leader = make.member("leader", self.convener)
        self.guest_leader = make.member("leader", self.guest)
        self.meeting = make.meeting(
            self.pairing.scheme, number=3, title="第三次联席会议", convener=self.convener
        )
        self.meeting.attending.add(self.guest)
        self.item = make.item(self.meeting, number=1, text="研究住房用地")
        self.address = f"{LIST}regional-aid-3/"

    def form(self, **fields):
        """As the page sends it: one line that is stored, one that is empty."""
        values = {
            "scheme": "regional-aid",
            "number": "3",
            "on": "2011-07-05",
            "title": "第三次联席会议",
            "place": "",
            "convener": self.convener.ref,
            "attending": [self.guest.ref],
            "as_opened": meeting_digest(self.meeting),
            **line(0, item=self.item.pk, text="研究住房用地"),
            **line(1),
            "item-TOTAL_FORMS": "2",
            "item-INITIAL_FORMS": "1",
        }
        return values | fields

    def new_form(self, **fields):
        values = {"number": "4", "item-INITIAL_FORMS": "0", "as_opened": "", **line(0)}
        return self.form(**values | {"item-0-item": ""} | fields)


def line(number, **fields):
    values = dict.fromkeys(["item", "raised_by", "subject", "text", "decision"], "") | fields
    return {f"item-{number}-{name}": value for name, value in values.items()}


@pytest.fixture
def table():
    return Table()


def statuses(client, people, address):
    return [as_(client, person).get(address).status_code for person in people]


def test_who_attends_or_convenes_sees_a_meeting_and_nobody_else(client, table):
    people = [table.leader, table.guest_leader, make.auditor(), make.administrator()]
    strangers = [make.member("leader"), make.member("recorder"), make.user()]

    assert statuses(client, people, table.address) == [200] * 4
    assert statuses(client, strangers, table.address) == [404] * 3
    assert "第三次联席会议" in words(as_(client, table.guest_leader).get(LIST))
    assert "第三次联席会议" not in words(as_(client, strangers[0]).get(LIST))


def test_a_leader_of_the_convener_and_an_administrator_hold_it_and_nobody_else(client, table):
    may = [table.leader, make.administrator()]
    others = [
        table.guest_leader,
        make.auditor(),
        make.member("recorder", table.convener),
        make.member("reviewer", table.convener),
    ]

    assert statuses(client, may, f"{table.address}change/") == [200] * 2
    assert statuses(client, others, f"{table.address}change/") == [403] * 4
    for person in others:
        for page in ("change/", "minutes/"):
            assert as_(client, person).post(f"{table.address}{page}", {}).status_code == 403


def test_a_meeting_is_entered_with_its_items_on_one_form(client, table):
    item = line(0, raised_by=table.guest.ref, subject=table.pairing.ref, text="研究\n学校用地")
    form = table.new_form(title="第四次联席会议", on="2011年8月2日", **item)

    response = as_(client, table.leader).post(NEW, form)

    meeting = Meeting.objects.get(number=4)
    assert response["Location"] == f"{LIST}regional-aid-4/"
    assert (meeting.on, list(meeting.attending.all())) == (date(2011, 8, 2), [table.guest])
    (item,) = meeting.items.all()
    assert (item.number, item.raised_by, item.subject) == (1, table.guest, table.pairing)


def test_decisions_are_entered_and_items_added_after_the_meeting(client, table):
    lines = line(0, item=table.item.pk, text="研究住房用地", decision="限期供地") | line(
        1, text="其他"
    )

    as_(client, table.leader).post(f"{table.address}change/", table.form(**lines))

    rows = list(table.meeting.items.values_list("number", "text", "decision"))
    assert rows == [(1, "研究住房用地", "限期供地"), (2, "其他", "")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"number": "3"}, "This scheme already has a meeting with that number."),
        ({"number": "第三"}, "Enter the number of the meeting as 3."),
        ({"on": "2011-02-30"}, "Enter the date as 2011-06-30."),
        ({"on": "0211-07-05"}, "Dates must be between 1949 and 2099: correct the year."),
        (line(0, decision="限期供地"), "or leave the whole line empty."),
        (line(0, text="用地", subject="HT-0"), "There is no “HT-0”"),
    ],
)
def test_a_refusal_says_why_and_loses_nothing(client, table, fields, sentence):
    form = table.new_form(place="和田宾馆", **line(1, text="另一件事") | fields)

    page = as_(client, table.leader).post(NEW, form)

    text = page.content.decode()
    assert text.count(sentence) == 1
    assert 'value="和田宾馆"' in text
    assert "另一件事" in text
    assert Meeting.objects.count() == 1


def test_of_an_item_without_its_matter_nothing_is_saved(client, table):
    form = table.form(title="改名", **line(0, item=table.item.pk, text=""))

    page = as_(client, table.leader).post(f"{table.address}change/", form)

    assert "or tick that the item is removed" in words(page)
    assert Meeting.objects.get().title == "第三次联席会议"


def test_an_item_is_removed_unless_tasks_were_made_of_it(client, table):
    removal = table.form() | {"item-0-removes": "on"}
    task = make.task(origin="item", item=table.item)

    page = as_(client, table.leader).post(f"{table.address}change/", removal)
    assert "Tasks were made of this item: it cannot be removed." in words(page)

    task.delete()
    client.post(f"{table.address}change/", removal)
    assert not Item.objects.exists()


def test_of_two_at_once_the_second_is_told_and_may_still_save(client, table):
    form = table.form(title="我的标题")
    Meeting.objects.filter(pk=table.meeting.pk).update(title="别人的标题")
    make.item(table.meeting, number=2, text="别人的议题")

    page = as_(client, table.leader).post(f"{table.address}change/", form)

    text = words(page)
    assert "Nothing was saved" in text
    assert "Stored now: 别人的标题" in text
    assert "Stored now: 别人的议题" in text
    assert 'value="我的标题"' in page.content.decode()
    client.post(
        f"{table.address}change/", form | {"as_opened": page.context["form"]["as_opened"].data}
    )
    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.items.count()) == ("我的标题", 2)


def test_a_leader_convenes_for_no_office_but_those_covered(client, table):
    page = as_(client, table.leader).post(NEW, table.new_form(convener=table.guest.ref))

    assert page.status_code == 200
    assert "Select a valid choice" in words(page)


def test_the_page_says_what_became_of_this_and_of_the_last_meeting(client, table):
    last = make.meeting(
        table.pairing.scheme, number=2, on=date(2011, 6, 1), convener=table.convener
    )
    before = make.item(last, number=1, text="旧事", decision="办结")
    Item.objects.filter(pk=table.item.pk).update(decision="限期供地")
    of_office = {"responsible": table.convener, "origin": "item"}
    in_hand = make.task(title="供地", item=table.item, **of_office)
    closing = {"closed_at": timezone.now(), "closed_by": table.leader, "outcome": "A"}
    make.task(title="旧任务", item=before, **of_office, **closing)
    late = make.task(title="逾期任务", item=before, **of_office, issued_at=long_ago())
    at = {"asked_at": long_ago(), "decided_at": long_ago()}
    make.extension(late, granted=True, decided_by=make.user(), **at)
    make.task(title="别处任务", item=before, origin="item")

    page = words(as_(client, table.leader).get(table.address))

    assert f"{in_hand.number} 供地" in page
    assert "not accepted" in page
    assert "Last meeting, No. 2" in page
    assert "A: solved" in page
    assert f"{late.extensions.get().until} overdue" in page
    assert "别处任务" not in page


def long_ago():
    return timezone.now() - timedelta(days=90)


def test_the_file_has_the_table_of_decisions(client, table):
    Item.objects.filter(pk=table.item.pk).update(decision="限期供地")
    task = make.task(title="供地", item=table.item, origin="item", responsible=table.convener)

    response = as_(client, table.leader).get(f"{table.address}?format=xlsx")

    sheet = load_workbook(BytesIO(body(response))).worksheets[0]
    (row,) = [row for row in sheet.iter_rows(values_only=True) if task.number in row]
    assert {"研究住房用地", "限期供地", "供地", table.convener.label, "not accepted"} <= set(row)


def test_minutes_belong_to_the_convener_and_who_does_not_see_it_gets_no_file(client, table):
    upload = SimpleUploadedFile("纪要.pdf", b"%PDF-1.7 %%EOF")
    key = "6e7f0f3c-5b54-4b6c-9d3f-4f1f5b6a7c8d"
    form = {"key": key, "file": upload}

    as_(client, table.leader).post(f"{table.address}minutes/", form)

    minutes = Meeting.objects.get().minutes
    assert minutes.owner == table.convener
    assert "纪要.pdf" in words(client.get(table.address))
    attendant = make.organisation()
    table.meeting.attending.add(attendant)
    page = words(as_(client, make.member("leader", attendant)).get(table.address))
    assert "纪要.pdf" not in page
    assert "The convener keeps the file" in page


def test_minutes_that_are_no_document_are_refused_on_the_page(client, table):
    form = {
        "key": "6e7f0f3c-5b54-4b6c-9d3f-4f1f5b6a7c8d",
        "file": SimpleUploadedFile("纪要.doc", b"something"),
    }

    page = as_(client, table.leader).post(f"{table.address}minutes/", form)

    assert "PDF documents are accepted" in words(page)
    assert Meeting.objects.get().minutes is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_and_the_page_take_the_same_queries(
    client, django_assert_num_queries, table, rows
):
    for n in range(rows):
        meeting = make.meeting(table.pairing.scheme, convener=table.convener, number=10 + n)
        item = make.item(meeting, number=1, raised_by=table.guest, pairing=table.pairing)
        make.item(meeting, number=2, decision="办")
        make.item(table.meeting, number=10 + n, decision="办", project=make.project())
        make.task(item=item, origin="item", responsible=table.convener)
    as_(client, table.leader)

    # One of them counts in the navigation what waits for the leader.
    with django_assert_num_queries(8):
        client.get(LIST)
    with django_assert_num_queries(12):
        client.get(table.address)


@pytest.mark.parametrize(
    "ref", ["regional-aid-9", "regional-aid", "3", "x-3", "regional-aid-99999999"]
)
def test_an_address_that_names_no_meeting_is_not_found(client, table, ref):
    assert as_(client, table.leader).get(f"{LIST}{ref}/").status_code == 404
