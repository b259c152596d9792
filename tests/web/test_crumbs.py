from django.template.loader import render_to_string

from aidtrack.templatetags.figures import steps


def test_crumbs_name_every_page_above_and_leave_out_those_without_an_address():
    above = steps("Overview", "/", "Hidden", "", "Projects & more", "/projects/?a=1&b=2")

    html = render_to_string("partials/crumbs.html", {"steps": above, "here": "HT-1"})

    assert '<a href="/">Overview</a>' in html
    assert '<a href="/projects/?a=1&amp;b=2">Projects &amp; more</a>' in html
    assert '<li aria-current="page">HT-1</li>' in html
    assert "Hidden" not in html
