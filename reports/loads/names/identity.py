"""What stands beside a project's code, compared with the project: its name and its parties.

A code that slipped by a row would write one project's figures into another. So a name or a party
that is not the project's makes one question for the file, with the rows in which it differs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import LEAVE, Alternative, Question, chosen_reading
from aidtrack.values.formats import count
from pairings.querysets import visible_rows
from projects.models import Project
from reports.loads.names.cells import Naming
from reports.loads.names.parties import Parties, plain
from reports.loads.plans import Context

IDENTITY, BY_CODE, BY_NAME = "identity", "code", "name"
# A name is another one if less of it is alike; two characters may be a mark, and are no name.
ALIKE, SHORTEST = 0.5, 3
NAMED = 5


@dataclass(slots=True)
class Mismatch:
    """A row whose ``column`` is not that of its project; ``owner`` is the code whose name it is."""

    table: Table
    record: Record
    project: Project
    column: str
    party: str = ""
    owner: str = ""

    @property
    def where(self) -> str:
        cell = self.table.cell(self.record, self.column) or self.table.cell(self.record, "code")
        return f"{self.table.sheet} {cell}".strip()

    @property
    def sentence(self) -> str:
        words = {
            "code": self.project.code,
            "project": self.project.label,
            "party": self.party,
            "name": self.record.values[self.column],
            "owner": self.owner,
        }
        if self.party:
            return _t("%(code)s belongs to %(party)s, beside it stands “%(name)s”.") % words
        if self.owner:
            return _t("%(code)s is “%(project)s”, but “%(name)s” beside it is %(owner)s.") % words
        return _t("%(code)s is “%(project)s”, the name beside it is “%(name)s”.") % words


class Identification:
    """Compares the rows of a file with the projects of their codes; asks once about all.

    ``has_parties``: the columns supporter and recipient name those of the project's pairing.
    ``naming``: such a file gives the project of a code the name and the parties beside it, and
    asks itself about organisations that are not known.
    """

    def __init__(
        self,
        context: Context,
        projects: Mapping[str, Project],
        *,
        has_parties: bool = False,
        naming: Naming | None = None,
    ):
        self.answers = context.chosen("answers") or {}
        self.user, self.projects = context.user, projects
        self.has_parties, self.naming = has_parties, naming
        self._parties: Parties | None = None
        # Names of the other projects of the file: one that slipped by a row is one of them.
        self.names = {plain(project.name) for project in projects.values()}

    def settle(self, tables: list[Table]) -> list[Question]:
        """The question for the file, or none; gives the rows what was answered."""
        mismatches = [
            mismatch
            for table in tables
            for record in table.records
            if (mismatch := self._mismatch(table, record))
        ]
        if not mismatches:
            return []
        self._find_owners(mismatches)
        question = self._question(mismatches)
        _carry_out(question.choice, tables, mismatches)
        return [question]

    def _mismatch(self, table: Table, record: Record) -> Mismatch | None:
        project = self.projects.get(record.values.get("code"))
        if project is None:
            return None
        if self._name_differs(record.values.get("name"), project):
            return Mismatch(table, record, project, "name")
        if self.has_parties:
            return self._other_party(table, record, project)
        return None

    def _name_differs(self, name: str | None, project: Project) -> bool:
        if not name or name == project.name or len(plain(name)) < SHORTEST:
            return False
        own_names = [own for own in (project.name, project.name_en) if own]
        if plain(name) in self.names and plain(name) not in map(plain, own_names):
            return True
        return not any(_is_alike(name, own) for own in own_names)

    def _other_party(self, table: Table, record: Record, project: Project) -> Mismatch | None:
        pairing = project.lead_pairing
        for column, party in (("supporter", pairing.supporter), ("recipient", pairing.recipient)):
            text = record.values.get(column)
            if text and not self._is_party(str(text), party):
                return Mismatch(table, record, project, column, party.label)
        return None

    def _is_party(self, text: str, party) -> bool:
        if self.naming:
            matches = self.naming.matches(text)
            return len(matches) != 1 or matches[0].pk == party.pk
        names = (party.label, party.name, party.short_name, party.name_en, party.ref)
        if any(_contains(text, name) for name in names if name):
            return True
        self._parties = self._parties or Parties(self.user)
        named_parties = self._parties.find(text)
        row = party.row_organisation_id
        return any(named.pk in (party.pk, row) or named.row == party.pk for named in named_parties)

    def _find_owners(self, mismatches: list[Mismatch]):
        """Whose the names are, where just one project of the programme has them; one query."""
        programmes = {mismatch.project.programme_id for mismatch in mismatches}
        projects = visible_rows(Project.objects.filter(programme__in=programmes), self.user)
        codes: dict[str, list[str]] = {}
        for code, name in projects.order_by().values_list("code", "name"):
            codes.setdefault(plain(name), []).append(code)
        for mismatch in mismatches:
            if mismatch.column == "name":
                owners = codes.get(plain(mismatch.record.values["name"]), ())
                mismatch.owner = owners[0] if len(owners) == 1 else ""

    def _question(self, mismatches: list[Mismatch]) -> Question:
        readings = tuple(self._readings(mismatches))
        first = mismatches[:NAMED]
        return Question(
            IDENTITY,
            _t(", ").join(mismatch.where for mismatch in first),
            _("Which is right, the code or what stands beside it?"),
            " ".join(mismatch.sentence for mismatch in first),
            readings,
            chosen_reading(self.answers, IDENTITY, [reading.value for reading in readings]),
            len(mismatches),
        )

    def _readings(self, mismatches: list[Mismatch]) -> Iterator[Alternative]:
        n = len(mismatches)
        rows = ngettext("%(n)s row", "%(n)s rows", n) % {"n": count(n)}
        by_code = _changed(mismatches) if self.naming else rows
        yield Alternative(BY_CODE, _("the codes are right"), by_code)
        if all(mismatch.owner for mismatch in mismatches):
            rows = ngettext(
                "%(n)s row is of another project", "%(n)s rows are of other projects", n
            )
            yield Alternative(BY_NAME, _("the names are right"), rows % {"n": count(n)})
        left_out = ngettext("%(n)s row is not loaded", "%(n)s rows are not loaded", n)
        yield Alternative(LEAVE, _("leave these rows out"), left_out % {"n": count(n)})


def _changed(mismatches: list[Mismatch]) -> str:
    """What a file of projects changes that is right about the codes."""
    named = sum(mismatch.column == "name" for mismatch in mismatches)
    paired = len(mismatches) - named
    renamed = ngettext("%(n)s project is renamed", "%(n)s projects are renamed", named)
    moved = ngettext(
        "%(n)s project comes to another pairing", "%(n)s projects come to another pairing", paired
    )
    parts = [(renamed, named), (moved, paired)]
    return _t(", ").join(words % {"n": count(n)} for words, n in parts if n)


def _carry_out(answer: str, tables: list[Table], mismatches: list[Mismatch]):
    if answer == BY_NAME:
        for mismatch in mismatches:
            mismatch.record.values["code"] = mismatch.owner
    elif answer == LEAVE:
        leave_out(tables, (mismatch.record for mismatch in mismatches))


def leave_out(tables: list[Table], records: Iterable[Record]):
    """Takes records out of their tables."""
    ids = {id(record) for record in records}
    for table in tables:
        table.records = [record for record in table.records if id(record) not in ids]


def _is_alike(name: str, own: str) -> bool:
    """Whether two names may be one project's: equal, one in the other, or mostly alike."""
    if _contains(name, own):
        return True
    matcher = SequenceMatcher(None, plain(name), plain(own), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _contains(one: str, other: str) -> bool:
    one, other = plain(one), plain(other)
    return one in other or other in one
