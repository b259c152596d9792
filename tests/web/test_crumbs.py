import re
from datetime import date

import pytest
from django.template.loader import render_to_string

from aidtrack.templatetags.figures import steps
from projects.models import Project
from tests.tools.reading import reader, words


def test_crumbs_name_every_page_above_and_leave_out_those_without_an_address():
    above = steps("Overview", "/", "Hidden", "", "Projects & more", "/projects/?a=1&b=2")

    html = render_to_string("partials/crumbs.html", {"steps": above, "here": "HT-1"})

    assert '<a href="/">Overview</a>' in html
    assert '<a href="/projects/?a=1&amp;b=2">Projects &amp; more</a>' in html
    assert '<li aria-current="page">HT-1</li>' in html
    assert "Hidden" not in html


CRUMB = re.compile(r'<li aria-current="page">(.*?)</li>')


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("/pairings/653200/", "北京、天津、安徽 → 和田地区"),
        ("/pairings/110000-653200/", "北京 → 和田地区"),
        ("/pairings/XJ-110000-653201/", "北京 → 和田市"),
        ("/projects/HT-2010-001/", None),
        ("/transfers/1/", "2010-04-01的拨付记录"),
        ("/reports/published/table-3/", None),
    ],
)
def test_a_crumb_names_its_page_and_a_reference_stands_beside_it(client, drawn, db, address, here):
    page = reader(client, "zh-hans").get(address).content.decode()
    (crumb,) = CRUMB.findall(page)
    reference = address.split("/")[-2]

    assert re.search(r"[\u4e00-\u9fff]", crumb)
    assert crumb != reference
    assert here in (None, crumb)


def test_a_project_names_its_pairing_with_the_reference_beside_it(client, drawn, db):
    page = words(reader(client).get("/projects/HT-2010-001/"))

    pairing = Project.objects.get(code="HT-2010-001").lead_pairing
    assert f"→ {pairing.recipient.name_on(date(2011, 6, 30))} {pairing.ref}" in page
