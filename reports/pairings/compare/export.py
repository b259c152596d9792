"""The comparison as a file: the lines that are shown, of all pages, in their order."""

from django.utils.translation import gettext as _t

from aidtrack.web.downloads import Export
from projects.figures.export import export_of
from reports.figures.compare.export import compared_sheet
from reports.figures.compare.rows import ComparedRow


def compared(request, view, form, rows: list[ComparedRow]) -> Export:
    sheets = [compared_sheet(form.cleaned_data["level"], rows)]
    return export_of(request, view, _t("pairings-compared"), sheets, form)
