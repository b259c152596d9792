"""The content security policy: sent with every response, and nothing of ours needs an exception."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from aidtrack.start.plotly_bundle import styles
from aidtrack.urls import urlpatterns as ours
from tests import make
from tests.tools.reading import reader

POLICY = {
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))

pytestmark = pytest.mark.once


@login_not_required
def broken(request):
    raise RuntimeError("what nobody thought of")


urlpatterns = [*ours, path("broken/", broken)]


def policy(response) -> set[str]:
    return set(response.headers["Content-Security-Policy"].split("; "))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/sign-in/", 200),
        ("/health/", 200),
        ("/overview/", 302),
        ("/projects", 301),
        ("/admin/login/", 302),
        ("/language/", 302),
    ],
)
def test_a_stranger_is_answered_with_the_policy(client, address, status):
    response = client.get(address)

    assert response.status_code == status
    assert policy(response) == POLICY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/projects/", 200),
        ("/projects/?status=nonsense", 400),
        ("/projects/no-such-project/", 404),
        ("/no-such-page/", 404),
        ("/admin/", 200),
        ("/admin/projects/project/", 200),
        ("/admin/projects/project/add/", 200),
    ],
)
def test_an_administrator_is_answered_with_the_policy(client, address, status):
    make.programme()
    client.force_login(make.administrator())

    response = client.get(address)

    assert response.status_code == status
    assert policy(response) == POLICY


def test_a_static_file_is_sent_with_the_policy(client):
    response = client.get("/static/js/app.js")

    assert response.status_code == 200
    assert response.getvalue()  # read to its end, so that the file is closed
    assert policy(response) == POLICY


@pytest.mark.urls(__name__)
def test_a_failure_is_answered_with_the_policy(client):
    client.raise_request_exception = False

    response = client.get("/broken/")

    assert response.status_code == 500
    assert policy(response) == POLICY


def test_the_redirect_to_https_carries_the_policy(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/sign-in/")

    assert (response.status_code, response["Location"]) == (301, "https://testserver/sign-in/")
    assert policy(response) == POLICY


def test_another_host_name_is_refused_with_the_policy(client):
    response = client.get("/sign-in/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert policy(response) == POLICY


class Inline(HTMLParser):
    """What the policy would refuse in a text of HTML; JSON for a script to read is no script."""

    def __init__(self, text):
        super().__init__()
        self.refused, self.figures, self.in_json = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        is_json = tag == "script" and attributes.get("type") == "application/json"
        if tag == "style" or (tag == "script" and not is_json and not attributes.get("src")):
            self.refused.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith("on") or "javascript:" in (value or ""):
                self.refused.append(f"<{tag} {name}>")
        self.in_json = is_json

    def handle_data(self, data):
        if self.in_json:
            self.figures.append(json.loads(data))
            self.in_json = False


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("<style>p {}</style>", ["<style>"]),
        ("<script>run()</script>", ["<script>"]),
        ('<svg><rect style="fill: red"/></svg>', ["<rect style>"]),
        ('<a href="javascript:run()" onclick="run()">', ["<a href>", "<a onclick>"]),
        ('<script src="/a.js"></script><p class="style on">style=</p>', []),
        ('<script type="application/json">{"a": 1}</script>', []),
    ],
)
def test_what_the_policy_refuses_is_recognised(text, refused):
    assert Inline(text).refused == refused


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates"))
)
def test_a_template_has_no_inline_script_or_style(template):
    text = template.read_text("utf-8")
    text = re.sub(r"(?s)\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|\{%.*?%\}", " ", text)

    assert Inline(re.sub(r"\{\{.*?\}\}", "x", text)).refused == []


def texts(value):
    """Every text in a figure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("address", ["/overview/", "/pairings/", "/pairings/653200/"])
def test_a_page_with_charts_needs_no_exception(drawn, db, client, address, language):
    """Bold text in a figure becomes a style attribute, so no text of a figure has a tag."""
    page = reader(client, language).get(address).content.decode()
    read = Inline(page)

    assert read.refused == []
    assert f'<meta id="{styles().embedded_id}"' in page
    assert page.count('<link id="plotly.js-style-global" class="no-inline-styles"') == 1
    assert read.figures
    # Plotly reads <extra> itself: what stands in the second box of a hover label, here nothing.
    tagged = [text for text in texts(read.figures) if "<" in text.removesuffix("<extra></extra>")]
    assert tagged == []
