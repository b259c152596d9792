"""The markup of every page, as the W3C's checker reads it."""

from tests.browser.driver import markup, serving
from tests.browser.driver.pages import LANGUAGES, PAGES, WORK

pytestmark = markup.needed
READERS = [(serving.ACCOUNT[0] if page.signed_in else None, page) for page in PAGES]


# In the one language: the other fills the same markup.
def test_the_checker_finds_no_error_on_any_page(opened_by, tmp_path):
    files = []
    for who in {who for who, _page in (*READERS, *WORK)}:
        requests = opened_by(who, language=LANGUAGES[0]).context.request
        for page in [page for reader, page in (*READERS, *WORK) if reader == who]:
            answer = requests.get(page.address)
            assert answer.status == page.status, page
            files.append(tmp_path / f"{page}.html")
            files[-1].write_bytes(answer.body())

    assert markup.errors(files) == []


def test_the_checker_names_what_is_wrong(tmp_path):
    page = tmp_path / "wrong.html"
    page.write_text(
        "<!doctype html><html lang=en><title>Wrong</title>\n"
        "<time datetime='2011-07-01T08:00:00.123456+0800'>1 July</time>"
    )

    (error,) = markup.errors([page])

    assert error.startswith("wrong.html:2 Bad value")
