"""Published statements: as printed, what they add up to, the live rows beside them."""

from decimal import Decimal

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.writing.kinds import AS_PRINTED, DAY, NAME, TEXT
from aidtrack.spreadsheets.writing.official import OfficialSheet
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.web.downloads import Export
from projects.figures.export import about


def check_fields(computed) -> list[Field]:
    """A printed figure beside its computed value; ``computed`` is the label of the latter."""
    return [
        Field(_("Row"), TEXT, lambda check: check.figure.row_label),
        Field(_("Column"), TEXT, lambda check: check.figure.column_label),
        Field(_("Unit"), TEXT, lambda check: check.figure.get_unit_display()),
        Field(_("Printed"), AS_PRINTED, lambda check: check.figure.value),
        Field(computed, AS_PRINTED, lambda check: as_number(check.computed_text)),
        Field(_("Difference"), AS_PRINTED, lambda check: as_number(check.difference_text)),
        Field(_("Result"), TEXT, lambda check: str(check.verdict.label)),
    ]


def as_number(text: str) -> Decimal:
    """A number with as many decimals as the page shows."""
    return Decimal(text.replace(",", ""))


def statement_list(request, tables) -> Export:
    sheet = SheetSpec(
        name="statements",
        title=_t("Published figures"),
        fields=[
            Field(_("Title"), NAME, lambda table: table.label),
            Field(_("Programme"), TEXT, lambda table: table.programme.label),
            Field(_("As of"), DAY, lambda table: table.as_of),
            Field(_("Citation"), NAME, lambda table: table.citation),
        ],
        records=lambda: tables,
    )
    return Export((_t("Published figures"),), [sheet, about(request, [sheet], list)])


def statement(request, *, table, grid, checks, live, is_illustrative, **_more) -> Export:
    """Takes the context of the page."""
    sheets = [printed_sheet(table, grid)]
    if checks:
        sheets.append(parts_sheet(checks))
    if live:
        sheets.append(live_sheet(live, is_illustrative))
    sheets.append(figure_sheet(grid))
    facts = [
        (_t("Title"), table.label),
        (_t("Programme"), table.programme.label),
        (
            _t("As of"),
            f"{table.as_of}" if table.as_of else _t("for the whole plan, not for a date"),
        ),
        (_t("Note"), table.notes),
        (_t("Source"), table.citation),
    ]
    return Export(
        (_t("Published figures"), table.code), [*sheets, about(request, sheets, lambda: facts)]
    )


def printed_sheet(table, grid) -> OfficialSheet:
    supporters = [Field(_("Supporter"), NAME, lambda row: row[1])] if grid.names_supporters else []
    return OfficialSheet(
        name="printed",
        title=table.label,
        fields=[
            *supporters,
            Field(_("Row"), TEXT, lambda row: row[0]),
            *(Field(label, AS_PRINTED, _printed(n)) for n, label in enumerate(grid.columns)),
        ],
        records=lambda: grid.rows,
        notes=[f"({_t('as printed')})"],
        below=[f"{table.notes} {_t('Source:')} {table.citation}".strip()],
        is_landscape=False,
    )


def _printed(n: int):
    """Reads the n-th figure of a row, with the decimals it was printed with; empty without one."""
    return lambda row: "" if row[2][n] is None else row[2][n].value


def parts_sheet(checks) -> SheetSpec:
    expression = Field(_("Formula"), NAME, lambda check: check.expression)
    return SheetSpec(
        name="parts",
        title=_t("Internal consistency"),
        fields=[*check_fields(_("Computed")), expression],
        records=lambda: checks,
    )


def live_sheet(live, is_illustrative: bool) -> SheetSpec:
    return SheetSpec(
        name="live",
        title=_t("Compared with the projects"),
        fields=check_fields(_("From projects")),
        records=lambda: live,
        mark=_t("Sample data") if is_illustrative else "",
    )


def figure_sheet(grid) -> SheetSpec:
    return SheetSpec(
        name="figures",
        title=_t("Definition of each figure"),
        fields=[
            Field(_("Row"), TEXT, lambda figure: figure.row_label),
            Field(_("Column"), TEXT, lambda figure: figure.column_label),
            Field(_("Printed"), AS_PRINTED, lambda figure: figure.value),
            Field(_("Unit"), TEXT, lambda figure: figure.get_unit_display()),
            Field(_("Coverage"), TEXT, lambda figure: figure.get_scope_display()),
            Field(_("Definition"), NAME, lambda figure: figure.definition),
        ],
        records=lambda: [f for _label, _who, cells in grid.rows for f in cells if f],
    )
