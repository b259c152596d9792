"""A page as a file: ``?format=xlsx`` or ``?format=csv`` at the page's own address.

The address is the whole of what is asked for, so a file holds what its page shows: same filter,
same day, same population. XLSX has every table of the page; CSV holds one, which ``table`` names.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy as _, override, pgettext_lazy

from aidtrack.spreadsheets.writing.sheets import SheetSpec, csv_lines, write_xlsx
from aidtrack.web.addresses import WrongAddress
from aidtrack.web.filters import StrictForm

XLSX, CSV = "xlsx", "csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Export:
    """The tables of a page, the main one first; the files are named by ``words``."""

    words: Sequence[object]
    sheets: Sequence[SheetSpec]

    @property
    def tables(self) -> list[SheetSpec]:
        """Those to choose from where a file holds one: empty where there is no choice."""
        tables = [sheet for sheet in self.sheets if not sheet.is_about]
        return tables if len(tables) > 1 else []

    def file_name(self, ending: str, table: str = "") -> str:
        """The words with hyphens between them, as in: 2011-plan-projects-2011-06-30.xlsx."""
        words = [*self.words, table] if table else self.words
        safe = [re.sub(r"[^\w.]+", "-", f"{word}").strip("-.") for word in words]
        return f"{'-'.join(filter(None, safe))[:120]}.{ending}"


class DownloadForm(StrictForm):
    """The parameters of a page that can be downloaded."""

    format = forms.ChoiceField(
        choices=[("", pgettext_lazy("medium", "page")), (XLSX, "XLSX"), (CSV, "CSV")],
        required=False,
        label=_("format"),
        error_messages={"invalid_choice": _("Choose xlsx or csv as the format.")},
    )
    table = forms.ChoiceField(
        required=False,
        label=_("table"),
        error_messages={
            "invalid_choice": _("This page has no such table. Choose one of its tables.")
        },
    )

    def __init__(self, *args, sheets: Sequence[SheetSpec], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = [("", "—"), *((s.name, s.title) for s in sheets)]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("table") and cleaned.get("format") != CSV:
            self.add_error("table", _("A table can be chosen for csv only."))
        return cleaned


# For the forms and filters that refuse parameters which a page does not know.
PARAMETERS = frozenset(DownloadForm.base_fields)


def download(request, export: Export):
    """The file that the address asks for; None where it asks for the page.

    Raises  WrongAddress for a format or a table that there is not.
    """
    parameters = {name: request.GET.get(name) for name in DownloadForm.base_fields}
    form = DownloadForm(parameters, sheets=export.sheets)
    if not form.is_valid():
        raise WrongAddress(form=form)
    match form.cleaned_data["format"]:
        case "xlsx":
            return xlsx_response(export)
        case "csv":
            return csv_response(export, form.cleaned_data["table"])
    return None


def xlsx_response(export: Export) -> FileResponse:
    # The response closes it.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write_xlsx(file, export.sheets)
    file.seek(0)
    name = export.file_name(XLSX)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)


def csv_response(export: Export, table: str) -> StreamingHttpResponse:
    sheet = next((s for s in export.sheets if s.name == table), export.sheets[0])
    lines = lines_in_language(csv_lines(sheet), get_language())
    response = StreamingHttpResponse(lines, content_type=CSV_TYPE)
    name = export.file_name(CSV, table)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def lines_in_language(lines: Iterator[str], language: str) -> Iterator[str]:
    """The lines, made in the reader's language although they are read after the view returned."""
    while True:
        with override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line
