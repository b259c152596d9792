"""What stands beside a project's code, compared with the project: its name and its parties.

A code that slipped by a row would write one project's figures into another. So a name or a party
that is not the project's makes one question for the file, with the rows in which it differs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _t, ngettext

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import LEAVE, Alternative, Question, chosen_reading
from projects.models import Project
from reports.loads.names.parties import Parties, plain
from reports.loads.plans import Context

IDENTITY, BY_CODE = "identity", "code"
# A name is another one if less of it is alike; two characters may be a mark, and are no name.
ALIKE, SHORTEST = 0.5, 3
NAMED = 5


@dataclass(frozen=True)
class Mismatch:
    where: str
    sentence: str


class Identification:
    """Looks at records whose project is known; ``question`` asks about all that differ.

    ``has_parties``: the columns supporter and recipient name those of the project's pairing.
    """

    def __init__(self, context: Context, projects: Iterable[Project], *, has_parties: bool = True):
        answers = context.chosen("answers") or {}
        self.user, self.has_parties = context.user, has_parties
        self.choice = chosen_reading(answers, IDENTITY, (BY_CODE, LEAVE))
        self.mismatches: list[Mismatch] = []
        self._parties: Parties | None = None
        # Names of the other projects of the file: one that slipped by a row is one of them.
        self.names = {plain(project.name) for project in projects}

    def is_left_out(self, table: Table, record: Record, project: Project) -> bool:
        """Notes what differs; whether a person chose to leave such rows out."""
        differing = self._name_differs(record, project)
        if not differing and self.has_parties:
            differing = self._party_differs(record, project)
        if not differing:
            return False
        column, sentence = differing
        cell = table.cell(record, column) or table.cell(record, "code")
        self.mismatches.append(Mismatch(f"{table.sheet} {cell}".strip(), sentence))
        return self.choice == LEAVE

    def _name_differs(self, record: Record, project: Project) -> tuple[str, str] | None:
        name = record.values.get("name")
        if not name or len(plain(name)) < SHORTEST:
            return None
        own_names = [own for own in (project.name, project.name_en) if own]
        is_others = plain(name) in self.names and plain(name) not in map(plain, own_names)
        if not is_others and any(_is_alike(name, own) for own in own_names):
            return None
        sentence = _t("%(code)s is “%(project)s”, the name beside it is “%(name)s”.")
        return "name", sentence % {"code": project.code, "project": project.label, "name": name}

    def _party_differs(self, record: Record, project: Project) -> tuple[str, str] | None:
        pairing = project.lead_pairing
        for column, party in (("supporter", pairing.supporter), ("recipient", pairing.recipient)):
            text = record.values.get(column)
            if text and not self._is_party(str(text), party):
                sentence = _t("%(code)s belongs to %(party)s, beside it stands “%(name)s”.")
                words = {"code": project.code, "party": party.label, "name": text}
                return column, sentence % words
        return None

    def _is_party(self, text: str, party) -> bool:
        names = (party.label, party.name, party.short_name, party.name_en, party.ref)
        if any(_contains(text, name) for name in names if name):
            return True
        self._parties = self._parties or Parties(self.user)
        named_parties = self._parties.find(text)
        row = party.row_organisation_id
        return any(named.pk in (party.pk, row) or named.row == party.pk for named in named_parties)

    def question(self) -> list[Question]:
        """One for the file, or none."""
        if not self.mismatches:
            return []
        rows = len(self.mismatches)
        first = self.mismatches[:NAMED]
        in_words = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": rows}
        return [
            Question(
                IDENTITY,
                _t(", ").join(mismatch.where for mismatch in first),
                _t("Which is right, the code or what stands beside it?"),
                " ".join(mismatch.sentence for mismatch in first),
                (
                    Alternative(BY_CODE, _t("the code"), in_words),
                    Alternative(
                        LEAVE,
                        _t("leave these rows out"),
                        _t("%(rows)s are not loaded") % {"rows": in_words},
                    ),
                ),
                self.choice,
                rows,
            )
        ]


def _is_alike(name: str, own: str) -> bool:
    """Whether two names may be one project's: equal, one in the other, or mostly alike."""
    if _contains(name, own):
        return True
    return SequenceMatcher(None, plain(name), plain(own)).ratio() >= ALIKE


def _contains(one: str, other: str) -> bool:
    one, other = plain(one), plain(other)
    return one in other or other in one
