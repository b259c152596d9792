"""The plan of printed statements from a file, in long format: a row is one printed figure.

The text is kept as printed. A row names its statement by code; new statements have their own sheet.
An empty cell leaves what is stored.
"""

from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from projects.models import Programme
from reports.loads.batches import Batch, New
from reports.loads.kinds.published.columns import FIGURES, TABLES
from reports.loads.names.parties import plain
from reports.loads.plans import Context, FileKind, Plan, Tables, consumed
from reports.models import PublishedFigure, PublishedTable

TABLE = (
    "code",
    "kind",
    "title",
    "title_en",
    "programme_id",
    "as_of",
    "citation",
    "printed_on",
    "notes",
    "position",
)
FIGURE = (
    "table_id",
    "row_ref",
    "row_label",
    "supporters_printed",
    "row_position",
    "measure",
    "column_label",
    "column_position",
    "printed",
    "decimals",
    "unit",
    "scope",
    "definition",
    "citation",
)


def plan(tables: Tables, context: Context) -> Plan:
    planning = PublishedPlanner(context)
    for table in tables["tables"]:
        for record in consumed(table):
            planning.look_at_table(table, record)
    for table in tables["figures"]:
        for record in consumed(table):
            planning.look_at_figure(table, record)
    planning.plan.batches = [planning.statements, planning.figures]
    return planning.plan


class PublishedPlanner:
    """Statements are few: all of them and their figures are fetched, in three queries."""

    def __init__(self, context: Context):
        self.plan, self.chosen = Plan(), context.chosen("programme")
        programmes = list(Programme.objects.all())
        self.programmes = {
            plain(name): programme.pk
            for programme in programmes
            for name in (programme.name_en, programme.name, programme.code)
            if name
        }
        stored = context.lock_if_writing(PublishedTable.objects.order_by()).values("id", *TABLE)
        self.stored = {row["code"]: row for row in stored}
        cells = context.lock_if_writing(PublishedFigure.objects.order_by()).values("id", *FIGURE)
        self.cells = {(row["table_id"], row["row_ref"], row["measure"]): row for row in cells}
        labels = {"programme_id": {programme.pk: programme.label for programme in programmes}}
        self.statements = Batch(
            PublishedTable, TABLE, lambda row: row["title"], key="code", labels=labels
        )
        self.figures = Batch(PublishedFigure, FIGURE, _figure_words)
        self.citations = {code: row["citation"] for code, row in self.stored.items()}
        self.new: set[str] = set()
        self.first_cells: dict[tuple, str] = {}
        self.places: dict[tuple, int] = {}

    def look_at_table(self, table: Table, record: Record):
        values = record.values
        stored = self.stored.get(values.get("code"))
        new_values = _filled(values, TABLE)
        programme_name = values.get("programme") or (None if stored else self.chosen)
        if programme_name:
            new_values["programme_id"] = self.programmes.get(plain(programme_name))
        whole = {**(stored or _defaults(PublishedTable, TABLE)), **new_values}
        problems = [
            *self._twice(table, record, "code", ("table", values.get("code"))),
            *_wrong(PublishedTable(**{n: whole[n] for n in TABLE}), table, record, {"programme"}),
        ]
        if whole["programme_id"] is None and not table.may_hold("programme"):
            names = _t(", ").join(self.statements.labels["programme_id"].values())
            problems.append(
                table.problem(
                    record,
                    "programme",
                    _t("A programme: %(names)s.") % {"names": names},
                    _t("Enter one of these, or choose it when uploading."),
                )
            )
        self.plan.problems += problems
        self.citations.setdefault(values.get("code"), whole["citation"])
        self.new |= {values.get("code")} - self.stored.keys()
        if problems or record.problems or whole["programme_id"] is None:
            return
        if stored is None:
            self.statements.create(whole)
        else:
            self.statements.change(stored["id"], stored, new_values)

    def look_at_figure(self, table: Table, record: Record):
        values, code = record.values, record.values.get("table")
        if code not in self.stored and code not in self.new:
            self.plan.problems += _no_such_table(table, record)
            return
        statement = self.stored[code]["id"] if code in self.stored else New(PublishedTable, code)
        key = (statement, values.get("row_ref"), values.get("measure"))
        stored = self.cells.get(key)
        new_values = _filled(values, FIGURE) | {"table_id": statement}
        if printed := values.get("printed"):
            new_values["decimals"] = len(printed.partition(".")[2])
        whole = {**(stored or self._fresh(code, values)), **new_values}
        checked = {n: whole[n] for n in FIGURE if n != "table_id"}
        problems = [
            *self._twice(table, record, "printed", ("figure", *key)),
            *_decimals(table, record, new_values.get("decimals")),
            *_wrong(PublishedFigure(**checked), table, record, {"table"}),
        ]
        self.plan.problems += problems
        if problems or record.problems:
            return
        if stored is None:
            self.figures.create(whole)
        else:
            self.figures.change(stored["id"], stored, new_values)

    def _fresh(self, code: str, values: Mapping) -> dict:
        """What a new figure has where the file leaves it out; its place is that in the file."""
        row, column = (code, "row", values["row_ref"]), (code, "column", values["measure"])
        places = {
            "row_position": self._place(code, "row", row),
            "column_position": self._place(code, "column", column),
        }
        citation = {"citation": self.citations.get(code) or ""}
        return _defaults(PublishedFigure, FIGURE) | places | citation

    def _place(self, code: str, way: str, key: tuple) -> int:
        if key not in self.places:
            self.places[key] = 1 + sum(earlier[:2] == (code, way) for earlier in self.places)
        return self.places[key]

    def _twice(self, table: Table, record: Record, name: str, key: tuple) -> Iterator[Problem]:
        if key in self.first_cells:
            yield table.problem(
                record,
                name,
                _t("Each only once; it is also in %(cell)s.") % {"cell": self.first_cells[key]},
                _t("Remove one of the two rows."),
            )
        self.first_cells.setdefault(key, table.place(record, name))


def _figure_words(row: Mapping) -> str:
    return f"{row['row_label']} {row['column_label']} {row['printed']}"


def _filled(values: Mapping, names) -> dict:
    return {name: values[name] for name in names if values.get(name) is not None}


def _defaults(model, names) -> dict:
    """What a row without further values stores: the default, "" for a text, else NULL."""
    empty = {}
    for name in names:
        field = model._meta.get_field(name)
        empty[name] = field.get_default() if not field.is_relation else None
    return empty


def _no_such_table(table: Table, record: Record) -> Iterator[Problem]:
    if not record.problems:
        yield table.problem(
            record,
            "table",
            _t("The code of a published table."),
            _t(
                "There is no published table with this code: correct it, or add a sheet that "
                "describes the table."
            ),
        )


def _decimals(table: Table, record: Record, decimals: int | None) -> Iterator[Problem]:
    """A problem where the stated count shows that the cell dropped the last zeros of a number."""
    stated = record.values.get("decimals")
    if stated is not None and decimals is not None and stated != decimals:
        yield table.problem(
            record,
            "printed",
            _t("A number with %(n)d decimal places.") % {"n": stated},
            _t("Enter it as text, exactly as printed: the cell dropped its final zeros."),
        )


def _wrong(row, table: Table, record: Record, but: set[str]) -> Iterator[Problem]:
    """What the rules of the model say about a row, each beside its cell."""
    sentences_by_field: dict[str, list[str]] = {}
    for check in (lambda: row.clean_fields(exclude=but), row.clean):
        try:
            check()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                sentences_by_field.setdefault(name, sentences)
    for name, sentences in sentences_by_field.items():
        raw = record.raw.get(name)
        if not any(problem.cell == table.cell(record, name) for problem in record.problems):
            label = str(row._meta.get_field(name).verbose_name)
            place = name if name in table.columns or raw is not None else "printed"
            yield table.problem(record, place, label, " ".join(sentences))


PUBLISHED = FileKind(
    "published",
    _("published tables"),
    {"figures": FIGURES, "tables": TABLES},
    "load",
    plan,
    options=("programme",),
)
