"""A pairing is a pairing and not its two parties: its page and links hold its projects only."""

from datetime import date

import pytest

from projects.figures.groupings import GROUPINGS
from projects.figures.progress import progress_by
from projects.models import Project
from projects.pages.filters import ProjectFilter
from tests import make
from tests.exports.files import book
from tests.tools.reading import Page, reader, words

ON = date(2011, 6, 30)
YI = 100_000_000

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    return reader(client)


@pytest.fixture
def renewed():
    """Two pairings of a prefecture with one supporter, and one of a county in its row."""
    row = make.reporting_row(make.prefecture("653200", name="和田地区"))
    unit = make.reporting_unit(row, make.supporter("110000"))
    prefecture = row.prefecture
    county = make.county("653201", reported_under=prefecture, parent=prefecture)
    first = {"starts_on": date(2010, 3, 30), "ends_on": date(2011, 3, 31)}
    parties = {"supporter": unit.supporter, "recipient": prefecture}
    pairings = [
        make.pairing(ref="FIRST", **parties, **first),
        make.pairing(ref="SECOND", **parties, starts_on=date(2011, 4, 1)),
        make.pairing(ref="COUNTY", supporter=unit.supporter, recipient=county),
    ]
    for pairing, projects in zip(pairings, (2, 1, 3), strict=True):
        for _n in range(projects):
            project = make.project(lead_pairing=pairing, planned_aid=YI, started_on=ON)
            make.transfer(project, amount=YI // 2)
    make.in_region(supporter=unit.supporter, receiver=prefecture, amount=4 * YI)
    return pairings


def leads(response) -> list[str]:
    projects = response.context["filter"].rows().values_list("lead_pairing__ref", flat=True)
    return sorted(set(projects))


@pytest.mark.parametrize(("ref", "projects"), [("FIRST", 2), ("SECOND", 1), ("COUNTY", 3)])
def test_the_page_of_a_pairing_shows_its_own_projects_and_leads_to_them(
    person, renewed, ref, projects
):
    page = person.get(f"/pairings/{ref}/")

    assert f"{projects} / {projects} projects" in words(page)
    hrefs = {href for href, _text in Page(page).links if (href or "").startswith("/projects/?")}
    # The arrival rate is of the whole unit, as the page says.
    lists = [leads(person.get(href)) for href in hrefs if "recipient=" not in href]
    assert lists.count([ref]) > 3
    assert all(refs in ([ref], []) for refs in lists)


@pytest.mark.parametrize("ref", ["FIRST", "SECOND", "COUNTY"])
def test_money_in_the_region_is_of_all_pairings_between_the_row_and_its_supporter(
    person, renewed, ref
):
    page = person.get(f"/pairings/{ref}/")

    assert "Money is received for" in words(page)
    assert "regional arrival rate 66.7% 4.00 / 6.00 (100" in words(page)
    own = next(href for href, text in Page(page).links if "".join(text).startswith("Transfers to"))
    transfers = person.get(own).context["filter"].rows()
    assert {transfer.project.lead_pairing.ref for transfer in transfers} == {ref}


def test_progress_by_pairing_leads_to_its_rows(person, renewed):
    groups = progress_by(
        "pairing", Project.objects.all(), make.programme(), scope="all", on=ON, user=None
    )

    assert [(row.group.label, row.planned, row.group.params) for row in groups] == [
        (ref, planned, {"pairing": ref})
        for ref, planned in (("COUNTY", 3), ("FIRST", 2), ("SECOND", 1))
    ]


def test_a_pairing_that_is_a_partner_names_the_projects_that_count_under_another(person, renewed):
    first, second, _county = renewed
    shared = Project.objects.filter(lead_pairing=first).first()
    shared.partner_pairings.add(second)

    page = person.get("/pairings/SECOND/")

    assert "1 / 1 projects" in words(page)
    assert "Projects shared as a partner" in words(page)
    assert "Counted under their lead pairing only, so in no figure above" in words(page)
    assert shared.code in words(page)
    (href,) = [href for href, text in Page(page).links if "".join(text) == "All of them"]
    assert list(person.get(href).context["filter"].rows()) == [shared]
    assert "shared as a partner" not in words(person.get("/pairings/FIRST/"))
    assert shared.code in words_of_sheet(person, "/pairings/SECOND/")


def words_of_sheet(person, address) -> str:
    cells = book(person, address)["Projects shared as a partner"].iter_rows(values_only=True)
    return " ".join(str(cell) for row in cells for cell in row)


@pytest.mark.parametrize("name", GROUPINGS)
def test_a_row_called_other_leads_to_its_rows(person, renewed, rf, name):
    """Projects of another scheme's pairing, class and mode belong to no group of a report."""
    plan = make.programme()
    stray = make.pairing(scheme=make.scheme("elsewhere"))
    foreign = make.category(make.category_scheme("elsewhere"))
    odd = {"lead_pairing": stray, "category": foreign, "delivery_mode": "odd"}
    Project.objects.filter(lead_pairing__ref="COUNTY").update(**odd)

    *_listed, other = progress_by(name, Project.objects.all(), plan, scope="all", on=ON, user=None)
    query = {"programme": plan.code, "scope": "all", "as_of": f"{ON}", **other.group.params}
    rows = person.get("/projects/", query).context["filter"].rows()

    assert other.planned == 3
    assert rows.count() == 3
    assert {project.lead_pairing for project in rows} == {stray}


def test_the_form_offers_what_only_links_lead_to_where_the_address_has_it(person, renewed):
    plain = person.get("/projects/").context["filter"].form.fields
    linked = person.get("/projects/?outside=unit&partner=FIRST").context["filter"].form.fields

    assert set(linked) - set(plain) == {"outside", "partner"}
    assert {"outside", "partner"} <= set(ProjectFilter.base_filters)


@pytest.mark.parametrize("address", ["/projects/?pairing=NONE", "/transfers/?pairing=NONE"])
def test_a_pairing_that_is_none_is_refused(person, renewed, address):
    page = person.get(address)

    assert page.status_code == 400
    assert "No pairing has this reference" in words(page)
