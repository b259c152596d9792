"""What an observation is of, by name or reference: a scheme, pairing, project or organisation."""

from aidtrack.spreadsheets.tables.layouts import Record, Table
from pairings.models import Pairing, Scheme
from pairings.querysets import visible_rows
from projects.contributions.indicators.identity import Subject
from projects.models import Project
from reports.loads.names.cells import Naming
from reports.loads.names.parties import plain


class Subjects:
    """Those that the person may see; ``texts`` are what the file names.

    Organisations are asked about where none has the name: see ``Naming``.
    """

    def __init__(self, user, naming: Naming, texts: set[str]):
        self.naming, self.by_name = naming, {}
        projects = visible_rows(Project.objects.filter(code__in=texts), user)
        for project in projects:
            self._add("project", project, (project.code,))
        self.pairings = list(visible_rows(Pairing.objects.select_related("scheme"), user))
        for pairing in self.pairings:
            self._add("pairing", pairing, (pairing.ref, *self._labels(pairing)))
        for scheme in visible_rows(Scheme.objects.all(), user):
            self._add("scheme", scheme, (scheme.code, scheme.name, scheme.name_en))

    def _labels(self, pairing: Pairing):
        parties = self.naming.parties.by_id
        pair = [parties.get(pk) for pk in (pairing.supporter_id, pairing.recipient_id)]
        return [" → ".join(party.label for party in pair)] if all(pair) else []

    def _add(self, kind: str, row, names):
        for name in names:
            if name:
                self.by_name.setdefault(plain(name), (kind, row))

    def of(self, table: Table, record: Record) -> Subject | None:
        """The field and the row; None with a question about the organisation."""
        if subject := self.by_name.get(plain(record.values["subject"])):
            return subject
        party = self.naming.find(table, record, "subject")
        return party and ("organisation", self.naming.parties.organisations[party.pk])
