"""Files of monthly reports: drafts under the rules of the grid, and three ways of a conflict."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.utils.translation import override

from projects.models import StatusReport
from projects.month.due import due_row
from projects.month.rounds import close_month
from reports.loads.examining import Refused, examine
from reports.loads.kinds.month.plan import STATUS
from reports.loads.loading import accept, choose, preview
from reports.loads.undoing import undo
from tests import make
from tests.cast.office import STARTED, Office
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db
HEAD = "项目编号,状态,开工日期,形象进度(%),累计到位资金(万元),备注"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def office():
    return Office(code="OWN")


def look(office, *rows, head=HEAD, user=None, month="2011-07-01"):
    return preview(
        STATUS,
        csv_file(head, *rows),
        "七月.csv",
        user=user or office.recorder,
        choices={"month": month} if month else {},
    )


def load(office, *rows, head=HEAD):
    upload, preview = look(office, *rows, head=head)
    assert preview.can_be_accepted, (preview.problems, preview.plan.conflicts)
    return accept(STATUS, upload, user=office.recorder)


GOOD = "OWN,在建,2011-07-05,20,300,进展顺利"


def test_a_row_becomes_a_draft_and_no_fact(office):
    load(office, GOOD)

    report = StatusReport.objects.get()
    assert (report.state, report.stage, report.entered_by) == (
        "draft",
        "under_construction",
        office.recorder,
    )
    assert (report.physical_progress, report.disbursed_to_date) == (20, 3_000_000)
    assert list(report.authors.all()) == [office.recorder]
    office.project.refresh_from_db()
    assert office.project.started_on is None


def test_the_same_file_again_changes_nothing(office):
    load(office, GOOD)

    assert look(office, GOOD)[1].is_nothing


def test_a_month_may_stand_in_a_column(office):
    preview = look(office, f"{GOOD},2011年7月", head=f"{HEAD},月份", month=None)[1]

    assert preview.can_be_accepted


def test_an_empty_cell_leaves_what_is_known(office):
    office.enter(note="旧")

    load(office, "OWN,,,25,,")

    report = StatusReport.objects.get()
    assert (report.physical_progress, report.note, report.stage) == (25, "旧", STARTED["stage"])


def test_what_is_impossible_is_a_problem_of_its_cell(office):
    preview = look(office, "OWN,在建,2011-08-05,120,-3,")[1]

    assert [problem.cell for problem in preview.problems] == ["C2", "D2", "E2"]
    assert not StatusReport.objects.exists()


def test_what_is_unlikely_is_told_and_asked_again_before_it_is_submitted(office):
    upload, preview = look(office, "OWN,在建,2011-07-05,90,300,")

    (note,) = preview.plan.notes
    assert (note.cell, "jumps from 0% to 90%" in note.expected) == ("D2", True)
    assert note.expected.startswith(f"OWN {office.project.label}: ")
    accept(STATUS, upload, user=office.recorder)
    assert due_row(office.month, office.project, office.recorder).questions


@pytest.mark.parametrize("day", ["7.5", "7/5", "7-5", "7月5日", "7月5号", "07.05"])
def test_a_day_without_its_year_is_of_the_year_of_the_month(office, day):
    load(office, f"OWN,在建,{day},20,300,")

    assert StatusReport.objects.get().started_on == date(2011, 7, 5)


@pytest.mark.parametrize(
    ("day", "mend"), [("13.5", "no month 13"), ("6.31", "June 2011 has no day 31")]
)
def test_a_day_without_its_year_that_no_calendar_has_is_a_problem(office, day, mend):
    (problem,) = look(office, f"OWN,在建,{day},20,300,")[1].problems

    assert problem.cell == "C2"
    assert mend in problem.mend


def test_a_number_that_may_have_lost_its_zero_is_no_day(office):
    content = workbook_of([HEAD.split(","), ["OWN", "在建", 7.1, 20, 300, ""]])
    seen = preview(
        STATUS, content, "a.xlsx", user=office.recorder, choices={"month": "2011-07-01"}
    )[1]

    (problem,) = seen.problems
    assert (problem.cell, "7.10" in problem.mend) == ("C2", True)


def workbook_of(rows) -> bytes:
    book, out = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_stop_that_is_known_keeps_its_reason(office):
    project = office.another_project(code="STOP", started_on=date(2011, 3, 1))
    make.suspension(project, starts_on=date(2011, 6, 1), reason="land")

    load(office, "STOP,停工,,10,0,")

    assert StatusReport.objects.get().delay_reason == "land"


@pytest.mark.parametrize(
    ("word", "problem_type"),
    [("征地", "land"), ("流标", "tender"), ("前期手续", "approval"), ("funding", "funding")],
)
def test_the_type_of_a_problem_is_read_by_the_words_that_offices_write(office, word, problem_type):
    load(office, f"OWN,六户未搬,{word}", head="项目编号,存在问题,问题类型")

    assert StatusReport.objects.get().problem_type == problem_type


def test_a_code_that_lost_its_zeros_is_found(office):
    office.another_project(code="007")

    assert look(office, "7,在建,2011-07-05,20,300,")[1].can_be_accepted


def test_a_project_out_of_reach_is_not_there(office):
    make.project(code="OTHER")

    mends = [look(office, f"{code},在建,2011-07-05,1,1,")[1].problems[0].mend
             for code in ("OTHER", "NOWHERE")]  # fmt: skip

    assert mends[0] == mends[1]


def test_only_what_may_be_entered_now_is_loaded(office):
    office.enter()
    office.submit()

    ((problem),) = look(office, GOOD)[1].problems

    assert "is awaiting review" in problem.mend


def test_a_month_that_is_not_open_is_told(office):
    (problem,) = look(office, GOOD, month="2011-09-01")[1].problems

    assert "2011-09 is not open" in problem.mend


def test_nobody_else_loads_for_an_office(office):
    stranger = make.member("recorder", make.prefecture())

    assert look(office, GOOD, user=stranger)[1].problems
    with pytest.raises(Refused):
        look(office, GOOD, user=office.reviewer)


# The workbook that was prefilled from a version

PREFILLED = f"{HEAD},版本,形象进度 (原),备注 (原)"


def test_of_a_prefilled_workbook_only_what_was_changed_is_taken(office):
    office.enter(physical_progress=Decimal(20), note="旧")

    preview = look(office, "OWN,,,20,,新,1,20,旧", head=PREFILLED)[1]

    (changed,) = preview.plan.batches[0].changed
    assert changed.changes == {"note": ("旧", "新")}


def test_a_cell_that_was_cleared_in_a_prefilled_workbook_is_cleared(office):
    office.enter(note="旧")

    load(office, "OWN,,,20,,,1,20,旧", head=PREFILLED)

    assert StatusReport.objects.get().note == ""


def test_a_row_that_somebody_else_changed_is_shown_three_ways(office):
    office.enter(physical_progress=Decimal(20), note="旧")
    office.enter(office.colleague, physical_progress=Decimal(25), note="旧")
    row = "OWN,,,30,,新,1,20,旧"

    preview = look(office, row, head=PREFILLED)[1]

    (conflict,) = preview.plan.conflicts
    assert conflict.fields == (("physical progress (%)", "20", "25", "30"),)
    assert not preview.can_be_accepted


@pytest.mark.parametrize(("choice", "progress"), [("mine", 30), ("theirs", 25)])
def test_the_person_chooses_which_side_of_a_conflict_holds(office, choice, progress):
    office.enter(physical_progress=Decimal(20), note="旧")
    office.enter(office.colleague, physical_progress=Decimal(25), note="旧")
    upload, _preview = look(office, "OWN,,,30,,新,1,20,旧", head=PREFILLED)

    preview = choose(STATUS, upload, user=office.recorder, choices={"conflicts": {"OWN": choice}})
    accept(STATUS, upload, user=office.recorder)

    report = StatusReport.objects.get()
    assert preview.can_be_accepted
    assert (report.physical_progress, report.note) == (progress, "新")


def test_an_old_version_is_no_conflict_where_the_two_changed_different_cells(office):
    office.enter(physical_progress=Decimal(20), note="旧")
    office.enter(office.colleague, physical_progress=Decimal(25), note="旧")

    load(office, "OWN,,,20,,新,1,20,旧", head=PREFILLED)

    report = StatusReport.objects.get()
    assert (report.physical_progress, report.note) == (25, "新")


# Undoing


def test_undoing_takes_the_drafts_back(office):
    loaded = load(office, GOOD)

    undo(STATUS, loaded, user=office.recorder)

    assert not StatusReport.objects.exists()


def test_undoing_leaves_a_closed_month_as_it_is(office):
    loaded = load(office, GOOD)
    close_month(user=office.administrator, month=office.month, reason="已到上报日")

    with pytest.raises(Refused, match="2011-07 is closed"):
        undo(STATUS, loaded, user=office.recorder)

    assert StatusReport.objects.count() == 1


def test_undoing_puts_back_what_a_draft_said(office):
    office.enter(note="旧")
    loaded = load(office, "OWN,,,25,,新")

    undo(STATUS, loaded, user=office.recorder)

    report = StatusReport.objects.get()
    assert (report.physical_progress, report.note, report.version) == (20, "旧", 3)


def test_a_draft_that_was_submitted_or_edited_since_stays(office):
    loaded = load(office, GOOD)
    office.enter(physical_progress=Decimal(22))

    with pytest.raises(Refused, match="changed since"):
        undo(STATUS, loaded, user=office.recorder)

    office.submit()
    with pytest.raises(Refused, match="has since been submitted"):
        undo(STATUS, loaded, user=office.recorder)


@pytest.mark.parametrize("rows", [1, 8])
def test_a_preview_takes_the_same_queries_whatever_the_number_of_rows(
    office, rows, django_assert_num_queries
):
    for n in range(rows):
        office.another_project(code=f"P{n}")
    content = csv_file(HEAD, *(f"P{n},在建,2011-07-05,20,300," for n in range(rows)))
    options = {"user": office.recorder, "choices": {"month": "2011-07-01"}}

    # One of them for the stops of all rows.
    with django_assert_num_queries(14):
        examine(STATUS, content, "a.csv", **options)


def fallen(office, *shares, answer=None):
    """The preview of July's shares of three projects that stood at 60 % in June."""
    codes = ["OWN", "B-2", "B-3"]
    projects = [office.project, *(office.another_project(code=code) for code in codes[1:])]
    june = make.reporting_month(office.project.programme, month=date(2011, 6, 1))
    for project in projects:
        project.started_on = date(2011, 5, 1)
        project.save()
        make.status_report(project, june, stage="under_construction", physical_progress=60,
                           started_on=date(2011, 5, 1), state="verified")  # fmt: skip
    rows = [f"{code},{share}" for code, share in zip(codes, shares, strict=True)]
    choices = {"month": "2011-07-01", "answers": {"fall:七月": answer} if answer else {}}
    content = csv_file("项目编号,形象进度(%)", *rows)
    return preview(STATUS, content, "七月.csv", user=office.recorder, choices=choices)[1]


def test_a_column_of_progress_that_falls_is_one_question(office):
    preview = fallen(office, 10, 12, 70)

    (question,) = preview.questions
    assert (question.code, question.where, question.rows) == ("fall:七月", "七月 B", 2)
    assert question.readings[0].comes_to == "OWN 60% → 10%, B-2 60% → 12%"
    assert preview.plan.notes == []


@pytest.mark.parametrize(("answer", "rows", "notes"), [("read", 3, 2), ("leave", 1, 0)])
def test_progress_that_falls_is_taken_or_left_out_as_answered(office, answer, rows, notes):
    preview = fallen(office, 10, 12, 70, answer=answer)

    assert preview.can_be_accepted
    assert (preview.written_rows, len(preview.plan.notes)) == (rows, notes)


def test_one_row_that_falls_is_a_note_as_in_the_grid(office):
    preview = fallen(office, 10, 62, 70)

    assert preview.questions == []
    (note,) = preview.plan.notes
    assert "Progress falls from 60% to 10%" in note.expected


def postponed(office, *, answer=None):
    choices = {"month": "2011-07-01", "answers": {"value:postponed": answer} if answer else {}}
    content = csv_file("项目编号,状态,备注", "OWN,缓建,待批")
    return preview(STATUS, content, "七月.csv", user=office.recorder, choices=choices)[1]


def test_postponed_works_that_never_began_are_asked_about(office):
    (question,) = postponed(office).questions

    assert [reading.label for reading in question.readings] == ["not started", "suspended"]
    assert postponed(office, answer="not_started").can_be_accepted
    answered = postponed(office, answer="suspended")
    assert "Enter the date on which work started." in {p.expected for p in answered.problems}


def test_postponed_works_that_began_are_suspended(office):
    office.project.started_on = date(2011, 5, 1)
    office.project.save()

    preview = postponed(office)

    assert preview.questions == []
    assert "Enter the date on which work stopped." in {p.expected for p in preview.problems}


def contradicting(office, **answers):
    content = csv_file("项目编号,状态,开工日期,形象进度", "OWN,在建,2011-07-01,100%")
    choices = {"month": "2011-07-01", "answers": answers}
    return preview(STATUS, content, "七月.csv", user=office.recorder, choices=choices)[1]


@pytest.mark.parametrize(("answer", "progress", "notes"), [("read", 100, 1), ("leave", None, 0)])
def test_progress_that_contradicts_the_stage_is_asked_about(office, answer, progress, notes):
    (question,) = contradicting(office).questions
    answered = contradicting(office, **{"value:progress": answer})

    assert (question.code, question.rows) == ("value:progress", 1)
    assert "progress 100%" in question.sentence
    assert answered.can_be_accepted
    (row,) = answered.plan.batches[0].rows()
    assert (row.get("physical_progress"), len(answered.plan.notes)) == (progress, notes)


def worded(office, word: str, **answers):
    content = csv_file("项目编号,状态,备注", f"OWN,{word},甲")
    choices = {"month": "2011-07-01", "answers": answers}
    return preview(STATUS, content, "七月.csv", user=office.recorder, choices=choices)[1]


@pytest.mark.parametrize(
    ("code", "stages", "words"),
    [
        (
            "value:nearly_completed",
            ["under_construction", "completed"],
            ("主体完工", "主体封顶", "基本完工", "“主体已封顶”"),
        ),
        ("value:in_use", ["completed", "handed_over"], ("投入使用", "已投入使用")),
    ],
)
def test_words_for_one_of_two_stages_are_asked_about(office, code, stages, words):
    for word in words:
        file_preview = worded(office, word)

        (question,) = file_preview.questions
        assert (question.code, [r.value for r in question.readings]) == (code, stages)
        assert file_preview.problems == []


def test_a_word_for_one_of_two_stages_is_the_one_that_was_answered(office):
    answered = worded(office, "主体封顶", **{"value:nearly_completed": "completed"})

    assert {p.expected for p in answered.problems} >= {
        "Stage is “completed”: enter the completion date."
    }


def test_the_month_that_an_open_heading_may_be_is_no_problem_yet(office):
    preview = look(office, f"{GOOD},2011年7月", head=f"{HEAD},所属期", month=None)[1]

    assert preview.problems == []
    assert [question.code for question in preview.questions] == ["header:所属期"]


@pytest.mark.parametrize(("unit", "is_problem"), [(None, False), ("元", True), ("万元", False)])
def test_an_amount_is_no_fall_while_its_unit_is_asked_for(office, unit, is_problem):
    make.transfer(office.project, on=date(2011, 6, 10), amount=5_925_000)
    choices = {"month": "2011-07-01", "answers": {"unit": unit} if unit else {}}

    content = csv_file("项目编号,累计到位资金", "OWN,886")
    file_preview = preview(STATUS, content, "七月.csv", user=office.recorder, choices=choices)[1]

    assert [q.code for q in file_preview.undecided] == ([] if unit else ["unit"])
    assert bool(file_preview.problems) is is_problem
