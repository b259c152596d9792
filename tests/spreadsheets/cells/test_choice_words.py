"""The words that offices write for a choice, and the choices that a message lists."""

import re

import pytest
from django.utils.translation import override

from aidtrack.spreadsheets.tables.columns import Unclear
from aidtrack.spreadsheets.tables.values import parser
from projects.models import Project
from reports.loads.kinds.month.columns import COLUMNS as OF_REPORTS
from reports.loads.kinds.projects.columns import COLUMNS as OF_PROJECTS
from reports.loads.kinds.published.columns import FIGURES, TABLES
from reports.loads.kinds.transfers.columns import COLUMNS as OF_TRANSFERS

ALL = (*OF_PROJECTS, *OF_REPORTS, *OF_TRANSFERS, *FIGURES, *TABLES)
BY_NAME = {column.name: column for column in reversed(ALL)}
CHOICES = [column for column in ALL if column.kind == "choice"]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def read(name: str, word: str):
    return parser(BY_NAME[name])(word)


def refusal(name: str, word: str) -> Unclear:
    with pytest.raises(Unclear) as caught:
        read(name, word)
    return caught.value


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("not_started", "未动工 前期 前期工作 筹建 招投标 正在招标"),
        ("under_construction", "正在施工 施工中 续建 开工 已复工"),
        ("suspended", "停建 暂停 停缓建"),
        ("completed", "已竣工 已完成 完成 建成 待验收 已完工。 已完工（未验收）"),
        ("accepted", "竣工验收 已竣工验收"),
        ("handed_over", "已交付 交付使用 已移交"),
        ("cancelled", "调整取消 已撤销"),
    ],
)
def test_a_stage_in_the_words_of_an_office(stage, words):
    for word in words.split():
        assert read("stage", word) == stage


@pytest.mark.parametrize("word", ["√", "100%", "1", "未验收"])
def test_what_is_no_stage_is_refused(word):
    assert refusal("stage", word)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stage", "基本完工 主体完工 主体封顶 已投入使用 投入使用 缓建"),
        ("nature", "改扩建 扩建 改建 迁建"),
    ],
)
def test_a_word_that_may_be_either_of_two_is_taken_for_neither(name, words):
    choices = {"stage": Project.Stage.values, "nature": Project.Nature.values}
    for word in words.split():
        assert read(name, word) not in choices[name]


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("turnkey", "交钥匙工程 交钥匙项目 “交钥匙”"),
        ("cheque", "交支票方式 资金援建 资金支票 交支票项目"),
        ("co_built", "共建 合建 联合建设"),
    ],
)
def test_a_way_of_building_in_the_words_of_an_office(mode, words):
    assert {read("delivery_mode", word) for word in words.split()} == {mode}


@pytest.mark.parametrize("word", ["交钥匙/交支票", "代建", "自建"])
def test_a_way_of_building_that_may_be_another_is_asked_about(word):
    assert refusal("delivery_mode", word)


def test_a_nature_is_new_or_continuing_and_nothing_else():
    assert read("nature", "结转项目") == "continuing"
    assert refusal("nature", "跨年")


def test_money_sent_on_may_be_at_the_region_or_at_the_project():
    assert read("level", "已到疆") == "in_region"
    assert read("level", "已到位") == "at_project"
    assert read("level", "已支付") == "paid"
    assert "region or the project" in refusal("level", "已拨付").mend


@pytest.mark.parametrize("column", CHOICES, ids=lambda column: column.name)
def test_a_message_lists_choices_in_chinese_only(column):
    with override("zh-hans"), pytest.raises(Unclear) as caught:
        parser(column)("zzz")

    assert not re.search("[A-Za-z]", caught.value.expected)


@pytest.mark.parametrize("column", CHOICES, ids=lambda column: column.name)
def test_a_message_lists_choices_in_english_only(column):
    with override("en"), pytest.raises(Unclear) as caught:
        parser(column)("zzz")

    assert not re.search("[一-鿿_]", caught.value.expected)


@pytest.mark.parametrize("column", CHOICES, ids=lambda column: column.name)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_a_message_lists_is_understood(column, language):
    with override(language):
        read_labels = {parser(column)(str(label)) for label in column.choice_labels.values()}

    assert read_labels == set(column.choice_labels)
