"""The tranches of projects, one row each, on a sheet of their own beside that of the projects."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Column, Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.store.rules import broken_rules, rules_of
from projects.models import Project, Tranche
from projects.models.days import FIRST, LAST, SENTENCE
from reports.loads.batches import Batch, New
from reports.loads.plans import Context, Plan, consumed
from reports.loads.totals import totals

NAMES = ("project_id", "number", "planned_on", "amount")
TOGETHER = 5000
TRANCHES = (
    Column(
        "code",
        ("项目编号", "项目编码", "项目代码", "code", "project code"),
        "code",
        required=True,
        filled=True,
    ),
    Column("number", ("批次", "期次", "tranche"), "whole", required=True, filled=True),
    Column(
        "planned_on",
        ("计划拨付时间", "计划拨付日期", "计划日期", "planned on"),
        "day",
        required=True,
        filled=True,
        month="last",
    ),
    Column(
        "amount", ("金额", "拨付金额", "计划金额", "amount"), "amount", required=True, filled=True
    ),
    Column("serial", ("序号", "no.", "serial number"), "text"),
)


def plan_tranches(
    tables: list[Table], plan: Plan, project_ids: dict, context: Context, instalments: Iterable
):
    """Adds the tranches of the sheets to a plan, and those that stand in columns of projects.

    ``project_ids``: {code: id, None if new}.
    """
    plan.sums += totals(tables, "amount")
    project_ids = _with_others(project_ids, tables, context)
    codes = {pk: code for code, pk in project_ids.items() if pk}
    batch = Batch(Tranche, NAMES, lambda row: f"{_code(row, codes)} / {row['number']}")
    stored = _stored(set(codes), context)
    first_cells: dict[tuple, str] = {}
    rules = rules_of(Tranche)
    for table in tables:
        for record in consumed(table):
            values, code = record.values, record.values.get("code")
            problems = list(_problems(table, record, project_ids, first_cells, rules))
            plan.problems += problems
            if problems or record.problems:
                continue
            project = project_ids[code] or New(Project, code)
            row = {name: values[name] for name in NAMES[1:]} | {"project_id": project}
            _put(batch, stored, row)
    for instalment in instalments:
        key = instalment.code, instalment.number
        if key in first_cells:
            plan.problems.append(_second(instalment, first_cells[key]))
        else:
            project = project_ids.get(instalment.code) or New(Project, instalment.code)
            _put(batch, stored, instalment.values | {"project_id": project})
    plan.batches.append(batch)


def _put(batch: Batch, stored: Mapping[tuple, Mapping], row: Mapping):
    """Adds a tranche, or the change of the stored one with its number."""
    stored_tranche = stored.get((row["project_id"], row["number"]))
    if stored_tranche is None:
        batch.create(row)
    else:
        batch.change(stored_tranche["id"], stored_tranche, row)


def _second(instalment, first_cell: str) -> Problem:
    return Problem(
        instalment.sheet,
        instalment.cell,
        "",
        _t("Each tranche only once; it is also in %(cell)s.") % {"cell": first_cell},
        _t("Remove one of the two rows."),
    )


def _code(row: Mapping, codes: Mapping[int, str]) -> str:
    project = row["project_id"]
    return codes.get(project) or str(project)


def _with_others(project_ids: dict, tables: list[Table], context: Context) -> dict:
    """Adds the stored projects that the sheet of projects does not name."""
    codes = {r.values.get("code") for table in tables for r in table.records} - {None, *project_ids}
    rows = Project.objects.order_by().filter(code__in=codes) if codes else ()
    return project_ids | dict(rows.values_list("code", "pk") if codes else ())


def _stored(projects: set[int], context: Context) -> dict[tuple[int, int], dict]:
    rows = context.lock_if_writing(Tranche.objects.order_by()).filter(project__in=projects)
    return {(row["project_id"], row["number"]): row for row in rows.values("id", *NAMES)}


def _problems(table: Table, record: Record, project_ids, first_cells, rules) -> Iterator[Problem]:
    values = record.values
    code, number, day = values.get("code"), values.get("number"), values.get("planned_on")
    if code is not None and code not in project_ids:
        yield table.problem(
            record,
            "code",
            _t("A project's code."),
            _t("There is no project with this code: correct it, or add the project."),
        )
    if number is not None and not 1 <= number <= 32767:
        yield table.problem(
            record, "number", _t("A number, starting from 1."), _t("Number the tranches 1, 2, 3 …")
        )
    if day is not None and not FIRST <= day <= LAST:
        yield table.problem(record, "planned_on", _t("A date from 1949 to 2099."), str(SENTENCE))
    for rule in broken_rules(rules, values):
        yield table.problem(record, "amount", str(rule.sentence), _t("Correct the amount."))
    if code is not None and number is not None:
        if (code, number) in first_cells:
            yield table.problem(
                record,
                "number",
                _t("Each tranche only once; it is also in %(cell)s.")
                % {"cell": first_cells[code, number]},
                _t("Remove one of the two rows."),
            )
        first_cells.setdefault((code, number), table.place(record, "number"))
