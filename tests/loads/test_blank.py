"""A template of each kind: given back empty it says so; filled in, it loads and asks nothing."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.utils.translation import override

from aidtrack.spreadsheets.writing.filling import LIST
from projects.models import Project
from reports.loads.blank.workbook import blank_workbook
from reports.loads.kinds import KINDS
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import load_at_once, preview
from reports.loads.names.parties import Parties
from tests import make
from tests.cast.loading import World
from tests.cast.office import Office
from tests.exports.files import body
from tests.tools import libreoffice

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans")


@pytest.fixture
def world():
    """Somebody who may load every kind; enough recipients that a list of them is long."""
    world = World()
    world.office = Office(code="OWN-1", name="双语幼儿园")
    make.category()
    make.indicator("programmes", name="硕士点")
    make.counting_unit("person_time", label="人次")
    make.supporter("TJ", name="天津市", short_name="天津")
    for n in range(80):
        make.pairing(
            supporter=world.edge.supporter,
            recipient=make.county(f"C{n}", name=f"第{n}号县", name_en=f"Long county name {n}"),
        )
    make.membership(user=world.user, role="recorder", organisation=world.edge.recipient)
    return world


def given_out(client, person, kind: str, language: str) -> bytes:
    client.force_login(person)
    client.cookies["django_language"] = language
    return body(client.get(f"/loads/templates/{kind}/"))


def person_of(world, kind: str):
    return world.office.recorder if KINDS[kind].action == "load entries" else world.user


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_given_back_empty_says_that_it_has_no_row(client, world, kind, language):
    person = person_of(world, kind)
    content = given_out(client, person, kind, language)

    with override("en"):
        _load, look = preview(KINDS[kind], content, "blank.xlsx", user=person)

    (problem,) = look.problems
    assert problem.mend == "There is no row in it yet: fill in the rows below the headings."
    assert look.questions == []


# By kind and sheet the cells of one row, by the names of their columns.
ROWS = {
    "pairings": [
        {"supporter": "天津", "recipient": "第3号县", "ref": "NEW-1", "starts_on": date(2010, 1, 1)}
    ],
    "projects": [
        {
            "code": "00A-1",
            "name": "小学",
            "programme": "2011年计划",
            "supporter": "北京",
            "recipient": "和田",
            "delivery_mode": 0,
            "nature": 1,
            "is_livelihood": 0,
            "planned_aid": 80.5,
            "planned_start_on": date(2011, 3, 1),
        },
        {"code": "00A-1", "number": 1, "planned_on": date(2011, 5, 31), "amount": 12.25},
    ],
    "transfers": [
        {
            "programme": "2011年计划",
            "level": 2,
            "code": "OWN-1",
            "on": date(2011, 7, 10),
            "amount": 100,
        }
    ],
    "status": [
        {
            "code": "OWN-1",
            "month": "2011-07",
            "stage": 1,
            "started_on": date(2011, 7, 5),
            "physical_progress": 20.5,
            "disbursed_to_date": 300,
        }
    ],
    "contributions": [
        {
            "scheme": "19省市对口援疆",
            "form": 0,
            "title": "培训班",
            "period": "2013年5月",
            "counting_unit": "人次",
            "done": "450余",
            "state": 0,
        }
    ],
    "observations": [
        {
            "indicator": "硕士点",
            "subject": "19省市对口援疆",
            "on": "2011年",
            "value": "3800多",
            "role": 1,
        }
    ],
    "tasks": [
        {
            "title": "加快拨付",
            "responsible": "和田市",
            "issued_at": date(2011, 6, 1),
            "due_on": date(2099, 6, 20),
            "origin": 3,
            "is_urgent": 0,
        }
    ],
    "published": [
        {
            "table": "T-1",
            "row_ref": "AKS",
            "row_label": "阿克苏",
            "measure": 1,
            "column_label": "开工率",
            "printed": "90.3",
            "unit": 2,
            "scope": 0,
            "definition": "开工/计划",
        },
        {
            "code": "T-1",
            "kind": 0,
            "title": "表",
            "programme": "2011年计划",
            "citation": "《通报》",
        },
    ],
}


def filled(content: bytes, kind: str, language: str) -> bytes:
    """The template with a row in each sheet; a choice is given by its place in the list."""
    book = openpyxl.load_workbook(BytesIO(content))
    with override(language):
        sheets = blank_workbook(KINDS[kind], None).sheets
        for sheet, spec, cells in zip(book.worksheets, sheets, ROWS[kind], strict=False):
            fields = {entry.name: (n, entry) for n, entry in enumerate(spec.fields, 1)}
            for name, value in cells.items():
                column, entry = fields[name]
                is_place = isinstance(value, int) and entry.choices
                row = len(spec.above) + 2
                sheet.cell(row, column).value = entry.choices[value] if is_place else value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_filled_template_loads_and_asks_nothing(client, world, kind, language):
    person = person_of(world, kind)
    content = filled(given_out(client, person, kind, language), kind, language)

    load, look = load_at_once(KINDS[kind], content, "filled.xlsx", user=person)

    assert (look.problems, look.questions, look.plan.unknown) == ([], [], [])
    assert load.counts
    if kind == "projects":
        project = Project.objects.get(code="00A-1")
        assert project.planned_aid == 805_000
        assert project.tranches.get().amount == 122_500


@libreoffice.needed
def test_a_template_that_libreoffice_saved_loads_and_asks_nothing(client, world, tmp_path):
    content = filled(given_out(client, world.user, "projects", "zh-hans"), "projects", "zh-hans")
    (tmp_path / "in.xlsx").write_bytes(content)

    for form in ("xlsx", "ods"):
        saved = libreoffice.saved(tmp_path / "in.xlsx", tmp_path, form).read_bytes()
        _load, look = preview(PROJECTS, saved, f"filled.{form}", user=world.user)
        assert (look.problems, look.questions) == ([], [])
        assert look.can_be_accepted


def test_long_lists_stand_on_a_hidden_sheet_and_are_understood(client, world):
    content = given_out(client, world.user, "projects", "en")

    book = openpyxl.load_workbook(BytesIO(content))

    *_tables, lists = book.worksheets
    assert lists.sheet_state == "hidden"
    rules = {str(rule.formula1) for rule in book.worksheets[0].data_validations.dataValidation}
    assert "'Lists'!$A$1:$A$82" in {rule.removeprefix("=") for rule in rules}
    assert all(len(rule) <= LIST + 2 for rule in rules)
    parties = Parties(world.user)
    assert all(len(parties.find(cell.value)) == 1 for cell in lists["A"])


def test_the_page_offers_the_templates_of_what_a_person_may_load(client, world):
    client.force_login(world.office.recorder)
    client.cookies["django_language"] = "en"

    page = client.get("/loads/").content.decode()

    assert "/loads/templates/transfers/" in page
    assert "/loads/templates/projects/" not in page
    assert client.get("/loads/templates/projects/").status_code == 404
    assert client.get("/loads/templates/nothing/").status_code == 404
