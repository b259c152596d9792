"""Files of printed statements, in long format: kept as printed."""

import pytest
from django.utils.translation import override

from reports.loads.kinds.published.plan import PUBLISHED
from reports.loads.loading import accept, preview
from reports.loads.undoing import undo
from reports.models import PublishedFigure, PublishedTable
from tests import make
from tests.tools.sheets import csv_file, xlsx_file

pytestmark = pytest.mark.django_db
HEAD = "表代码,行代码,行名称,指标,列名称,印刷值,单位,口径,定义"
ROW = "T-1,AKS,阿克苏,开工率,开工率,90.30,%,不含兵团,开工/计划"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def user():
    make.programme()
    return make.administrator()


def look(user, content):
    return preview(PUBLISHED, content, "表.csv", user=user, choices={"programme": "2011-plan"})


def load(user, content):
    upload, preview = look(user, content)
    assert preview.can_be_accepted, preview.problems
    return accept(PUBLISHED, upload, user=user)


def test_a_figure_is_kept_as_printed(user):
    make.published_table("T-1")

    load(user, csv_file(HEAD, ROW))

    figure = PublishedFigure.objects.get()
    assert (figure.printed, figure.decimals, figure.measure) == ("90.30", 2, "start_rate")
    assert figure.citation == figure.table.citation
    assert (figure.row_position, figure.column_position) == (1, 1)


def test_the_same_file_again_changes_nothing(user):
    make.published_table("T-1")
    load(user, csv_file(HEAD, ROW))

    assert look(user, csv_file(HEAD, ROW))[1].is_nothing


def test_rows_and_columns_stand_in_the_order_of_the_file(user):
    make.published_table("T-1")
    kezhou = ROW.replace("AKS,阿克苏", "KZ,克州")

    load(user, csv_file(HEAD, kezhou, ROW, ROW.replace("开工率,开工率,90.30", "完工率,完工率,9")))

    assert list(PublishedFigure.objects.values_list("row_ref", "row_position", "measure",
                                                    "column_position")) == [
        ("KZ", 1, "start_rate", 1),
        ("AKS", 2, "start_rate", 1),
        ("AKS", 2, "completion_rate", 2),
    ]  # fmt: skip


def test_a_statement_may_stand_on_a_second_sheet(user):
    sheets = {
        "数字": [HEAD, ROW],
        "表": ["表代码,类型,表题,出处,截至日期", "T-1,表,项目情况,某书,2011-06-30"],
    }

    loaded = load(user, xlsx_file(**sheets))

    table = PublishedTable.objects.get()
    assert (table.title, table.figures.get().citation) == ("项目情况", "某书")
    undo(PUBLISHED, loaded, user=user)
    assert not PublishedTable.objects.exists()


def test_a_changed_figure_is_shown_and_undone(user):
    make.published_table("T-1")
    load(user, csv_file(HEAD, ROW))

    loaded = load(user, csv_file(HEAD, ROW.replace("90.30", "91.3")))
    assert PublishedFigure.objects.get().decimals == 1
    undo(PUBLISHED, loaded, user=user)

    assert PublishedFigure.objects.get().printed == "90.30"


@pytest.mark.parametrize(
    ("old", "new", "cell"),
    [
        ("T-1", "T-9", "A2"),
        ("90.30", "很多", "F2"),
        ("开工率,", "好看率,", "D2"),
        ("%", "斤", "G2"),
    ],
)
def test_what_is_wrong_is_told_beside_its_cell(user, old, new, cell):
    make.published_table("T-1")

    preview = look(user, csv_file(HEAD, ROW.replace(old, new, 1)))[1]

    assert [problem.cell for problem in preview.problems] == [cell]


def test_a_number_that_lost_its_zeros_is_told(user):
    make.published_table("T-1")

    preview = look(user, csv_file(f"{HEAD},小数位", f"{ROW.replace('90.30', '90.3')},2"))[1]

    assert [problem.cell for problem in preview.problems] == ["F2"]
