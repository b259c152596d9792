"""The supporter that a title names (北京市对口支援…), beside the one that its rows stand under."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import LEAVE, Alternative, Question, chosen_reading
from aidtrack.values.formats import count
from pairings.models import Pairing
from projects.models import Project
from reports.loads.names.identity import leave_out
from reports.loads.names.parties import Parties, Party, plain
from reports.loads.plans import Context

SUPPORTER, BY_ROW, BY_TITLE = "supporter", "row", "title"
# Who supports stands before it, whom after it.
SUPPORTS = re.compile("(.+?)(?:对口支援|支援|援建|援助|援疆|援藏)")
# A single character names nobody.
SHORTEST, NAMED = 2, 5
Row = tuple[Table, Record]


class TitledSupporters:
    """Asks once a file where a title names another supporter than that of the rows below it.

    ``supporter_of`` gives the id of a row's supporter, None where it is not known. ``rebook`` books
    a row under another one; without it the rows are of their projects, whatever the title says.
    """

    def __init__(
        self,
        context: Context,
        supporter_of: Callable[[Record], int | None],
        rebook: Callable[[Record, Party], None] | None = None,
    ):
        self.context, self.supporter_of, self.rebook = context, supporter_of, rebook
        self.answers = context.chosen("answers") or {}

    def settle(self, tables: list[Table]) -> list[Question]:
        """The question for the file, or none; gives the rows what was answered."""
        texts = {id(table): list(_before_support(table.above)) for table in tables}
        if not any(texts.values()):
            return []
        supporters = self._supporters()
        rows: dict[str, list[Row]] = {}
        parties: dict[str, Party] = {}
        for table in tables:
            if party := _named_in(texts[id(table)], supporters):
                parties[party.ref] = party
                rows.setdefault(party.ref, []).extend(self._differing(table, party))
        if not any(rows.values()):
            return []
        question = self._question(rows, parties)
        self._carry_out(question.choice, tables, rows, parties)
        return [question]

    def _supporters(self) -> dict[str, Party]:
        """All supporters of pairings, by each name of theirs: a title may name any of them."""
        parties = Parties(None)
        ids = set(Pairing.objects.order_by().values_list("supporter", flat=True).distinct())
        return {
            name: parties.by_id[pk]
            for index in (parties.by_name, parties.strong)
            for name, pks in index.items()
            for pk in pks & ids & parties.by_id.keys()
            if len(name) >= SHORTEST
        }

    def _differing(self, table: Table, party: Party) -> Iterator[Row]:
        for record in table.records:
            supporter = self.supporter_of(record)
            if supporter is not None and supporter not in (party.pk, party.row):
                yield table, record

    def _question(self, rows: dict[str, list[Row]], parties: dict[str, Party]) -> Question:
        differing = [row for rows_of_title in rows.values() for row in rows_of_title]
        n = len(differing)
        labels = _t(", ").join(party.label for ref, party in parties.items() if rows[ref])
        in_words = ngettext("%(n)s row", "%(n)s rows", n) % {"n": count(n)}
        left_out = ngettext("%(n)s row is not loaded", "%(n)s rows are not loaded", n)
        readings = [Alternative(BY_ROW, _("the one of the rows"), in_words)]
        if self.rebook:
            readings.append(Alternative(BY_TITLE, _("the one in the title"), labels))
        readings.append(Alternative(LEAVE, _("leave these rows out"), left_out % {"n": count(n)}))
        name = "supporter" if self.rebook else "code"
        return Question(
            SUPPORTER,
            _t(", ").join(
                table.place(record, name if name in table.columns else "code")
                for table, record in differing[:NAMED]
            ),
            _("Whose are these rows: which supporter is meant?"),
            _t("The title names %(supporter)s, but these rows are of another supporter.")
            % {"supporter": labels},
            tuple(readings),
            chosen_reading(self.answers, SUPPORTER, [reading.value for reading in readings]),
            n,
        )

    def _carry_out(self, answer: str, tables, rows: dict[str, list[Row]], parties):
        for ref, differing in rows.items():
            if answer == LEAVE:
                leave_out(tables, (record for _table, record in differing))
            for _table, record in differing if answer == BY_TITLE else ():
                self.rebook(record, parties[ref])


def supporter_of(projects: Mapping[str, Project], record: Record) -> int | None:
    """The supporter of the project that a record names by its code."""
    project = projects.get(record.values.get("code"))
    return project and project.lead_pairing.supporter_id


def _before_support(titles: Iterable[str]) -> Iterator[str]:
    for title in titles:
        if match := SUPPORTS.match(plain(title)):
            yield match[1]


def _named_in(texts: Iterable[str], supporters: dict[str, Party]) -> Party | None:
    """The supporter that texts name; None where they name none or several."""
    names = {name for text in texts for name in supporters if name in text}
    longest = [name for name in names if not any(name in n for n in names if n != name)]
    parties = {supporters[name] for name in longest}
    return parties.pop() if len(parties) == 1 else None
