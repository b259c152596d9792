"""Who may change what: each cell of the table is done by everybody, each rule is asked by code."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils.translation import override

from pairings.access.permissions import RULES, TABLE, Standing
from projects.permissions import FIELDS
from tests import make
from tests.exports.files import body
from tests.pages.deeds import DEEDS, World, is_let
from tests.tools.reading import reader, words

# Calls that ask the table, and declarations by whose ``action`` it is asked.
ASKING = {"may", "acting_side", "_require", "FileKind"}
APPS = ("pairings", "projects", "reports")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("standing", Standing.values)
def test_the_program_lets_each_role_do_what_its_cell_says_and_nothing_else(standing):
    world = World(standing)

    let = {
        action: {who for who, person in world.people.items() if is_let(world, action, person)}
        for action in DEEDS
    }

    assert let == {rule.action: set(rule.roles_in(standing)) for rule in TABLE}


@pytest.mark.django_db
@pytest.mark.parametrize("memberships", [1, 3])
def test_the_page_takes_the_same_queries_for_one_membership_and_for_three(
    client, django_assert_num_queries, memberships
):
    person = make.user()
    for n in range(memberships):
        make.membership(user=person, organisation=make.prefecture(short_name=f"地区{n}"))
    client.force_login(person)

    with django_assert_num_queries(8):
        page = words(client.get("/permissions/"))

    assert f"地区{memberships - 1}" in page


def test_the_table_has_a_rule_once_for_each_action():
    assert len(TABLE) == len(RULES)
    assert FIELDS.keys() <= RULES.keys()


def asked_in(source: str) -> Iterator[str]:
    """The actions that a module asks the table about, as it names them."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in ASKING:
                texts = node.args
            case ast.Assign(targets=[ast.Name(id="action")]):
                texts = [node.value]
            case _:
                continue
        words = [
            part.value
            for text in texts
            for part in ast.walk(text)
            if isinstance(part, ast.Constant)
        ]
        yield from (word for word in words if word in RULES)


def test_each_rule_is_asked_by_the_code_that_it_speaks_of():
    paths = [path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")]

    assert {action for path in paths for action in asked_in(path.read_text("utf-8"))} == set(RULES)


def test_what_asks_is_seen_in_every_form():
    source = """
class Rows(Admin):
    action = "plan"
row.may(user, "correct" if is_correction else "enter")
LOAD = FileKind("load", label)
label = "review"
"""

    assert set(asked_in(source)) == {"plan", "correct", "enter", "load"}


@pytest.mark.django_db
def test_the_page_prints_the_table(client):
    page = words(reader(client).get("/permissions/"))

    for rule in TABLE:
        assert str(rule.label).lower() in page.lower()


@pytest.mark.django_db
def test_the_page_names_what_a_rule_changes_by_its_label(client):
    page = words(reader(client).get("/permissions/"))

    assert "approved on" in page
    assert "cancellation date" in page
    assert "_" not in page


@pytest.mark.django_db
def test_the_page_says_in_chinese_what_a_rule_changes(client):
    page = words(reader(client, "zh-hans", username="审计").get("/permissions/"))

    assert "状态、开工日期" in page
    assert not re.findall(r"\b[a-z_]{3,}\b", page)


@pytest.mark.django_db
def test_the_page_and_its_file_say_what_an_administrator_of_an_office_may_do(client):
    sentence = "There and below they invite people and give and take roles"

    assert sentence in words(reader(client).get("/permissions/"))
    assert sentence in body(client.get("/permissions/?format=csv&table=permissions")).decode()
