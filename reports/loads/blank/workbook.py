"""An empty workbook of each kind of file, to fill in and load."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.cells.choices import expected_choice
from aidtrack.spreadsheets.tables.cells.days import expected_short_day
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.values import EXPECTED
from aidtrack.spreadsheets.writing.blank import BlankSheet, with_lists
from aidtrack.spreadsheets.writing.filling import FieldToFill, bounds_of
from aidtrack.spreadsheets.writing.kinds import (
    CODE,
    COUNT,
    NAME,
    NUMBER,
    TEXT,
    TYPED_DAY,
    WAN,
    ValueFormat,
)
from aidtrack.web.downloads import Export
from projects.models import FACT_DATES
from reports.loads.blank.names import OfferedNames, choices_of
from reports.loads.kinds.contributions.columns import HEADED_COLUMNS
from reports.loads.kinds.month.columns import CLAIMED, COLUMNS as MONTH
from reports.loads.kinds.projects.instalments import BATCHES
from reports.loads.kinds.projects.plan import NEEDED as NEEDED_OF_PROJECTS
from reports.loads.plans import FileKind

FORMATS = {
    **{"code": CODE, "amount": WAN, "share": NUMBER, "whole": COUNT, "number": NUMBER},
    **{"day": TYPED_DAY, "month": CODE, "text": TEXT, "names": TEXT, "choice": TEXT, "flag": TEXT},
}
# Texts of more characters than this have a wide column.
WIDE = 60
# Columns that a file may have and nobody has to fill in: the program counts and knows them itself,
# what has happened to a project is reported month by month, and some say what others say, too.
NOT_OFFERED: Mapping[str, frozenset[str]] = {
    "projects": (frozenset(FACT_DATES) - {"approved_on"})
    | {"planned_period", *(column.name for column in BATCHES)},
    "status": frozenset(column.name for column in MONTH)
    - {column.name for column in CLAIMED}
    - {"code", "name", "month"},
    "contributions": frozenset(column.name for column in HEADED_COLUMNS)
    | {"pairing", "year", "month", "starts_on", "ends_on", "precision", "provenance"},
    "observations": frozenset({"year", "month", "provenance"}),
}
# What each new row needs, besides what every row does.
NEEDED: Mapping[str, frozenset[str]] = {
    "projects": frozenset(NEEDED_OF_PROJECTS),
    "figures": frozenset({"scope", "definition"}),
    "tables": frozenset({"kind", "citation"}),
}
# What may stand in columns of texts that are read further.
NOTES = {
    "period": _("A day, a month, a year or a period, e.g. 2013年5月."),
    "done": _("A single number, e.g. 450, 80余 or 12000余册."),
    "value": _("A single number with its bounds, e.g. 45, 3800多 or 160余."),
    "planned": _("An exact number: a plan is no estimate."),
    "project": _("The code of a project, where it belongs to one."),
    "ref": _("Leave it blank for a new row: it gets a reference of its own."),
}
# What stands above the table of a kind besides.
FURTHER: Mapping[str, tuple] = {
    "contributions": (
        _(
            "Several numbers of one contribution: a row for each, or in place of number and unit "
            "a column for each counting unit, e.g. “人次”, “计划人次”, “批次”, “册”; a blank cell "
            "is no number."
        ),
    ),
}
EVERYWHERE = frozenset({"serial"})
TITLES = {
    "tranches": _("tranches"),
    "tables": _("tables"),
    "figures": _("figures"),
}


def blank_workbook(kind: FileKind, user) -> Export:
    offered = OfferedNames(user, kind.name)
    sheets = [
        BlankSheet(
            name=name,
            title=_title(kind, name),
            fields=[
                _entry(column, offered, is_needed=_is_needed(name, column))
                for column in _columns(kind, columns)
            ],
            notes=[_t("Notes at the headings say what may stand below them."), *_notes(kind)],
        )
        for name, columns in kind.tables.items()
    ]
    return Export((kind.name, _t("template")), with_lists(sheets, _t("Lists")))


def _notes(kind: FileKind) -> list[str]:
    """What else a file of the kind may have."""
    return [str(sentence) for sentence in FURTHER.get(kind.name, ())]


def _title(kind: FileKind, name: str) -> str:
    title = str(kind.label if len(kind.tables) == 1 else TITLES.get(name, _t("projects")))
    return f"{title[:1].upper()}{title[1:]}"


def _columns(kind: FileKind, columns: Sequence[Column]) -> list[Column]:
    left_out = EVERYWHERE | NOT_OFFERED.get(kind.name, frozenset())
    return [column for column in columns if column.name not in left_out]


def _is_needed(table: str, column: Column) -> bool:
    return column.filled or column.name in NEEDED.get(table, ())


def _entry(column: Column, offered: OfferedNames, *, is_needed: bool) -> FieldToFill:
    choices, form = choices_of(column, offered), _format(column)
    if column.kind == "flag":
        choices = [_t("yes"), _t("no")]
    return FieldToFill(
        _heading(column),
        form,
        str,
        name=column.name,
        note=" ".join([_note(column), *([_t("Must be filled in.")] if is_needed else [])]),
        choices=choices,
        bounds=bounds_of(form, is_share=column.kind == "share"),
        is_day=column.kind == "day",
        longest=column.longest,
    )


def _format(column: Column) -> ValueFormat:
    is_wide = column.kind == "text" and (column.longest or 0) > WIDE
    return NAME if is_wide else FORMATS[column.kind]


def _heading(column: Column) -> str:
    return f"{column.label} (%)" if column.kind == "share" else column.label


def _note(column: Column) -> str:
    """What may stand in the column."""
    if column.counts_once or column.name in ("period", "ref", "project"):
        return str(NOTES[column.name])
    if column.kind == "choice":
        return expected_choice(column)
    if column.kind == "amount":
        return _t("Amount in 10,000 yuan.")
    if column.takes_short_days:
        return expected_short_day()
    if column.kind == "text" and column.longest:
        return _t("Text of at most %(longest)d characters.") % {"longest": column.longest}
    return EXPECTED[column.kind]()
