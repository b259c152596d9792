"""Enter in a field presses the first submit button of its form: not one that decides by itself."""

from html.parser import HTMLParser

import pytest

from tests import make
from tests.cast.grid import GRID, posted
from tests.cast.office import Office, as_, submitted
from tests.structure.test_walk import EXPECTED, answer

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class Forms(HTMLParser):
    """The forms of a page: for each the words on its submit buttons, and whether Enter submits it.

    Enter submits from an input that is neither hidden nor a button; a control belongs to the form
    that its ``form`` attribute names, else to the one around it.
    """

    NO_FIELD = ("hidden", "submit", "image", "button", "reset")

    def __init__(self, response):
        super().__init__()
        self.forms: dict[str, list[str]] = {}
        self.with_fields: set[str] = set()
        self.around = ""
        self.button = None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.around = attrs.get("id") or f"form-{len(self.forms)}"
            self.forms.setdefault(self.around, [])
        owner, kind = attrs.get("form") or self.around, attrs.get("type")
        if tag == "button" and kind in (None, "submit"):
            self.button = self.forms.setdefault(owner, [])
            self.button.append("")
        elif tag == "input" and kind in ("submit", "image"):
            self.forms.setdefault(owner, []).append(attrs.get("value", ""))
        elif tag == "input" and kind not in self.NO_FIELD:
            self.with_fields.add(owner)

    def handle_endtag(self, tag):
        if tag == "form":
            self.around = ""
        elif tag == "button":
            self.button = None

    def handle_data(self, data):
        if self.button:
            self.button[-1] += data.strip()


def defaults(response) -> list[str]:
    """What Enter presses, in each form with a field and several submit buttons."""
    page = Forms(response)
    several = [name for name, buttons in page.forms.items() if len(buttons) > 1]
    return [page.forms[name][0] for name in several if name in page.with_fields]


def real(address, project, transfer) -> str:
    """An example of an address, of rows that there are."""
    for example in ("HT-2011-014", "P-1"):
        address = address.replace(example, project.code)
    return address.replace("/transfers/1/", f"/transfers/{transfer.pk}/")


def test_every_form_with_several_buttons_says_what_enter_does(client):
    office = Office()
    begun = office.another_project()
    submitted(office)
    office.enter(project=begun, physical_progress=65)
    transfer = make.transfer(begun)
    pages = [(r, real(a, begun, transfer)) for r, (a, _) in EXPECTED.items() if r != "admin/"]

    buttons = {}
    for person in (office.recorder, office.reviewer, office.administrator):
        for route, address in pages:
            response = as_(client, person).get(address)
            if answer(response) == 200 and not response.streaming:
                buttons |= {route: names} if (names := defaults(response)) else {}

    month = "months/<slug:programme>/<str:month>"
    assert buttons == {
        f"{month}/entry/": ["Save"],
        f"{month}/entry/<slug:code>/": ["Save"],
        "pairings/compare/": ["Filter"],
        "contributions/new/": ["Save"],
        f"{month}/review/": [f"Return: {office.project.label}", "Return selected"],
    }


@pytest.mark.parametrize("page", [GRID, GRID + "{code}/"])
def test_enter_chooses_neither_of_two_peoples_values(client, page):
    office = Office()
    office.enter(office.colleague, note="甲")
    address = page.format(code=office.project.code)

    response = as_(client, office.recorder).post(address, posted(office, note="乙"))

    assert "Keep mine" in response.content.decode()
    assert defaults(response) == ["Save"]
