"""Rows of the app reports: what was printed, what was loaded."""

from hashlib import sha256

from django.core.files.base import ContentFile

from reports.models import HeaderName, Load, PublishedFigure, PublishedTable
from tests.make.pairings import default_party, number, user
from tests.make.projects import programme


def published_table(code=None, **fields):
    n = next(number)
    values = {
        "kind": PublishedTable.Kind.TABLE,
        "title": f"援疆项目情况表{n}",
        "citation": "《对口支援工作总结(收集5篇)》篇4 三(二)",
        **fields,
    }
    values["programme"] = values.get("programme") or programme()
    return PublishedTable.objects.create(code=code or f"table-{n}", **values)


def published_figure(table=None, printed="90.3", **fields):
    n = next(number)
    defaults = {
        "row_ref": f"row-{n}",
        "row_label": f"行{n}",
        "row_position": n,
        "measure": "start_rate",
        "column_label": "开工率",
        "column_position": 1,
        "printed": printed,
        "decimals": len(printed.partition(".")[2]),
        "unit": PublishedFigure.Unit.PERCENT,
        "scope": PublishedFigure.Population.LOCAL,
        "definition": "开工项目/计划项目",
        "citation": "《对口支援工作总结(收集5篇)》篇4 三(二)",
    }
    return PublishedFigure.objects.create(
        table=table or published_table(), **{**defaults, **fields}
    )


def load(content=b"x", **fields):
    """A file that waits to be accepted, unless named otherwise; nothing looks into it here."""
    values = {
        "kind": "projects",
        "file_name": "项目.csv",
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        **fields,
    }
    values["uploaded_by"] = values.get("uploaded_by") or user()
    return Load.objects.create(file=ContentFile(content, name="given"), **values)


def header_name(organisation=None, **fields):
    """A header that an office uses, with what it means."""
    values = {"kind": "projects", "header": f"列{next(number)}", "column": "name", **fields}
    return HeaderName.objects.create(organisation=organisation or default_party(), **values)
