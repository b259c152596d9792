"""Files of contributions: trainings, visits, goods and people in post, with printed numbers."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override

from projects.models import Contribution, Quantity
from reports.loads.kinds.contributions.plan import CONTRIBUTIONS
from reports.loads.loading import accept, choose, preview
from reports.loads.pages.outcome import figures
from reports.loads.undoing import undo, why_not_undo
from tests import make
from tests.cast.unions import HEAD, Unions
from tests.tools.sheets import csv_file, xlsx_file

pytestmark = pytest.mark.django_db
BOOKS = ",U-1,捐赠,捐赠图书,2013年,12000余册,,总结"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def unions():
    return Unions()


def problems(look):
    return [(problem.cell, problem.expected, problem.mend) for problem in look[1].problems]


def open_codes(look):
    return [question.code for question in look[1].questions if not question.choice]


@pytest.mark.parametrize(
    ("text", "unit", "low", "high"),
    [
        ("80余次", "场次", 80, 89),
        ("近100人", "", 90, 99),
        ("3800多", "人次", 3800, 3899),
        ("2万余元", "", 20_000, "29999.99"),
        ("70余万元", "", 700_000, "799999.99"),
        ("2余", "万元", 20_000, "29999.99"),
        ("70余", "万元", 700_000, "799999.99"),
        ("450人次", "", 450, 450),
        ("12000余册", "", 12_000, 12_999),
        ("≥ 80", "册", 80, None),
        ("90–99", "人", 90, 99),
        ("1,200", "册", 1200, 1200),
    ],
)
def test_a_printed_number_is_read_as_its_bounds(unions, text, unit, low, high):
    look = unions.look([*["", "U-1", "服务", "讲座", "2012年"], text, unit, ""])
    assert (look[1].problems, open_codes(look)) == ([], [])

    (row,) = look[1].plan.batches[1].rows()

    assert (row["low"], row["high"]) == (Decimal(low), high and Decimal(high))


def test_a_recorders_rows_are_drafts_with_the_printed_text(unions):
    unions.load(BOOKS)

    row, given = Contribution.objects.get(), unions.given()
    assert (row.ref, row.state, row.provenance) == ("UNION-2013-01", "draft", "recorded")
    assert (row.pairing, row.form, row.entered_by) == (unions.pairing, "goods", unions.recorder)
    assert list(row.authors.all()) == [unions.recorder]
    assert (given.counting_unit.code, given.low, given.high) == ("book", 12_000, 12_999)
    assert given.printed == "12000余册"
    row.full_clean()
    given.full_clean()


def test_a_recorder_is_asked_whether_the_rows_are_submitted(unions):
    load, look = preview(
        CONTRIBUTIONS, csv_file(HEAD, BOOKS), "支援.csv", user=unions.recorder, choices={}
    )
    assert open_codes((load, look)) == ["state"]

    choose(CONTRIBUTIONS, load, user=unions.recorder, choices={"answers": {"state": "submitted"}})
    accept(CONTRIBUTIONS, load, user=unions.recorder)

    row = Contribution.objects.get()
    assert row.state == "submitted"
    assert row.submitted_at


def test_an_administrators_rows_with_a_source_are_as_published(unions):
    unions.load(BOOKS, user=unions.administrator)

    row = Contribution.objects.get()
    assert (row.provenance, row.state, row.source) == ("printed", "verified", "总结")


def test_what_is_published_does_not_enter_a_month_that_was_closed_here(unions):
    years = {"starts_on": date(2013, 1, 1), "ends_on": date(2015, 12, 31)}
    plan = make.programme("unions", scheme=unions.scheme, reported_through=None, **years)
    make.loaded_month(plan, date(2013, 5, 1))
    unions.load(",U-1,捐赠,捐赠图书,2013年5月,120册,,总结", user=unions.administrator)
    month = make.reporting_month(plan, date(2013, 6, 1), closed_at=timezone.now())
    row = ",U-1,捐赠,捐赠图书,2013年6月,80册,,总结"

    ((cell, _expected, mend),) = problems(unions.look(row, user=unions.administrator))

    assert (cell, "It counts in 2013-06, which is closed" in mend) == ("E2", True)
    month.closed_at = None
    month.save()
    unions.load(row, user=unions.administrator)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2013年", date(2013, 1, 1), date(2013, 12, 31), "year"),
        ("2013", date(2013, 1, 1), date(2013, 12, 31), "year"),
        ("2013年5月", date(2013, 5, 1), date(2013, 5, 31), "month"),
        ("2012年4月1日—2012年9月30日", date(2012, 4, 1), date(2012, 9, 30), "day"),
        ("2012年4月至9月", date(2012, 4, 1), date(2012, 9, 30), "month"),
        ("2011-2013", date(2011, 1, 1), date(2013, 12, 31), "year"),
        ("2013-05-07", date(2013, 5, 7), date(2013, 5, 7), "day"),
        ("截至2013年底", None, date(2013, 12, 31), "by"),
        ("不详", None, None, "unknown"),
    ],
)
def test_a_period_is_as_precise_as_its_cell(unions, text, start, end, precision):
    look = unions.look([*["", "U-1", "互访", "考察"], text, "3次", "", ""])

    assert look[1].problems == []
    (row,) = look[1].plan.batches[0].rows()
    assert (row["starts_on"], row["ends_on"], row["precision"]) == (start, end, precision)


def test_a_workbook_that_shows_years_and_months_is_read_as_shown(unions):
    head = ["结对", "形式", "内容", "年度", "月份", "数量", "计量单位", "状态"]
    rows = [["U-1", "培训", "班一", 2013, 5, 30, "人次", ""]]
    rows += [["U-1", "培训", "班二", 2013, None, 40, "人次", "已提交"]]

    look = preview(CONTRIBUTIONS, xlsx_file(表=[head, *rows]), "a.xlsx", user=unions.recorder)

    assert (look[1].problems, open_codes(look)) == ([], [])
    first, second = look[1].plan.batches[0].rows()
    assert (first["precision"], first["ends_on"]) == ("month", date(2013, 5, 31))
    assert (second["precision"], second["state"]) == ("year", "submitted")


def test_rows_of_one_thing_are_one_contribution_with_several_numbers(unions):
    unions.load(",U-1,互访,交流互访,2013年,22批,,", ",U-1,互访,交流互访,2013年,268人次,,")

    assert Contribution.objects.count() == 1
    numbers = Quantity.objects.values_list("counting_unit__code", "low")
    assert dict(numbers) == {"batch": 22, "person_time": 268}


def test_units_may_head_columns_of_their_own(unions):
    head = "结对,形式,内容,时间,批次,人次"

    unions.load("U-1,互访,交流互访,2013年,22,268", head=head)

    numbers = Quantity.objects.values_list("counting_unit__code", "low")
    assert dict(numbers) == {"batch": 22, "person_time": 268}


def test_the_same_file_again_is_nothing_to_do(unions):
    rows = [BOOKS, ",U-1,培训,培训,2013年5月,182人次,,总结"]
    unions.load(*rows)

    look = unions.look(*rows)[1]

    assert look.is_nothing
    assert look.plan.counts["projects.Contribution"]["unchanged"] == 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_stored_row_written_out_under_the_labels_of_the_columns_is_nothing_to_do(
    unions, language
):
    unions.load(BOOKS, user=unions.administrator)
    row, given = Contribution.objects.get(), unions.given()
    cells = {
        "ref": row.ref,
        "pairing": row.pairing.ref,
        "title": row.title,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }
    with override(language):
        cells |= {
            "form": row.get_form_display(),
            "precision": row.get_precision_display(),
            "counting_unit": given.counting_unit.name,
            "done": str(given.done),
            "printed": given.printed,
            "source": row.source,
            "provenance": row.get_provenance_display(),
            "state": row.get_state_display(),
        }
        head = [str(CONTRIBUTIONS.columns[name].label) for name in cells]

    content = xlsx_file(a=[head, list(cells.values())])
    look = preview(CONTRIBUTIONS, content, "a.xlsx", user=unions.recorder)[1]

    assert (look.problems, look.questions) == ([], [])
    assert look.is_nothing


def test_a_changed_number_changes_a_draft(unions):
    unions.load(BOOKS)

    load, look = unions.look(BOOKS.replace("12000余册", "13000册"))
    assert [change.words for change in look.plan.batches[1].changed] == ["UNION-2013-01 13000册"]
    accept(CONTRIBUTIONS, load, user=unions.recorder)

    given = unions.given()
    assert (given.low, given.high, given.printed) == (13_000, 13_000, "13000册")


def test_a_changed_number_of_a_verified_row_is_asked_about_and_replaced(unions):
    unions.load(BOOKS, user=unions.administrator)
    changed = BOOKS.replace("12000余册", "13000册")

    look = unions.look(changed, user=unions.administrator)
    assert open_codes(look) == ["replaces:UNION-2013-01"]
    answers = {"replaces:UNION-2013-01": "read"}
    unions.load(changed, user=unions.administrator, answers=answers)

    row = Contribution.objects.get(ref="UNION-2013-02")
    assert row.replaces.ref == "UNION-2013-01"
    assert row.quantities.get().low == 13_000
    assert unions.look(changed, user=unions.administrator)[1].is_nothing


def test_a_verified_row_may_stay_as_it_is(unions):
    unions.load(BOOKS, user=unions.administrator)
    changed = BOOKS.replace("12000余册", "13000册")

    look = unions.look(
        changed, user=unions.administrator, answers={"replaces:UNION-2013-01": "leave"}
    )

    assert look[1].is_nothing


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (",U-1,捐赠,图书,2013年,12000,,", "F2", "counting unit"),
        (",U-1,捐赠,图书,2013年,12000,箱,", "G2", "A counting unit"),
        (",U-1,捐赠,图书,2013年5月至2013年3月,300册,,", "E2", "A day, a month"),
        (",U-1,捐赠,图书,前年,300册,,", "E2", "A day, a month"),
        (",U-9,捐赠,图书,2013年,300册,,", "B2", "The reference of a pairing"),
        (",U-1,捐赠,图书,2013年,300册和20套,,", "F2", "A single number"),
        (",U-1,捐赠,图书,2013年,300册,人次,", "F2", "stands beside it"),
        (",U-1,捐赠,图书,2013年,,,", "F2", "How many"),
        (",U-1,培训,图书,2013年,-5人次,,", "F2", "A single number"),
        (f",U-1,捐赠,图书,2013年,{'9' * 20}亿册,,", "F2", "A number with its"),
    ],
)
def test_what_is_wrong_is_named_with_its_cell(unions, row, cell, words):
    ((place, expected, mend),) = problems(unions.look(row))

    assert place == cell
    assert words in expected
    assert mend


@pytest.mark.parametrize("cells", [f"{'9' * 20}万,万人次,", f"{'9' * 5000}余册,,"])
def test_more_digits_than_anybody_counts_are_asked_about(unions, cells):
    look = unions.look(f",U-1,培训,图书,2013年,{cells}")

    assert problems(look) or look[1].questions


def test_a_contribution_does_not_end_before_it_starts(unions):
    head = "结对,形式,内容,开始日期,结束日期,数量"

    ((cell, expected, _mend),) = problems(
        unions.look("U-1,捐赠,图书,2013-05-07,2013-05-01,300册", head=head)
    )

    assert (cell, "cannot end before" in expected) == ("D2", True)


def test_a_number_and_its_printed_text_must_agree(unions):
    head = "结对,形式,内容,时间,数量,计量单位,原文"

    look = unions.look("U-1,服务,讲座,2012年,90,场次,讲座80余次", head=head)

    ((cell, _expected, mend),) = problems(look)
    assert (cell, "80余次" in mend) == ("E2", True)


PARTS = "编号,结对,形式,内容,时间,数量,所属整体"
WHOLE = "A-1,U-1,增收,示范项目,2013年,782户,"


def test_a_part_is_no_more_than_its_whole(unions):
    unions.load(WHOLE, "A-2,U-1,增收,其中困难职工,2013年,126户,A-1", head=PARTS)

    part = Contribution.objects.get(ref="A-2")
    assert part.part_of.ref == "A-1"
    again = unions.look("A-3,U-1,增收,其中,2013年,900户,A-1", head=PARTS)
    ((cell, expected, _mend),) = problems(again)
    assert (cell, "cannot be more than its whole" in expected) == ("F2", True)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("A-2,U-1,增收,其中,2013年,126户,A-9", "no contribution with this reference"),
        ("A-2,U-1,培训,其中,2013年,126户,A-1", "the form of its whole"),
        ("A-2,U-1,增收,其中,2012年,126户,A-1", "within the period"),
    ],
)
def test_a_part_fits_its_whole(unions, part, words):
    ((cell, _expected, mend),) = problems(unions.look(WHOLE, part, head=PARTS))

    assert (cell, words in mend) == ("G3", True)


def test_a_vague_number_is_asked_about_with_what_it_comes_to(unions):
    row = ",U-1,培训,培训班,2013年,约100人次,,"

    (question,) = unions.look(row)[1].questions[1:] or unions.look(row)[1].questions
    assert question.code == "number:vague"
    assert [r.value for r in question.readings] == ["around", "exact", "leave"]
    unions.load(row, answers={"number:vague": "around"})

    given = unions.given()
    assert (given.low, given.high, given.printed) == (90, 110, "约100人次")


def test_several_tens_have_no_number_of_their_own(unions):
    look = unions.look(",U-1,培训,培训班,2013年,几十人次,,")

    (question,) = [q for q in look[1].questions if q.code == "number:vague"]
    assert [r.value for r in question.readings] == ["around", "leave"]
    assert "20–99" in question.readings[0].comes_to


def test_people_of_several_courses_may_be_person_times(unions):
    row = ",U-1,培训,共举办5期培训班,2013年,450人,,"

    assert open_codes(unions.look(row)) == ["number:persons"]
    unions.load(row, answers={"number:persons": "person_time"})

    assert unions.given().counting_unit.code == "person_time"


def test_a_total_of_people_is_named_and_not_loaded(unions):
    rows = [",U-1,培训,班一,2013年,30人,,", ",U-1,培训,班二,2013年,40人,,", "合计,,,,,70人,,"]

    look = unions.look(*rows)

    assert [note.cell for note in look[1].plan.notes] == ["F4"]
    assert open_codes(look) == ["number:persons"]
    assert len(look[1].plan.batches[1].created) == 2


def test_twelve_thousand_people_in_a_day_are_asked_about(unions):
    row = ",U-1,培训,培训,2013年5月7日,12000人次,,"

    assert open_codes(unions.look(row)) == ["number:crowd"]
    assert unions.look(row, answers={"number:crowd": "read"})[1].can_be_accepted


def test_a_missing_form_is_asked_once_for_the_file(unions):
    head = "结对,内容,时间,数量"
    rows = ["U-1,培训,2013年,30人次", "U-1,又一次培训,2013年,40人次"]

    look = unions.look(*rows, head=head)
    assert open_codes(look) == ["missing:form"]
    unions.load(*rows, head=head, answers={"missing:form": "training"})

    assert set(Contribution.objects.values_list("form", flat=True)) == {"training"}


def test_of_two_schemes_one_is_asked_for(unions):
    make.pairing(scheme=make.scheme("OTHER"))
    head, row = "形式,内容,时间,数量", "培训,培训,2013年,30人次"

    look = unions.look(row, head=head, user=unions.administrator)
    assert open_codes(look) == ["missing:scheme"]
    unions.load(row, head=head, user=unions.administrator, answers={"missing:scheme": "UNION"})

    assert Contribution.objects.get().scheme == unions.scheme


def test_nobody_records_for_others(unions):
    other = make.member("recorder", make.pairing(scheme=unions.scheme).recipient)

    assert problems(unions.look(BOOKS, user=other))


def test_the_command_says_in_json_what_a_file_comes_to(unions, tmp_path):
    path, out = tmp_path / "a.csv", StringIO()
    path.write_bytes(csv_file(HEAD, BOOKS))

    arguments = (str(path), "--dry-run", "--format=json", f"--as={unions.administrator}")
    call_command("load", "contributions", *arguments, stdout=out, stderr=StringIO())

    described_file = json.loads(out.getvalue())
    contribution, number = described_file["records"]
    assert described_file["outcome"] == "sound"
    assert contribution["values"]["ref"] == "UNION-2013-01"
    assert (number["values"]["low"], number["values"]["printed"]) == ("12000", "12000余册")


def test_an_open_question_about_a_number_leaves_the_number_of_rows_open(unions):
    look = unions.look(",U-1,培训,培训班,2013年,约100人次,,")[1]

    rows, *_rest = figures(look)

    assert rows.open == (2,)


def test_a_merged_number_does_not_count_twice(unions):
    book, out = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    for row in (
        ["结对", "形式", "内容", "时间", "数量", "状态"],
        ["U-1", "培训", "班一", "2013年", "30人次", "草稿"],
        ["U-1", "培训", "班二", "2013年", None, "草稿"],
    ):
        sheet.append(row)
    sheet.merge_cells("E2:E3")
    book.save(out)

    look = preview(CONTRIBUTIONS, out.getvalue(), "a.xlsx", user=unions.recorder)

    assert {problem.cell for problem in look[1].problems} == {"E2", "E3"}


def test_a_load_is_taken_back_with_its_numbers(unions):
    load = unions.load(WHOLE, "A-2,U-1,增收,其中困难职工,2013年,126户,A-1", head=PARTS)
    assert why_not_undo(CONTRIBUTIONS, load, unions.recorder) == ""

    undo(CONTRIBUTIONS, load, user=unions.recorder)

    assert not Contribution.objects.exists()
    assert not Quantity.objects.exists()
