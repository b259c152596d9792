"""Files that are not read, each with one sentence that says how to mend it."""

from django.utils.translation import gettext_lazy as _

from aidtrack.spreadsheets.guard.limits import Limits
from aidtrack.values.refusals import Refused

SENTENCES = {
    "empty": _("The file is empty: choose it again."),
    "too-large": _(
        "The file has more than %(limit)s MB: leave out sheets and pictures, or split it."
    ),
    "xls": _("This workbook has the old format .xls: save it as .xlsx."),
    "xlsb": _("This workbook has the binary format .xlsb: save it as .xlsx."),
    "html": _("This is a web page, whatever its name: open it in a spreadsheet, save it as .xlsx."),
    "xml": _("This is an XML file: open it in a spreadsheet and save it as .xlsx."),
    "pdf": _("This is a PDF, not a spreadsheet: send the file that it was made from, as .xlsx."),
    "image": _("This is a picture, not a spreadsheet: send the table itself, as .xlsx."),
    "document": _("This is another kind of document: copy its table to a sheet, save it as .xlsx."),
    "program": _("This is a program, not a spreadsheet: choose another file."),
    "archive": _("This is an archive: unpack it and send the spreadsheet in it."),
    "encrypted": _("The workbook is locked by a password: save it without one."),
    "macros": _("The workbook has macros: save it as .xlsx, which has none."),
    "links": _("The workbook is linked to other workbooks: break the links and save it again."),
    "entities": _(
        "The workbook has declarations that spreadsheets do not need: save it anew as .xlsx."
    ),
    "encoding": _("The parts of the workbook are not in UTF-8: open it and save it anew as .xlsx."),
    "names": _("The workbook has parts with false names: open it and save it anew as .xlsx."),
    "nested": _("The workbook has other files inside it: take them out and save it again."),
    "parts": _(
        "The workbook has more than %(limit)s parts: copy the table alone to a new workbook."
    ),
    "inflated": _(
        "Unpacked, the workbook has more than %(limit)s MB: copy the table to a new one."
    ),
    "ratio": _("The workbook unpacks to far more than it holds: copy the table to a new workbook."),
    "extent": _(
        "A sheet reaches beyond row %(rows)s or column %(columns)s: delete what lies far out, or "
        "split the table."
    ),
    "cells": _("A sheet spans more than %(limit)s cells: delete what lies far out, or split it."),
    "references": _("The workbook has cells at places that do not exist: save it anew as .xlsx."),
    "merges": _("A sheet has too many merged ranges: unmerge those of no use."),
    "sheets": _("The workbook has more than %(limit)s sheets: keep those that are to be loaded."),
    "text": _("A cell has more than %(limit)s characters: shorten it."),
    "output": _("The workbook holds more than %(limit)s MB of text: split it."),
    "damaged": _("The workbook is damaged: open it and save it anew as .xlsx."),
    "binary": _("The file is neither a spreadsheet nor a text: save the table as .xlsx."),
    "undecodable": _("The text is neither in UTF-8 nor in GB18030: save the table as .xlsx."),
    "quotes": _(
        "Near line %(line)s a quotation mark is not closed: close it, or save it as .xlsx."
    ),
    "crashed": _(
        "The file cannot be read within the limits of memory and time: copy the table alone to a "
        "new workbook."
    ),
    "busy": _("Other files are being read at the moment: send this one again in a minute."),
}


class Unreadable(Refused):
    """``str(error)`` is one translated sentence; ``code`` names it in one word."""

    def __init__(self, sentence: str, code: str = "damaged"):
        super().__init__(sentence)
        self.code = code


def unreadable(code: str, **details) -> Unreadable:
    code = code if code in SENTENCES else "damaged"
    shown = {name: f"{value:,}" for name, value in details.items()}
    return Unreadable(str(SENTENCES[code]) % shown, code)


def vet(content: bytes, limits: Limits):
    """What can be told before a process is started; the rest is vetted there, before it is read."""
    if not content:
        raise unreadable("empty")
    if len(content) > limits.size:
        raise unreadable("too-large", limit=limits.size // 1_000_000)
