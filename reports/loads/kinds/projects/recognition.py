"""Which project a row is that has no code, or a new one: a stored project by its name, or another.

A row without a code is the stored project of its programme and pairing that has its name. Names
that are nearly the same are asked about, and a new code beside a name that is stored already. Two
names are nearly the same that are alike by CLOSE, or by CLOSE_WITH_AID if the planned aid differs
by 1 % at most; but not where both have numbers and these differ (第八小学, 第九小学), or where only
one has a number (二期) and the aid differs.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Table
from aidtrack.spreadsheets.tables.questions import Alternative, Question, chosen_reading
from aidtrack.values.formats import exact_money
from aidtrack.values.words import worded
from pairings.models import Organisation
from projects.models import Project
from reports.loads.asking import code_of
from reports.loads.kinds.projects.candidates import Candidate, Place
from reports.loads.kinds.projects.relations import PlannedUnder
from reports.loads.kinds.projects.repeats import Repeats
from reports.loads.names.identity import leave_out
from reports.loads.names.parties import plain
from reports.loads.names.project_codes import codes_of
from reports.loads.plans import Context

SAME, NEW = "same", "new"
# From 0 to 1, as difflib says.
CLOSE, CLOSE_WITH_AID = 0.85, 0.6
AID_APART = Decimal("0.01")
OFFERED = 3
NUMERAL = re.compile("[0-9一二三四五六七八九十百]+")


@dataclass(frozen=True)
class StoredProject:
    code: str
    name: str
    planned_aid: Decimal

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"


class StoredNames:
    """The stored projects of one programme and pairing by name, and by the numbers in it."""

    def __init__(self):
        self.by_name: dict[str, list[StoredProject]] = {}
        self.by_numerals: dict[tuple, dict[str, list[StoredProject]]] = {}

    def add(self, project: StoredProject):
        name = plain(project.name)
        projects = self.by_name.setdefault(name, [])
        projects.append(project)
        self.by_numerals.setdefault(numerals_of(name), {})[name] = projects

    def near(self, name: str, planned_aid: Decimal | None) -> list[StoredProject]:
        """Those whose names are nearly the same, the most alike first."""
        numerals = numerals_of(name)
        comparable = (numerals, ()) if numerals else self.by_numerals
        alike = [
            (likeness, project)
            for written in dict.fromkeys(comparable)
            for stored_name, projects in self.by_numerals.get(written, {}).items()
            for project in projects
            if (likeness := _likeness(name, stored_name, written == numerals, planned_aid, project))
        ]
        return [project for _likeness, project in sorted(alike, key=lambda pair: -pair[0])]


def numerals_of(name: str) -> tuple[str, ...]:
    return tuple(NUMERAL.findall(name))


def _likeness(name, stored_name, same_numerals, planned_aid, project: StoredProject) -> float:
    """How alike the names are; 0 where not enough."""
    same_aid = planned_aid is not None and (
        abs(planned_aid - project.planned_aid) <= project.planned_aid * AID_APART
    )
    if not (same_aid or same_numerals):
        return 0
    least = CLOSE_WITH_AID if same_aid else CLOSE
    matcher = SequenceMatcher(None, name, stored_name, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0
    likeness = matcher.ratio()
    return likeness if likeness >= least else 0


class Recognition:
    """Gives rows the code of the project that they are, or a new number; asks where in doubt."""

    def __init__(self, context: Context, under: PlannedUnder, stored: Iterable[str]):
        self.context, self.under, self.stored_codes = context, under, set(stored)
        self.answers = context.chosen("answers") or {}
        self.questions: list[Question] = []
        self.problems: list[Problem] = []
        self.codes: list[str] = []
        # Stored projects that rows without a code are.
        self.taken: set[str] = set()

    def look_at(self, tables: list[Table]):
        self.is_single = len(tables) == 1
        candidates = list(self._candidates(tables))
        places = self._places(candidates)
        self.file_codes = codes_of(tables)
        candidates = self._without_repeated(tables, candidates, places)
        self.rows_left = Counter((c.place, c.name) for c in candidates if not c.has_code)
        numberless, asked = [], []
        for candidate in candidates:
            project, alternatives = self._project_of(candidate, places.get(candidate.place))
            if project:
                self._take(candidate, project)
            elif not candidate.has_code:
                numberless.append(candidate)
            if alternatives:
                asked.append((candidate, alternatives))
        self._number(numberless)
        self.questions += [self._question(*pair) for pair in asked]

    def _candidates(self, tables: list[Table]) -> Iterator[Candidate]:
        """The rows with a name, a programme and a pairing, but without a stored code."""
        for table in tables:
            for record in table.records:
                if record.values.get("code") in self.stored_codes or not record.values.get("name"):
                    continue
                ids: dict = {}
                self.under.add(ids, table, record, None)
                if "programme_id" in ids and "lead_pairing_id" in ids:
                    place = ids["programme_id"], ids["lead_pairing_id"]
                    yield Candidate(table, record, place)

    def _without_repeated(self, tables, candidates, places) -> list[Candidate]:
        """Asks about rows of one name; the candidates but for repeated ones and those undecided."""
        groups: dict[tuple[Place, str], list[Candidate]] = {}
        for candidate in candidates:
            if not candidate.has_code:
                groups.setdefault((candidate.place, candidate.name), []).append(candidate)
        repeated = [
            group
            for (place, name), group in groups.items()
            if len(group) > max(1, len(self._untaken(places.get(place) or StoredNames(), name)))
        ]
        repeats = Repeats(repeated, self.answers)
        self.questions += repeats.questions
        leave_out(tables, (candidate.record for candidate in repeats.left_out))
        others = {id(candidate) for candidate in (*repeats.left_out, *repeats.undecided)}
        return [candidate for candidate in candidates if id(candidate) not in others]

    def _places(self, candidates: list[Candidate]) -> dict[Place, StoredNames]:
        """The stored projects of the programmes and pairings of the rows; one query."""
        programmes, pairings = ({c.place[n] for c in candidates} for n in (0, 1))
        rows = Project.objects.filter(programme__in=programmes, lead_pairing__in=pairings)
        places: dict[Place, StoredNames] = {}
        names = ("programme_id", "lead_pairing_id", "code", "name", "planned_aid")
        for *place, code, name, planned_aid in rows.order_by("code").values_list(*names):
            stored = places.setdefault(tuple(place), StoredNames())
            stored.add(StoredProject(code, name, planned_aid))
        return places

    def _project_of(
        self, candidate: Candidate, stored: StoredNames | None
    ) -> tuple[StoredProject | None, list[StoredProject]]:
        """The project that the row is, None for a new one; and those that are to be asked about."""
        if stored is None:
            return None, []
        planned_aid = candidate.record.values.get("planned_aid")
        equal = self._untaken(stored, candidate.name)
        if not candidate.has_code and (project := self._counterpart(candidate, equal)):
            return project, []
        near = equal or stored.near(candidate.name, planned_aid)
        near = [project for project in near if project.code not in self.file_codes][:OFFERED]
        answer = chosen_reading(
            self.answers, self._code_of(candidate), [NEW, *(project.code for project in near)]
        )
        return next((project for project in near if project.code == answer), None), near

    def _untaken(self, stored: StoredNames, name: str) -> list[StoredProject]:
        projects = stored.by_name.get(name, [])
        return [project for project in projects if project.code not in self.taken]

    def _counterpart(self, candidate: Candidate, equal: list[StoredProject]):
        """The stored project of the row's name; of several as many as rows, that of its aid."""
        key = candidate.place, candidate.name
        rows, self.rows_left[key] = self.rows_left[key], self.rows_left[key] - 1
        if len(equal) != rows:
            return None
        aid = candidate.record.values.get("planned_aid")
        same_aid = (project for project in equal if rows == 1 or project.planned_aid == aid)
        return next(same_aid, None)

    def _code_of(self, candidate: Candidate) -> str:
        row = str(candidate.record.row + 1)
        return code_of(SAME, row if self.is_single else f"{candidate.table.sheet} {row}")

    def _take(self, candidate: Candidate, project: StoredProject):
        candidate.record.values["code"] = project.code
        self.file_codes.add(project.code)
        self.taken.add(project.code)
        self.codes.append(project.code)

    def _question(self, candidate: Candidate, near: list[StoredProject]) -> Question:
        code = self._code_of(candidate)
        readings = [
            Alternative(
                project.code,
                worded(_("the same: %(project)s"), {"project": project.label}),
                exact_money(project.planned_aid),
            )
            for project in near
        ]
        readings.append(Alternative(NEW, self._another(candidate, near)))
        return Question(
            code,
            candidate.cell,
            worded(
                _("Is “%(name)s” a project that is there already?"),
                {"name": candidate.record.values["name"]},
            ),
            _t("A project of the same programme and pairing has this name, or nearly."),
            tuple(readings),
            chosen_reading(self.answers, code, [reading.value for reading in readings]),
            1,
        )

    def _another(self, candidate: Candidate, near: list[StoredProject]) -> str:
        code = candidate.record.values.get("code")
        if code is None or any(project.code == code for project in near):
            return _("another project")
        return worded(_("another project, numbered %(code)s"), {"code": code})

    def _number(self, numberless: list[Candidate]):
        """Numbers new projects by the pattern of their programme, in the order of the file."""
        series: dict[tuple[int, Organisation | None], list[Candidate]] = {}
        for candidate in numberless:
            series.setdefault(self._series_of(candidate.place), []).append(candidate)
        for (programme_id, recipient), candidates in series.items():
            programme = self.under.programmes[programme_id]
            codes = programme.next_codes(
                len(candidates),
                recipient=recipient,
                taken=self.file_codes,
                lock=self.context.writing,
            )
            if not codes:
                self.problems.append(self._unnumbered(candidates, programme))
            for candidate, code in zip(candidates, codes, strict=False):
                candidate.record.values["code"] = code
            self.file_codes |= set(codes)

    def _series_of(self, place: Place) -> tuple[int, Organisation | None]:
        """The projects that are numbered together: a programme's, or those of one recipient."""
        programme_id, pairing_id = place
        if not self.under.programmes[programme_id].has_letters:
            return programme_id, None
        return programme_id, self.under.recipient_of(pairing_id)

    def _unnumbered(self, candidates: list[Candidate], programme) -> Problem:
        sheet = Counter(candidate.table.sheet for candidate in candidates).most_common(1)[0][0]
        mend = (
            _t(
                "No project of the prefecture has a code of the programme's pattern yet: enter "
                "the codes of the first ones."
            )
            if programme.code_pattern
            else _t(
                "Ask an administrator to set the pattern of project codes of the programme, or "
                "add a column of project codes."
            )
        )
        expected = _t("Project codes: %(programme)s does not say how its projects are numbered.")
        return Problem(sheet, "", "", expected % {"programme": programme.label}, mend)
