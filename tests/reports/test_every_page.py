"""Every kind of page, list and file answers each kind of reader, on whichever database runs.

On the fixtures and the drawn rows; the pages of a month and the forms are opened by each of a cast
in ``tests.access.test_access``. What pages say is asked elsewhere, and on the embedded database
alone where that is only words, links and who is let in.
"""

import re

import pytest

from pairings.models import Organisation
from projects.models import Project, Transfer
from projects.querysets.terms import COUNTED
from tests import make
from tests.exports.files import body

READERS = {
    "auditor": lambda: make.auditor(),
    "office": lambda: make.member("recorder", Organisation.objects.get(ref="653200")),
    "supporter": lambda: make.member("leader", Organisation.objects.get(ref="110000")),
    "nobody": lambda: make.user(),
}
WITHOUT_FILE = ("/wall/",)
PAGES = (
    "/overview/",
    *WITHOUT_FILE,
    "/overview/?as_of=2011-03-31&scope=all&sort=start_rate",
    "/pairings/",
    "/pairings/653200/",
    "/pairings/110000-653200/",
    "/pairings/XJ-110000-653201/",
    "/pairings/XJ-110000-653201/history/",
    "/projects/",
    "/projects/{project}/",
    "/projects/{project}/history/",
    "/transfers/",
    "/transfers/{transfer}/",
    "/contributions/",
    "/loads/",
    "/months/",
    "/months/completeness/",
    "/permissions/",
    "/history/",
    "/history/?office=653200&closed=after&through=command",
    "/history/corrections/",
    "/history/exemptions/",
    "/history/reversals/",
    "/history/answers/",
    "/history/rights/",
    "/history/sign-ins/",
    "/reports/table-1/",
    "/reports/table-2/",
    "/reports/table-3/?as_of=2011-03-31&scope=all",
    "/reports/published/",
    "/reports/published/table-3/",
)
OF_ONE_ROW = re.compile(r"/(pairings|projects|transfers|reports/published)/.+")
OF_EVERYTHING = {page for page in PAGES if page.startswith("/history/")}
LISTS = (
    *(f"counted={term}&as_of=2011-05-31" for term in COUNTED),
    *(f"counted={term}&month=2011-05" for term in ("started", "completed", "cancelled")),
    *(f"stage={stage}" for stage in Project.Stage.values),
    *(f"mode={mode}" for mode in Project.DeliveryMode.values),
    "supporter=110000&recipient=653200&scope=all",
    "category=none",
    "overdue=start",
    "q=学校 和田",
    "programme=2010-pilot&scope=xpcc",
)


@pytest.fixture(autouse=True)
def _database(drawn, db):
    """The fixtures and the drawn rows."""


def signed_in(client, name):
    client.force_login(READERS[name]())
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def addresses():
    paid = Transfer.objects.filter(project__lead_pairing__ref="XJ-110000-653201")
    transfer = paid.select_related("project").latest("on", "pk")
    return [page.format(project=transfer.project.code, transfer=transfer.pk) for page in PAGES]


@pytest.mark.parametrize("name", READERS)
def test_every_page_answers(client, addresses, name):
    person = signed_in(client, name)
    of_one_row = {page for page in addresses if OF_ONE_ROW.match(page)}
    hidden = {"auditor": set(), "nobody": {*OF_EVERYTHING, *of_one_row}}.get(name, OF_EVERYTHING)

    statuses = {page: person.get(page).status_code for page in addresses}

    assert len(of_one_row) == 8
    assert statuses == {page: 404 if page in hidden else 200 for page in addresses}


@pytest.mark.parametrize("name", ["auditor", "office"])
def test_every_page_has_its_file(client, addresses, name):
    person = signed_in(client, name)

    for page in addresses:
        if page not in WITHOUT_FILE and (page not in OF_EVERYTHING or name == "auditor"):
            joined = "&" if "?" in page else "?"
            assert body(person.get(f"{page}{joined}format=xlsx")).startswith(b"PK"), page


@pytest.mark.parametrize(
    ("name", "queries"), [("auditor", LISTS), ("office", LISTS[:3]), ("supporter", LISTS[:3])]
)
def test_a_list_adds_up_to_its_rows(client, name, queries):
    person = signed_in(client, name)

    for query in queries:
        context = person.get(f"/projects/?{query}").context
        rows = context["filter"].rows().values_list("planned_aid", "disbursed")
        totals = context["totals"]
        assert totals.projects == len(rows) == context["table"].page.paginator.count, query
        assert totals.planned_aid == sum(aid for aid, _disbursed in rows), query
        assert totals.disbursed == sum(disbursed for _aid, disbursed in rows), query
