"""What a person would hesitate over is asked once a file, with what each reading comes to."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from projects.models import Project
from tests.cast.loading import HEAD, ONE, World
from tests.tools.sheets import csv_file, xlsx_file

pytestmark = pytest.mark.django_db

BARE = HEAD.replace("(万元)", "")
TWO = "A-2,医院,北京,和田,交钥匙,2.5"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    return World()


@pytest.fixture
def described(tmp_path, world):
    """Looks a file through by the command; gives what it prints as JSON, and its exit code."""

    def described(content, *answers, kind="projects", name="文件.csv"):
        path, out = tmp_path / name, StringIO()
        path.write_bytes(content)
        arguments = [f"--answer={answer}" for answer in answers]
        try:
            call_command(
                "load", kind, str(path), "--dry-run", "--format=json", "--programme=2011-plan",
                *arguments, stdout=out, stderr=StringIO(),
            )  # fmt: skip
        except CommandError as error:
            return json.loads(out.getvalue()), error.returncode
        return json.loads(out.getvalue()), 0

    return described


def amounts(file: dict) -> list[str]:
    return [record["values"]["planned_aid"] for record in file["records"]]


def test_amounts_without_a_unit_are_asked_about_with_the_sum_of_each_reading(described):
    file, code = described(csv_file(BARE, ONE, TWO))

    assert (file["outcome"], code, file["records"]) == ("questions", 3, [])
    (question,) = file["questions"]
    assert (question["code"], question["where"]) == ("unit", "文件 F")
    readings = {reading["reading"]: reading["comes_to"] for reading in question["readings"]}
    assert readings["万元"].startswith("2 rows, total CNY 1.025 m; the largest is CNY 1 m")
    assert "total CNY 102.5" in readings["元"]


@pytest.mark.parametrize(
    ("unit", "planned"), [("万元", ["1000000", "25000"]), ("元", ["100", "2.5"])]
)
def test_the_unit_that_is_answered_holds_for_the_amounts_in_question(described, unit, planned):
    file, code = described(csv_file(BARE, ONE, TWO), f"unit={unit}")

    assert (file["outcome"], code) == ("sound", 0)
    assert amounts(file) == planned


def test_a_column_without_a_unit_beside_one_with_it_is_asked_about(described):
    head = f"{BARE},总投资(万元)"

    file, _code = described(csv_file(head, f"{ONE},800"))

    (question,) = file["questions"]
    assert "“计划资金”" in question["label"] and "总投资(万元)" in question["sentence"]
    file, _code = described(csv_file(head, f"{ONE},800"), "unit=元")
    assert file["records"][0]["values"]["total_investment"] == "8000000"
    assert amounts(file) == ["100"]


def test_amounts_that_each_state_their_unit_are_not_asked_about(described):
    file, _code = described(csv_file(BARE, ONE.replace(",100", ",100万元")))

    assert (file["outcome"], amounts(file)) == ("sound", ["1000000"])


def test_an_answer_that_is_no_reading_is_asked_again(described):
    file, code = described(csv_file(BARE, ONE), "unit=两")

    assert (file["outcome"], code) == ("questions", 3)


def test_a_word_over_a_heading_that_changes_its_meaning_makes_it_a_question(described):
    upper = ["项目编号", "项目名称", "支援方", "受援方", "援建方式", "2010年完成(万元)", None]
    lower = [None, None, None, None, None, "计划资金", "总投资"]
    content = csv_file(upper, lower, f"{ONE},800")

    file, _code = described(content)

    codes = [question["code"] for question in file["questions"]]
    assert codes == ["header:2010年完成计划资金", "header:2010年完成总投资"]
    assert [q["readings"][0]["reading"] for q in file["questions"]] == [
        "planned_aid",
        "total_investment",
    ]
    file, _code = described(content, f"{codes[0]}=planned_aid", f"{codes[1]}=leave")
    assert file["outcome"] == "sound"
    assert "total_investment" not in file["records"][0]["values"]


def test_a_column_that_an_open_heading_may_be_is_no_problem_yet(described):
    content = csv_file(HEAD.replace("计划资金(万元)", "资金安排(万元)"), ONE)

    file, code = described(content)

    assert (file["outcome"], code, file["problems"]) == ("questions", 3, [])
    file, _code = described(content, "header:资金安排=planned_aid")
    assert amounts(file) == ["1000000"]
    file, code = described(content, "header:资金安排=leave")
    assert (file["outcome"], code) == ("problems", 1)


def test_a_group_of_headings_that_says_nothing_new_asks_nothing(described):
    upper = ["项目基本情况", None, None, None, None, "资金情况(万元)", None]
    lower = [*BARE.split(","), "总投资"]
    content = csv_file(upper, lower, f"{ONE},800")

    assert described(content)[0]["outcome"] == "sound"


def test_a_heading_with_a_unit_of_money_is_no_text(described):
    file, _code = described(csv_file(f"{HEAD},年度计划(万元)", f"{ONE},800"))

    assert [question["code"] for question in file["questions"]] == ["header:年度计划"]


def test_cells_beyond_the_heading_are_asked_about(described):
    file, _code = described(csv_file(HEAD, "A-1,小学,北京,和田,交钥匙,1,200"))

    (question,) = file["questions"]
    assert (question["code"], question["where"]) == ("beyond:文件", "文件 G2")
    assert {"what": "cells", "where": "文件 G", "rows": 1} in file["unread"]
    file, _code = described(csv_file(HEAD, "A-1,小学,北京,和田,交钥匙,1,200"), "beyond:文件=leave")
    assert amounts(file) == ["10000"]


def test_a_sheet_with_some_headings_is_asked_about_and_others_are_listed(described):
    content = xlsx_file(
        和田市=[HEAD, ONE],
        墨玉县=["编号,受援方,支援方,计划资金(万元)", "1,和田,北京,2.5"],
        联系人=["序号,姓名,电话", "1,某某,0903"],
    )

    file, _code = described(content, name="a.xlsx")

    assert [question["code"] for question in file["questions"]] == ["sheet:墨玉县"]
    assert {"what": "sheet", "where": "联系人", "rows": 2} in file["unread"]
    file, _code = described(content, "sheet:墨玉县=leave", name="a.xlsx")
    assert file["outcome"] == "sound"
    file, _code = described(content, "sheet:墨玉县=read", name="a.xlsx")
    assert file["problems"] == []
    answers = ("sheet:墨玉县=read", "header:编号=leave")
    file, _code = described(content, *answers, name="a.xlsx")
    assert "A column “project code”." in {problem["expected"] for problem in file["problems"]}


def test_a_sheet_is_left_out_by_an_answer(described):
    content = xlsx_file(一=[HEAD, ONE], 二=[HEAD, TWO])

    file, _code = described(content, "sheet:二=leave", name="a.xlsx")

    assert amounts(file) == ["1000000"]


def test_a_file_that_cannot_be_read_is_described_as_refused(described):
    file, code = described(b"")

    assert (file["outcome"], code) == ("refused", 1)
    assert not Project.objects.exists()


def test_of_two_columns_with_one_heading_a_problem_speaks_and_no_question(described):
    file, code = described(csv_file(f"{HEAD},计划资金(万元)", f"{ONE},200"))

    assert (file["outcome"], code, file["questions"]) == ("problems", 1, [])
    (problem,) = file["problems"]
    assert problem["mend"] == "Two columns have the same name: rename or delete one."


@pytest.mark.parametrize(
    ("answer", "aid", "unread"), [("planned_aid", "2000000", "F"), ("leave", "1000000", "G")]
)
def test_of_two_headings_for_one_column_it_is_asked_which_is_meant(described, answer, aid, unread):
    rows = [[*HEAD.split(","), "援助资金(万元)"], [*ONE.split(",")[:-1], 100, 200]]
    content = xlsx_file(计划=rows)

    file, code = described(content, name="a.xlsx")
    assert (code, file["problems"]) == (3, [])
    (question,) = file["questions"]
    assert (question["code"], question["where"]) == ("header:援助资金", "计划 G")
    assert question["sentence"].startswith("“计划资金(万元)” is read as “planned aid”")
    readings = {reading["reading"]: reading["comes_to"] for reading in question["readings"][:2]}
    assert readings == {
        "planned_aid": "1 cell, total 200",
        "leave": "“计划资金(万元)” stays: 1 cell, total 100",
    }

    file, _code = described(content, f"header:援助资金={answer}", name="a.xlsx")
    assert (file["outcome"], amounts(file)) == ("sound", [aid])
    (part,) = file["unread"]
    assert part["where"].startswith(f"计划 {unread} ")


def test_a_table_whose_rows_stand_under_unknown_headings_is_not_called_empty(described):
    file, _code = described(csv_file("甲,乙,项目编号,项目名称", "1,2,,"))

    assert file["problems"] == []
    assert [question["code"] for question in file["questions"]] == ["header:甲", "header:乙"]


@pytest.mark.parametrize(
    "heading", ["备注", "备 注", "说明", "附注", "备考", "其他说明", "Remarks"]
)
def test_remarks_that_have_no_field_are_left_out_and_listed(described, heading):
    file, _code = described(csv_file(f"{HEAD},{heading}", f"{ONE},待批"))

    assert file["outcome"] == "sound"
    (part,) = file["unread"]
    assert (part["what"], part["rows"]) == ("column", 1)
    assert part["where"].endswith(f"“{heading}”")


def test_remarks_with_a_unit_of_money_are_asked_about(described):
    file, _code = described(csv_file(f"{HEAD},备注（万元）", f"{ONE},100"))

    assert [question["code"] for question in file["questions"]] == ["header:备注"]


@pytest.mark.parametrize(("cell", "asked"), [("", []), ("甲", ["header:记号"])])
def test_an_unknown_heading_is_asked_about_if_a_row_has_a_value_below(described, cell, asked):
    file, _code = described(csv_file(f"{HEAD},记号", f"{ONE},{cell}"))

    assert [question["code"] for question in file["questions"]] == asked
    assert [part["where"][-4:] for part in file["unread"]] == ([] if asked else ["“记号”"])


def test_a_table_of_headings_alone_has_no_row_yet(described):
    file, code = described(csv_file(HEAD))

    assert (file["outcome"], code) == ("problems", 1)
    (problem,) = file["problems"]
    assert problem["mend"].startswith("There is no row in it yet")


def test_of_ten_thousand_unknown_headings_some_hundred_are_asked_about_at_once(described):
    sheets = {
        f"表{n}": [
            [*HEAD.split(","), *(f"未知{n}-{column}" for column in range(200))],
            [*ONE.replace("A-1", f"A-{n}").split(","), *range(200)],
        ]
        for n in range(3)
    }
    content = xlsx_file(**sheets)

    file, code = described(content, name="表.xlsx")
    assert (code, len(file["questions"])) == (3, 300)

    answers = [f"{question['code']}=leave" for question in file["questions"]]
    file, code = described(content, *answers, name="表.xlsx")
    assert (code, len(file["questions"])) == (3, 300)
