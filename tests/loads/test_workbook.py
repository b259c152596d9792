"""The month's workbook goes out filled, comes back through the preview, and loses nothing."""

from datetime import date
from decimal import Decimal

import hypothesis
import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, settings, strategies as st

from aidtrack.spreadsheets.tables.layouts import normalised
from projects.models import Project, StatusReport, Suspension
from reports.loads.kinds.month.columns import COLUMNS
from reports.loads.kinds.month.plan import STATUS
from reports.loads.loading import accept, preview
from tests import make
from tests.cast.office import WAN, Office
from tests.cast.workbook import Filled
from tests.databases.examples import examples
from tests.exports.files import body
from tests.tools import libreoffice
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
ADDRESS = "/months/2011-plan/2011-07/workbook/"
LANGUAGES = ("en", "zh-hans")


@pytest.fixture
def office():
    return Office(code="0OWN", name="双语幼儿园")


def given_out(client, person, language="en") -> bytes:
    client.force_login(person)
    client.cookies["django_language"] = language
    return body(client.get(ADDRESS))


def look(content: bytes, person, name="七月.xlsx"):
    return preview(STATUS, content, name, user=person)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_that_nobody_touched_changes_nothing(client, office, language):
    make.suspension(office.another_project(code="STOP"), starts_on=date(2011, 6, 1), reason="land")
    office.enter(note="旧", delay_reason="", physical_progress=Decimal("20.5"))

    preview = look(given_out(client, office.recorder, language), office.recorder)[1]

    assert not preview.problems
    assert preview.questions == []
    assert preview.is_nothing
    assert preview.rows == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("column", "choices"),
    [
        ("stage", Project.Stage),
        ("delay_reason", Suspension.Reason),
        ("problem_type", StatusReport.ProblemType),
    ],
)
def test_every_choice_of_a_list_is_understood_again(language, column, choices):
    values_by_label = next(c.choices for c in COLUMNS if c.name == column)
    with override(language):
        labels = {choice.value: normalised(choice.label) for choice in choices}

    assert {value: values_by_label.get(label) for value, label in labels.items()} == {
        value: value for value in labels
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_filled_in_becomes_the_draft(client, office, language):
    book = Filled(given_out(client, office.recorder, language))
    with override(language):
        stage = str(Project.Stage.UNDER_CONSTRUCTION.label)
    book.write(
        stage=stage,
        started_on=date(2011, 7, 5),
        physical_progress=20,
        disbursed_to_date=300.5,
        note="=1+1",
    )
    book.cell("note").data_type = "s"

    load, preview = look(book.content, office.recorder)
    assert preview.can_be_accepted, preview.problems
    accept(STATUS, load, user=office.recorder)

    report = StatusReport.objects.get()
    assert report.stage == "under_construction"
    assert report.started_on == date(2011, 7, 5)
    assert (report.physical_progress, report.disbursed_to_date) == (20, 3_005_000)
    assert report.note == "=1+1"


def test_a_cell_that_was_emptied_takes_back_what_stood_in_it(client, office):
    office.enter(note="旧")
    book = Filled(given_out(client, office.recorder)).write(note=None)

    load, _preview = look(book.content, office.recorder)
    accept(STATUS, load, user=office.recorder)

    assert StatusReport.objects.get().note == ""


def test_a_row_that_changed_in_the_meantime_is_shown_three_ways(client, office):
    office.enter(physical_progress=Decimal(20), note="旧")
    book = Filled(given_out(client, office.recorder)).write(physical_progress=30, note="新")
    office.enter(office.colleague, physical_progress=Decimal(25))

    with override("en"):
        preview = look(book.content, office.recorder)[1]

    (conflict,) = preview.plan.conflicts
    assert conflict.fields == (("physical progress (%)", "20", "25", "30"),)


def test_what_became_known_before_there_was_a_report_is_a_conflict_too(client, office):
    """The workbook was given out before the month before was verified."""
    book = Filled(given_out(client, office.recorder)).write(
        stage="under construction", started_on=date(2011, 7, 8), physical_progress=20
    )
    Project.objects.update(started_on=date(2011, 6, 20))

    with override("en"):
        preview = look(book.content, office.recorder)[1]

    (conflict,) = preview.plan.conflicts
    assert ("start date", "—", "2011-06-20", "2011-07-08") in conflict.fields


def test_the_last_known_values_stand_beside_the_new_ones(client, office):
    make.transfer(office.project, 150 * WAN, on=date(2011, 6, 10))
    book = Filled(given_out(client, office.recorder))

    assert (book.cell("last_progress").value, book.cell("last_disbursed").value) == (0, 150)


def test_what_identifies_a_row_is_locked_and_what_is_asked_is_not(client, office):
    book = Filled(given_out(client, office.recorder))

    assert book.sheet.protection.sheet
    locked = {name for name in book.columns if book.cell(name).protection.locked}
    claimed = {name for name in book.columns if f"{name}_before" in book.columns}
    assert locked == set(book.columns) - claimed
    assert {"code", "name", "month", "version", "last_disbursed", "stage_before"} <= locked


def test_lists_limits_and_notes_stand_at_the_columns(client, office):
    book = Filled(given_out(client, office.recorder))
    rules = {
        str(rule.sqref).split(":")[0]: rule for rule in book.sheet.data_validations.dataValidation
    }

    def rule(name):
        return rules[book.cell(name).coordinate]

    assert rule("stage").type == "list"
    assert "suspended" in rule("stage").formula1
    assert (rule("physical_progress").formula1, rule("physical_progress").formula2) == ("0", "100")
    assert rule("started_on").type == "custom"
    assert rule("note").type == "textLength"
    severity = {
        name: rule(name).errorStyle for name in ("stage", "started_on", "physical_progress")
    }
    assert set(severity.values()) == {"warning"}
    assert rule("note").errorStyle in (None, "stop")
    notes = {name: book.sheet.cell(book.head, n).comment for name, n in book.columns.items()}
    assert "2011-06-30" in notes["started_on"].text
    assert notes["code"] is None


@pytest.mark.parametrize("typed", ["7.6", "7.10", "7月6日", "2011/7/6", date(2011, 7, 6)])
def test_a_day_is_typed_as_people_write_it_and_stays_so(client, office, typed):
    book = Filled(given_out(client, office.recorder))
    # In a cell of another format a program makes a number of what is typed: 7.10 becomes 7.1.
    assert book.cell("started_on").number_format == "@"
    book.write(stage="under construction", started_on=typed, physical_progress=20)
    load, preview = look(book.content, office.recorder)
    assert preview.problems == []
    accept(STATUS, load, user=office.recorder)

    day = 10 if typed == "7.10" else 6
    assert StatusReport.objects.get().started_on == date(2011, 7, day)


@pytest.mark.parametrize(
    ("language", "signing"), [("en", "Prepared by: "), ("zh-hans", "填报人: ")]
)
def test_it_prints_as_a_form_that_can_be_signed(client, office, language, signing):
    book = Filled(given_out(client, office.recorder, language))
    sheet, setup = book.sheet, book.sheet.page_setup

    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${book.head}:${book.head}"
    assert "&P" in sheet.oddFooter.center.text
    bottom = sheet.cell(book.head + 3, 1)
    assert bottom.value.startswith(signing)
    note = book.cell("note").column_letter
    assert sheet.print_area.endswith(f"$A$1:${note}${bottom.row}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_printed_in_letters_that_can_be_read(client, office, language):
    book = Filled(given_out(client, office.recorder, language))
    note = book.columns["note"]

    # In points: A4 across, and columns for each of whose digits there are seven pixels.
    margins = book.sheet.page_margins
    paper = (297 / 25.4 - margins.left - margins.right) * 72
    columns = book.sheet.column_dimensions.values()
    wide = sum(
        7 * 0.75 * column.width * (min(column.max, note) - column.min + 1)
        for column in columns
        if column.min <= note
    )
    assert book.cell("name").font.size * paper / wide >= 8
    printed = {name for name, n in book.columns.items() if n <= note}
    assert {"code", "name", "recipient", "provenance", "last_progress", "note"} <= printed


def test_a_row_is_as_high_as_its_longest_name(client, office):
    Project.objects.update(name_en="Training workshops of the vocational school, phase two")

    book = Filled(given_out(client, office.recorder))

    assert book.sheet.row_dimensions[book.head + 1].height >= 45


def test_an_illustrative_row_says_so(client, office):
    Project.objects.update(provenance="illustrative")

    assert Filled(given_out(client, office.recorder)).cell("provenance").value == "illustrative"


def test_a_code_keeps_its_zeros(client, office):
    assert Filled(given_out(client, office.recorder)).cell("code").value == "0OWN"


def test_the_workbook_holds_only_what_the_person_may_enter_now(client, office):
    sent_project = office.another_project(code="SENT")
    office.enter(project=sent_project)
    make.project(code="STRANGE")
    office.enter()
    office.verify(office.submit())

    book = Filled(given_out(client, office.recorder))

    codes = [book.cell("code", row).value for row in range(1, book.sheet.max_row - book.head - 1)]
    assert codes == ["SENT"]


def test_where_nothing_can_be_entered_the_month_says_so(client, office):
    office.enter()
    office.submit()
    client.force_login(office.recorder)
    client.cookies["django_language"] = "en"

    response = client.get(ADDRESS, follow=True)

    assert response.redirect_chain == [("/months/2011-plan/2011-07/", 302)]
    assert "No report can be entered for this month now" in words(response)
    assert "Download workbook" not in words(response)


def test_the_month_offers_the_workbook_and_the_way_back(client, office):
    client.force_login(office.recorder)
    client.cookies["django_language"] = "en"
    page = client.get("/months/2011-plan/2011-07/").content.decode()

    assert f'href="{ADDRESS}"' in page
    assert 'href="/loads/?kind=status"' in page
    assert '<option value="status" selected' in client.get("/loads/?kind=status").content.decode()


@pytest.mark.parametrize("rows", [1, 6])
def test_a_workbook_takes_the_same_queries_whatever_the_number_of_rows(
    client, office, rows, django_assert_num_queries
):
    for n in range(rows):
        office.another_project(code=f"P{n}")
    client.force_login(office.recorder)

    with django_assert_num_queries(14):
        body(client.get(ADDRESS))


@libreoffice.needed
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_saved_by_libreoffice_still_changes_nothing(client, office, tmp_path, ending):
    office.enter(note="行一\n行二", disbursed_to_date=Decimal("1234567.89"))
    (tmp_path / "out.xlsx").write_bytes(given_out(client, office.recorder, "zh-hans"))

    saved = libreoffice.saved(tmp_path / "out.xlsx", tmp_path, ending)
    preview = look(saved.read_bytes(), office.recorder, saved.name)[1]

    assert not preview.problems
    assert preview.is_nothing


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40).map(
    str.strip
)


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@hypothesis.given(
    values=st.fixed_dictionaries(
        {
            "physical_progress": st.decimals(0, 100, places=2),
            "disbursed_to_date": st.decimals(0, 10**10, places=2),
            "note": TEXTS,
            "problem": TEXTS,
        }
    ),
    language=st.sampled_from(LANGUAGES),
)
@hypothesis.example(
    values={
        "physical_progress": Decimal(0),
        "disbursed_to_date": Decimal(0),
        "note": "",
        "problem": '"',
    },
    language="en",
)
def test_whatever_a_report_says_comes_back_as_it_was(client, office, values, language):
    office.enter(**values)

    preview = look(given_out(client, office.recorder, language), office.recorder)[1]

    assert not preview.problems
    assert preview.is_nothing
