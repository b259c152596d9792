"""Files that are not read, each with one sentence that says how to mend it."""

from django.utils.translation import gettext_lazy as _

from aidtrack.spreadsheets.guard.limits import Limits
from aidtrack.values.refusals import Refused

SENTENCES = {
    "empty": _("The file is empty. Choose it again."),
    "too-large": _(
        "The file is larger than %(limit)s MB: remove unneeded sheets and pictures, or split it."
    ),
    "xls": _("This workbook is in the old .xls or .et format: save it as .xlsx."),
    "xlsb": _("This workbook is in the binary .xlsb format: save it as .xlsx."),
    "iwork": _("This file was made by Numbers, Pages or Keynote: export its table as .xlsx."),
    "html": _(
        "This is a web page despite its name: open it in a spreadsheet program and save it as "
        ".xlsx."
    ),
    "xml": _("This is an XML file: open it in a spreadsheet program and save it as .xlsx."),
    "pdf": _("This is a PDF, not a spreadsheet: upload the file it was made from, as .xlsx."),
    "image": _("This is a picture, not a spreadsheet: upload the table itself, as .xlsx."),
    "document": _(
        "This is another kind of document: copy its table into a sheet and save it as .xlsx."
    ),
    "program": _("This is a program, not a spreadsheet: choose another file."),
    "archive": _("This is an archive: unpack it and upload the spreadsheet inside."),
    "encrypted": _("The file is locked by a password: open it and save it without one."),
    "macros": _("The workbook contains macros: save it as .xlsx, which has none."),
    "entities": _(
        "The workbook contains declarations that spreadsheets do not need: save it again as .xlsx."
    ),
    "encoding": _(
        "The workbook's internal files are not in UTF-8: open it and save it again as .xlsx."
    ),
    "names": _("The workbook's internal files are misnamed: open it and save it again as .xlsx."),
    "nested": _("The workbook contains embedded files: remove them and save it again."),
    "parts": _(
        "The workbook contains more than %(limit)s internal files: copy only the table to a new "
        "workbook."
    ),
    "inflated": _(
        "The workbook is larger than %(limit)s MB when unpacked: copy the table to a new one."
    ),
    "ratio": _(
        "The workbook is suspiciously large when unpacked: copy the table to a new workbook."
    ),
    "extent": _(
        "A sheet extends beyond row %(rows)s or column %(columns)s: delete distant cells, or "
        "split the table."
    ),
    "cells": _("A sheet has more than %(limit)s cells: delete distant cells, or split it."),
    "references": _(
        "The workbook has cells in positions that do not exist: save it again as .xlsx."
    ),
    "merges": _("A sheet has too many merged ranges: unmerge those you do not need."),
    "sheets": _("The workbook has more than %(limit)s sheets: keep only those to be imported."),
    "text": _("A cell has more than %(limit)s characters: shorten it."),
    "output": _("The workbook contains more than %(limit)s MB of text: split it."),
    "damaged": _("The workbook is damaged: open it and save it again as .xlsx."),
    "binary": _("The file is neither a spreadsheet nor text: save the table as .xlsx."),
    "undecodable": _("The text is neither UTF-8 nor GB18030: save the table as .xlsx."),
    "quotes": _(
        "A quotation mark near line %(line)s is not closed: close it, or save the file as .xlsx."
    ),
    "crashed": _(
        "The file could not be read within the memory and time limits: copy only the table to a "
        "new workbook."
    ),
    "busy": _("Other files are being read: upload this one again in a minute."),
}


class Unreadable(Refused):
    """``str(error)`` is one translated sentence; ``code`` names it in one word."""

    def __init__(self, sentence: str, code: str = "damaged"):
        super().__init__(sentence)
        self.code = code


def unreadable(code: str, **details) -> Unreadable:
    code = code if code in SENTENCES else "damaged"
    texts = {name: f"{value:,}" for name, value in details.items()}
    return Unreadable(str(SENTENCES[code]) % texts, code)


def vet(content: bytes, limits: Limits):
    """Refuses what can be refused before a process starts; the process checks the rest."""
    if not content:
        raise unreadable("empty")
    if len(content) > limits.size:
        raise unreadable("too-large", limit=limits.size // 1_000_000)
