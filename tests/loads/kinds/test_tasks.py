"""Registers of follow-up tasks that an office kept before: what is loaded, asked and refused."""

import json
import re
from datetime import date
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

import openpyxl
import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override

from aidtrack.values.refusals import Refused
from reports.loads.kinds.tasks.plan import TASKS
from reports.loads.loading import accept, preview
from reports.loads.undoing import undo, why_not_undo
from reports.models import Answer, Task
from tests import make
from tests.tools import libreoffice
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HEAD = (
    "编号,事项,督办要求,来源,对象,承办单位,协办单位,交办日期,办理时限,是否急件,签收日期,"
    "办结日期,办结结果,答复"
)
CLOSED = (
    "2011-031,加快拨付,说明原因,预警,和田地区,和田地区,北京,2011-06-01,2011-06-20,是,2011-06-02,"
    "2011-06-18,已解决,已拨付"
)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


class Register:
    """Beijing supports Hotan; an administrator loads."""

    def __init__(self):
        self.hotan = make.prefecture("653200", name="和田地区", short_name="和田地区")
        self.beijing = make.supporter("BJ", name="北京市", short_name="北京")
        self.row = make.reporting_row(self.hotan)
        self.unit = make.reporting_unit(self.row, self.beijing)
        self.administrator = make.administrator("admin")

    def look(self, *rows, user=None, head=HEAD, **answers):
        return preview(
            TASKS,
            csv_file(head, *rows),
            "台账.csv",
            user=user or self.administrator,
            choices={"answers": answers},
        )

    def load(self, *rows, **answers):
        load, look = self.look(*rows, **answers)
        assert look.problems == []
        assert look.can_be_accepted, look.undecided
        return accept(TASKS, load, user=self.administrator)


@pytest.fixture
def register():
    return Register()


def row(number="", title="事项", **cells):
    """A row of an open task that is issued and due far ahead, but for the cells that are named."""
    values = dict.fromkeys(HEAD.split(","), "")
    values |= {"编号": number, "事项": title, "承办单位": "和田地区"}
    return ",".join(
        (values | {"交办日期": "2011-06-01", "办理时限": "2099-06-20"} | cells).values()
    )


def problems(look):
    return [problem.expected for problem in look[1].problems]


def open_codes(look):
    return [question.code for question in look[1].undecided]


def test_a_closed_task_is_loaded_with_its_answer_and_offices(register):
    register.load(CLOSED)

    task = Task.objects.get()
    assert (task.number, task.title, task.origin) == ("2011-031", "加快拨付", "warning")
    assert (task.row, task.responsible) == (register.row, register.hotan)
    assert [*task.assisting.all()] == [register.beijing]
    assert timezone.localdate(task.closed_at) == date(2011, 6, 18)
    assert (task.outcome, task.is_urgent, task.evidence_required) == ("A", True, False)
    answer = Answer.objects.get()
    assert (answer.task, answer.text, answer.says_done) == (task, "已拨付", True)


@pytest.mark.parametrize("subject", ["北京→和田", "北京市 -> 和田地区"])
def test_a_unit_is_named_by_its_two_sides(register, subject):
    register.load(row(对象=subject))

    assert Task.objects.get().unit == register.unit


def test_a_pairing_and_a_project_are_named_by_reference_and_code(register):
    pairing = make.pairing(ref="P-9", supporter=register.beijing, recipient=register.hotan)
    project = make.project(code="HT-1", lead_pairing=pairing)
    register.load(row(title="甲", 对象="P-9"), row(title="乙", 对象="HT-1"))

    assert Task.objects.get(title="甲").pairing == pairing
    assert Task.objects.get(title="乙").project == project


def test_a_name_of_a_unit_and_a_pairing_is_asked_about(register):
    make.pairing(supporter=register.beijing, recipient=register.hotan)
    line = row(对象="北京→和田")

    assert open_codes(register.look(line)) == ["subject:北京→和田"]
    register.load(line, **{"subject:北京→和田": f"unit:{register.unit.pk}"})
    assert Task.objects.get().unit == register.unit


def test_of_several_offices_in_a_cell_one_is_responsible(register):
    line = row(承办单位="和田地区、北京")
    code = "responsible:北京:和田地区"

    assert open_codes(register.look(line)) == [code]
    register.load(line, **{code: "北京"})
    task = Task.objects.get()
    assert (task.responsible, [*task.assisting.all()]) == (register.beijing, [register.hotan])


def test_tasks_without_a_number_go_on_behind_those_of_the_file_and_the_stored(register):
    make.task(year=2011, sequence=4)
    register.load(row(title="甲"), row("2011-007", title="乙"), row(title="丙"))

    numbers = {task.title: task.number for task in Task.objects.all()}
    assert (numbers["乙"], numbers["甲"], numbers["丙"]) == ("2011-007", "2011-008", "2011-009")


@pytest.mark.parametrize("number", ["督〔2011〕5号", "2011-004"])
def test_a_number_that_cannot_be_kept_goes_into_the_title_or_the_row_stays_out(register, number):
    make.task(year=2011, sequence=4)
    line = row(number, title="甲")

    assert open_codes(register.look(line)) == ["number"]
    assert not register.look(line, number="leave")[1].can_be_accepted
    register.load(line, number="read")
    assert Task.objects.get(sequence=5).title == f"甲 ({number})"
    assert register.look(line)[1].is_nothing


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("overdue", {"办理时限": "2011-06-20"}),
        ("unanswered", {"办结日期": "2011-06-18", "办结结果": "B"}),
        ("outside", {"对象": "和田", "承办单位": "山西"}),
    ],
)
def test_what_one_would_hesitate_over_is_asked_and_loaded_or_left_out(register, code, cells):
    make.supporter("SX", name="山西")
    line = row(**cells)

    assert open_codes(register.look(line)) == [code]
    assert not register.look(line, **{code: "leave"})[1].plan.writes
    register.load(line, **{code: "read"})
    assert Task.objects.count() == 1


def test_a_closing_without_an_outcome_asks_for_it(register):
    line = row(办结日期="2011-06-18", 答复="已办")

    assert open_codes(register.look(line)) == ["outcome"]
    register.load(line, outcome="C")
    assert Task.objects.get().outcome == "C"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"办理时限": "2011-06-01"}, "A day after it was issued"),
        ({"办结日期": "2011-05-31", "办结结果": "A"}, "Not before it was issued"),
        ({"签收日期": "2011-05-31"}, "Not before it was issued"),
        ({"办结日期": "2098-05-31", "办结结果": "A", "答复": "好"}, "No day after today."),
        ({"办结结果": "A"}, "The day of closing of a task that has an outcome."),
        ({"对象": "无此对象"}, "A row, unit, pairing or project"),
        ({"办理时限": ""}, ""),
        ({"事项": ""}, ""),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(register, cells, sentence):
    (expected,) = problems(register.look(row(**cells)))

    assert sentence in expected


def test_an_unknown_office_is_asked_about_and_never_invented(register):
    look = register.look(row(承办单位="无此单位"))

    assert open_codes(look) == ["organisation:无此单位"]
    assert not look[1].can_be_accepted


def test_the_same_row_twice_is_refused(register):
    look = register.look(row("2011-001", title="甲"), row("2011-001", title="乙"))

    assert problems(look) == ["Each task only once; the same one is in 台账 B2."]


def test_the_same_file_again_changes_nothing(register):
    register.load(CLOSED, row(title="甲"))

    look = register.look(CLOSED, row(title="甲"))
    assert look[1].is_nothing
    assert Task.objects.count() == 2


def test_what_a_later_register_says_of_a_stored_task_is_noted_and_not_written(register):
    register.load(row(title="甲"))

    look = register.look(row(title="甲", 办理时限="2099-07-01"))[1]
    assert look.is_nothing
    assert [note.expected for note in look.plan.notes] == [
        "Task 2011-001 is stored already and stays as it is."
    ]


def test_a_load_is_undone_with_its_answers_and_offices(register):
    load = register.load(CLOSED, row(title="甲"))

    undo(TASKS, load, user=register.administrator)
    assert not Task.objects.exists()
    assert not Answer.objects.exists()


def test_a_task_that_was_answered_since_is_not_taken_back(register):
    load = register.load(row(title="甲"))
    make.answer(Task.objects.get())

    assert "depends on this import" in why_not_undo(TASKS, load, register.administrator)
    with pytest.raises(Refused):
        undo(TASKS, load, user=register.administrator)


def test_only_an_administrator_loads_a_register(register):
    with pytest.raises(Refused):
        register.look(CLOSED, user=make.member("recorder", register.hotan))


OF_MEETING = f"{HEAD},会议,议题,交办人,签收人"


def wide(cells, **more):
    """A row of OF_MEETING."""
    return row(**cells) + "," + ",".join(more.get(name, "") for name in OF_MEETING.split(",")[14:])


def test_a_task_of_a_meeting_whose_item_is_not_stored_is_a_note_that_says_so_or_left_out(register):
    line = row(来源="联席会议", 督办要求="说明原因")

    assert open_codes(register.look(line)) == ["meeting"]
    assert not register.look(line, meeting="leave")[1].plan.writes
    register.load(line, meeting="read")
    task = Task.objects.get()
    assert (task.origin, task.demand) == ("note", "说明原因\n来自联席会议")


@pytest.mark.parametrize(
    ("meeting", "agenda_item"),
    [
        ("3", "2"),
        ("第三次联席会议", "议题二"),
        ("XJ-3", ""),
        ("七月会议", "研究用地"),
        ("第3次", "2"),
    ],
)
def test_a_task_of_a_meeting_that_is_stored_is_of_its_item(register, meeting, agenda_item):
    stored = make.meeting(make.scheme("XJ"), number=3, title="七月会议")
    make.item(stored, number=1, text="资金拨付")
    item = make.item(stored, number=2, text="研究用地")
    line = wide({"title": "研究用地", "来源": "会议"}, 会议=meeting, 议题=agenda_item)

    register.load(line, head=OF_MEETING)

    task = Task.objects.get()
    assert (task.origin, task.item) == ("item", item)


def test_a_meeting_of_two_schemes_is_asked_about(register):
    for code in ("A", "B"):
        make.item(make.meeting(make.scheme(code), number=3), number=2)

    look = register.look(wide({}, 会议="3", 议题="2"), head=OF_MEETING)

    assert open_codes(look) == ["meeting"]


def test_the_people_of_a_register_stay_text_and_its_history_names_who_loaded_it(client, register):
    line = wide({"签收日期": "2011-06-02", "title": "甲"}, 交办人="王主任", 签收人="买买提")
    register.load(line, head=OF_MEETING)
    client.force_login(register.administrator)
    client.cookies["django_language"] = "en"

    task = Task.objects.get()
    text = client.get(task.get_absolute_url()).content.decode()

    assert task.demand == "甲\n台账所载交办人：王主任\n台账所载签收人：买买提"
    # In the sheet; and at both steps of its history.
    assert text.count("loaded from an office&#x27;s register by admin") == 3


def workbook(*rows) -> bytes:
    """The same register as an office's workbook: a title above, days as days."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2011年督办台账"])
    sheet.append(HEAD.split(","))
    for line in rows:
        cells = line.split(",")
        sheet.append([date.fromisoformat(c) if DAY.fullmatch(c) else c or None for c in cells])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@libreoffice.needed
@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_register_that_libreoffice_saved_loads_whole(register, tmp_path, form):
    (tmp_path / "in.xlsx").write_bytes(workbook(CLOSED, row(title="甲", 对象="北京→和田")))
    content = libreoffice.saved(tmp_path / "in.xlsx", tmp_path, form).read_bytes()

    load, look = preview(TASKS, content, f"台账.{form}", user=register.administrator)
    assert (look.problems, look.undecided) == ([], [])
    accept(TASKS, load, user=register.administrator)
    assert {task.number for task in Task.objects.all()} == {"2011-031", "2011-032"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_the_preview_names_offices_and_days(client, register, language):
    load, _look = register.look(CLOSED)
    client.force_login(register.administrator)
    client.cookies["django_language"] = language

    page = client.get(load.get_absolute_url()).content.decode()

    with override(language):
        label = Task._meta.get_field("assisting").verbose_name
    assert "2011-031 加快拨付" in page
    assert f"{uuid5(NAMESPACE_URL, '2011-31')}" not in page
    assert "00:00:00+08:00" not in page
    assert f"{label}" in page
    assert register.beijing.name in page or register.beijing.short_name in page


def test_the_preview_names_the_subjects_and_says_that_tasks_are_issued(client, register):
    pairing = make.pairing(ref="P-9", supporter=register.beijing, recipient=register.hotan)
    lines = row(title="甲", 对象="P-9"), row(title="乙", 对象=register.unit.ref)
    register.load(row(title="丙"))
    load, look = register.look(CLOSED, *lines, row(title="丙", 办理时限="2099-07-01"))
    client.force_login(register.administrator)
    client.cookies["django_language"] = "en"

    page = client.get(load.get_absolute_url()).content.decode()

    task_batch = look.plan.batches[0]
    assert task_batch.labels["row_id"] == {register.row.pk: "和田地区"}
    assert task_batch.labels["unit_id"] == {register.unit.pk: "北京→和田地区"}
    assert task_batch.labels["pairing_id"] == {pairing.pk: pairing.label}
    assert "北京→和田地区" in page
    assert "issued as they stand in the file" in page and "saved as drafts" not in page
    client.cookies["django_language"] = "zh-hans"
    page = client.get(load.get_absolute_url()).content.decode()
    assert "确认人" not in page


def test_a_load_is_in_the_history_of_its_tasks(register):
    register.load(CLOSED)

    entry = LogEntry.objects.get_for_object(Task.objects.get()).get()
    assert (entry.actor, entry.object_repr) == (register.administrator, "2011-031 加快拨付")


def test_the_command_describes_a_register_and_writes_nothing(register, tmp_path, capsys):
    (tmp_path / "register.csv").write_bytes(csv_file(HEAD, CLOSED))
    path = f"{tmp_path / 'register.csv'}"

    call_command("load", "tasks", path, "--dry-run", "--format", "json", "--as", "admin")

    described = json.loads(capsys.readouterr().out)
    assert described["outcome"] == "sound"
    assert described["records"][0]["values"]["title"] == "加快拨付"
    assert not Task.objects.exists()
