"""Rows of the app reports: what was printed."""

from reports.models import PublishedFigure, PublishedTable
from tests.make.pairings import number
from tests.make.projects import programme


def published_table(code=None, **fields):
    n = next(number)
    given = {
        "kind": PublishedTable.Kind.TABLE,
        "title": f"援疆项目情况表{n}",
        "citation": "《对口支援工作总结(收集5篇)》篇4 三(二)",
        **fields,
    }
    given["programme"] = given.get("programme") or programme()
    return PublishedTable.objects.create(code=code or f"table-{n}", **given)


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
