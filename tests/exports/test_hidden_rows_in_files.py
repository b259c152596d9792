"""A row that the reader may not see is in no file: the same world and the same pages."""

from io import BytesIO

import openpyxl
import pytest

from tests.access.test_hidden_rows import (  # noqa: F401
    PAGES,
    WITH_THEIR_PROJECT,
    hiding,
    person,
    secrets,
)
from tests.exports.files import body, words

FILES = [page for page in PAGES if page != "/wall/"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("made_rows_in_history"),
]


@pytest.fixture
def contents(request):
    """The text of a page's files in both formats, every table of them."""
    client = request.getfixturevalue("person")

    def contents(page):
        answer = client.get(f"{page}?format=xlsx")
        sheets = openpyxl.load_workbook(BytesIO(body(answer))).worksheets
        tables = client.get(page).context["export"].sheets
        responses = [client.get(f"{page}?format=csv&table={table.name}") for table in tables]
        texts = [body(response).decode() for response in responses]
        return "\n".join([*map(words, sheets), *texts])

    return contents


@pytest.mark.usefixtures("hiding")
@pytest.mark.parametrize("page", FILES)
def test_no_file_names_a_row_that_the_reader_may_not_see(contents, page):
    assert secrets(contents(page)) <= WITH_THEIR_PROJECT.get(page, set())


@pytest.mark.parametrize(
    ("page", "names"),
    {
        "/overview/": "省州年",
        "/pairings/": "省州县",
        "/pairings/ROW/": "省",
        "/projects/": "省县工",
        "/projects/OPEN/": "文日",
        "/transfers/": "州文",
        "/reports/table-1/": "省州县",
        "/reports/table-3/": "省州",
        "/reports/published/": "表",
        "/reports/published/table-3/": "行数",
    }.items(),
)
def test_the_same_files_name_it_to_whoever_may_see_it(contents, page, names):
    assert set(names) <= secrets(contents(page))
