"""Names beside the codes of stored projects: a wholly other one is asked about, once a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _t, ngettext

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import LEAVE, Alternative, Question, chosen_reading
from aidtrack.values.formats import count
from projects.models import Project
from reports.loads.names.parties import plain
from reports.loads.plans import Context

NAMED, CODE, NAME = "named", "code", "name"
# Names less alike than this, from 0 to 1, are of two projects.
ALIKE = 0.5
EXAMPLES = 3


@dataclass(slots=True)
class Misnamed:
    """A row whose name is not that of the project of its code; ``owner`` is whose it is."""

    table: Table
    record: Record
    stored_name: str
    owner: str = ""

    @property
    def sentence(self) -> str:
        values = self.record.values
        names = {"code": values["code"], "stored": self.stored_name, "name": values["name"]}
        if self.owner:
            sentence = _t("%(code)s is “%(stored)s”; the name beside it, “%(name)s”, is %(owner)s.")
            return sentence % (names | {"owner": self.owner})
        return _t("%(code)s is “%(stored)s”; the name beside it is “%(name)s”.") % names


def compare_names(
    tables: list[Table], stored: Mapping[str, dict], context: Context
) -> Iterator[Question]:
    """Asks whether the codes or the names are right, and gives the rows what was answered."""
    misnamed = list(_misnamed(tables, stored))
    if not misnamed:
        return
    _find_owners(misnamed, stored)
    readings = list(_readings(misnamed))
    answers = context.chosen("answers") or {}
    answer = chosen_reading(answers, NAMED, [reading.value for reading in readings])
    first = misnamed[0]
    yield Question(
        NAMED,
        f"{first.table.sheet} {first.table.cell(first.record, 'name')}".strip(),
        _t("Which is right, the code or the name beside it?"),
        " ".join(row.sentence for row in misnamed[:EXAMPLES]),
        tuple(readings),
        answer,
        len(misnamed),
    )
    _take(answer, tables, misnamed)


def _misnamed(tables: list[Table], stored: Mapping[str, dict]) -> Iterator[Misnamed]:
    for table in tables:
        for record in table.records:
            project, name = stored.get(record.values.get("code")), record.values.get("name")
            if project and name and name != project["name"] and _is_other(name, project["name"]):
                yield Misnamed(table, record, project["name"])


def _is_other(name: str, stored_name: str) -> bool:
    matcher = SequenceMatcher(None, plain(name), plain(stored_name), autojunk=False)
    return matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE


def _find_owners(misnamed: list[Misnamed], stored: Mapping[str, dict]):
    """Whose the names are, where just one project of the programme has them; one query."""
    programmes = {stored[row.record.values["code"]]["programme_id"] for row in misnamed}
    codes: dict[str, list[str]] = {}
    projects = Project.objects.filter(programme__in=programmes).order_by()
    for code, name in projects.values_list("code", "name"):
        codes.setdefault(plain(name), []).append(code)
    for row in misnamed:
        owners = codes.get(plain(row.record.values["name"]), ())
        row.owner = owners[0] if len(owners) == 1 else ""


def _readings(misnamed: list[Misnamed]) -> Iterator[Alternative]:
    n = len(misnamed)
    renamed = ngettext("%(n)s project is renamed", "%(n)s projects are renamed", n)
    yield Alternative(CODE, _t("the codes are right"), renamed % {"n": count(n)})
    if all(row.owner for row in misnamed):
        rows = ngettext("%(n)s row is of another project", "%(n)s rows are of other projects", n)
        yield Alternative(NAME, _t("the names are right"), rows % {"n": count(n)})
    left_out = ngettext("%(n)s row is not loaded", "%(n)s rows are not loaded", n)
    yield Alternative(LEAVE, _t("leave these rows out"), left_out % {"n": count(n)})


def _take(answer: str, tables: list[Table], misnamed: list[Misnamed]):
    if answer == NAME:
        for row in misnamed:
            row.record.values["code"] = row.owner
    elif answer == LEAVE:
        rows = {id(row.record) for row in misnamed}
        for table in tables:
            table.records = [record for record in table.records if id(record) not in rows]
