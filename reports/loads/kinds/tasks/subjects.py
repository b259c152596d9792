"""What a task of a file is about: a row, unit, pairing or project, by its name or reference."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import Alternative, Question, chosen_reading
from aidtrack.values.words import worded
from pairings.models import Pairing, ReportingRow, ReportingUnit
from pairings.querysets import visible_rows
from projects.models import Project
from reports.followup.warnings.subjects import OF_KIND, RELATED
from reports.loads.asking import code_of
from reports.loads.names.parties import Parties, plain
from reports.models import SUBJECTS

ARROW = re.compile(r"\s*(?:→|⇒|➔|—>|->|－>|——)\s*")
# What code a question about a subject begins with.
SUBJECT = "subject"


class TaskSubjects:
    """Those that the person may see, by every name; a name of several is asked about."""

    def __init__(self, user, parties: Parties, answers, texts: set[str]):
        self.parties, self.answers = parties, answers
        self.questions: dict[str, Question] = {}
        self.rows = self._rows(user, texts)
        self.by_name: dict[str, list[tuple[str, object]]] = {}
        for kind, row in self.rows:
            for name in dict.fromkeys(plain(name) for name in self._names(kind, row) if name):
                self.by_name.setdefault(name, []).append((kind, row))

    def _rows(self, user, texts) -> list[tuple[str, object]]:
        of_kind = {
            "row": ReportingRow.objects,
            "unit": ReportingUnit.objects,
            "pairing": Pairing.objects,
            "project": Project.objects.filter(code__in=texts),
        }
        return [
            (kind, row)
            for kind in SUBJECTS
            for row in visible_rows(of_kind[kind], user).select_related(*RELATED[kind])
        ]

    def _names(self, kind: str, row) -> Iterator[str]:
        match kind:
            case "row":
                yield from _names_of(row.prefecture)
            case "unit":
                yield row.ref
                yield from _arrows(row.supporter, row.row.prefecture)
            case "pairing":
                yield row.ref
                yield from _arrows(row.supporter, row.recipient)
            case "project":
                yield row.code

    def of(self, table: Table, record: Record) -> tuple[tuple[str, object] | None, bool]:
        """The field and the row, and whether that is settled: a question or a problem is not."""
        text = record.values.get("subject")
        if not text:
            return None, True
        named = self._called(text)
        if len(named) == 1:
            return named[0], True
        if not named:
            expected = _t("A row, unit, pairing or project, by its name, reference or code.")
            mend = _t("Enter it as on its page, or leave it blank.")
            record.problems.append(table.problem(record, "subject", expected, mend))
            return None, False
        return self._asked(table, record, text, named), True

    def _called(self, text: str) -> list[tuple[str, object]]:
        if named := self.by_name.get(plain("→".join(ARROW.split(text)))):
            return named
        ids = {party.pk for party in self.parties.find(text)}
        return [pair for pair in self.rows if pair[0] == "row" and pair[1].prefecture_id in ids]

    def _asked(self, table, record, text, named):
        code = code_of(SUBJECT, text)
        of_value = {f"{kind}:{row.pk}": (kind, row) for kind, row in named}
        choice = chosen_reading(self.answers, code, of_value)
        readings = tuple(
            Alternative(value, OF_KIND[kind](row).label, str(row._meta.verbose_name))
            for value, (kind, row) in of_value.items()
        )
        self.questions.setdefault(
            code,
            Question(
                code,
                table.place(record, "subject"),
                worded(_("“%(name)s”: what is the task about?"), {"name": text}),
                _t("Several have this name."),
                readings,
                choice,
                1,
            ),
        )
        return of_value.get(choice)


def _names_of(organisation) -> tuple[str, ...]:
    names = organisation.name, organisation.short_name, organisation.name_en
    return organisation.ref, *names, organisation.short_name.removesuffix("地区")


def _arrows(supporter, recipient) -> Iterator[str]:
    """北京→和田地区 in every name of both."""
    for one in filter(None, _names_of(supporter)):
        for other in filter(None, _names_of(recipient)):
            yield f"{one}→{other}"
