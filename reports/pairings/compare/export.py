"""The comparison as a file: the lines that are shown, in their order, or two side by side."""

from dataclasses import replace

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.writing.kinds import DAY, RATE
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.web.downloads import Export
from projects.figures.export import export_of
from reports.figures.compare.export import compared_fields, compared_sheet
from reports.figures.compare.rows import LEVELS, ComparedRow
from reports.pairings.compare.two import Pair, Side


def compared(request, view, form, rows: list[ComparedRow]) -> Export:
    sheets = [compared_sheet(form.cleaned_data["level"], rows)]
    return export_of(request, view, _t("pairings-compared"), sheets, form)


def side_by_side(request, view, form, pair: Pair | None) -> Export | None:
    """None as long as not both sides are chosen."""
    if pair is None:
        return None
    sheets = [sides_sheet(form.cleaned_data["level"], pair), months_sheet(pair)]
    return export_of(request, view, _t("side-by-side"), sheets, form)


def sides_sheet(level: str, pair: Pair) -> SheetSpec:
    return SheetSpec(
        name="sides",
        title=_t("Side by side"),
        fields=[
            Field(_("as of"), DAY, lambda side: side.view.on),
            *(_of_side(field) for field in compared_fields(LEVELS[level])),
        ],
        records=lambda: pair.sides,
        notes=[pair.finding],
    )


def _of_side(field: Field) -> Field:
    def value(side: Side):
        return field.value(side.row)

    return replace(field, value=value)


def months_sheet(pair: Pair) -> SheetSpec:
    """The curve of the page."""
    return SheetSpec(
        name="months",
        title=_t("Disbursement rate at the end of each month"),
        fields=[
            Field(_("At the end of"), DAY, lambda month: month[0]),
            Field(pair.left.label, RATE, lambda month: month[1]),
            Field(pair.right.label, RATE, lambda month: month[2]),
            Field(_("time elapsed"), RATE, lambda month: month[3]),
        ],
        records=lambda: pair.months_told,
    )
