"""How fast a spreadsheet of projects gets into PostgreSQL and out, as ratios of one run.

    python tests/tools/postgres.py python tests/benchmarks/spreadsheets.py [rows]

The same workbook goes in by ``load_at_once`` (read, validated, planned, written with its history
and recorded), and the rows that it made, with their history, go in again by a bare COPY. The same
workbook, cut to fewer rows, goes through django-import-export, whose time is scaled by the rows.
Then the list of all projects is fetched as XLSX, and the bare writer writes the values of that file
again, with the number formats that its columns need and without any.
Last, a smaller workbook is uploaded as by the page, then looked at, answered and accepted: with the
book that was stored at upload, and without it, when the file is read anew each time.
Memory is the peak of the process that loads, and that of the process that reads for it.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# django-import-export takes minutes for each thousand.
SLICE = 1_000
# Rows of a file that a person loads by the page.
BY_PAGE = 40_000
HEAD = (
    *("项目编号", "项目名称", "支援方", "受援方", "援建方式", "建设性质", "民生"),
    *("总投资(万元)", "计划资金(万元)", "建设规模", "计划开工"),
)
VALIDATED, STYLED = "validated", "styled"
PROJECT = "projects_project"


def main(rows: int):
    with tempfile.TemporaryDirectory() as folder:
        whole, part, paged = (Path(folder, f"{name}.xlsx") for name in ("whole", "part", "paged"))
        write(whole, rows)
        write(part, min(SLICE, rows))
        write(paged, min(BY_PAGE, rows))
        os.environ["AIDTRACK_LOADS_DIR"] = folder
        run("prepare")
        loaded = run("load", str(whole))
        exported = run("export", str(Path(folder, "list.xlsx")))
        bare = {how: run("bare", str(Path(folder, "list.xlsx")), how) for how in (STYLED, "plain")}
        copied = run("copy")
        slow = {how: run("import_export", str(part), how) for how in (VALIDATED, "unvalidated")}
        by_page = run("page", str(paged))
    tell(rows, loaded, copied, slow)
    tell_export(rows, exported, bare)
    tell_page(min(BY_PAGE, rows), by_page)


def write(path: Path, rows: int):
    """A workbook as an office would send it: a title, a unit, and a total below."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        page = workbook.add_worksheet("项目")
        page.write(0, 0, "援疆项目计划表")
        page.write_row(1, 0, HEAD)
        for n in range(rows):
            cells = (
                *(f"B-{n:06}", f"第{n}号安居富民工程", "北京", f"县{n % 50}", "交钥匙", "新建"),
                *("是", 200 + n % 90, 100 + n % 77, "三层框架结构", "2011-03-01"),
            )
            page.write_row(2 + n, 0, cells)
        page.write_row(2 + rows, 0, ("合计", "", "", "", "", "", "", "", sum(
            100 + n % 77 for n in range(rows))))  # fmt: skip


def run(step: str, *args: str) -> dict:
    """A step in a process of its own, so that its memory is its own."""
    command = [sys.executable, __file__, "--step", step, *args]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def set_up():
    sys.path.insert(0, str(ROOT))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "aidtrack.settings",
        "AIDTRACK_DEMO": "1",
        "AIDTRACK_SECRET_KEY": "for the benchmark only",
    }
    import django

    django.setup()


def prepare() -> dict:
    """Tables, a programme, and a pairing for each county."""
    from django.core.management import call_command
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.settings_dict['NAME']}")
    call_command("migrate", verbosity=0)
    from tests import make

    giver = make.supporter("BJ", name="北京市", short_name="北京")
    make.programme()
    for n in range(50):
        make.pairing(supporter=giver, recipient=make.county(f"C-{n}", name=f"县{n}"))
    make.administrator("admin")
    return {}


def load(path: str) -> dict:
    from django.contrib.auth import get_user_model

    from aidtrack.spreadsheets.reading.process import read_book
    from reports.loads.kinds.projects.plan import PROJECTS
    from reports.loads.loading import load_at_once

    content = Path(path).read_bytes()
    start = time.perf_counter()
    read_book(content, "whole.xlsx")
    reading = time.perf_counter() - start
    start = time.perf_counter()
    done, preview = load_at_once(
        PROJECTS,
        content,
        "whole.xlsx",
        user=get_user_model().objects.get(),
        choices={"programme": "2011-plan"},
        progress=lambda done, total: print(f"  {done} / {total}", file=sys.stderr),
    )
    seconds = time.perf_counter() - start
    assert done is not None, preview.problems[:3]
    assert preview.plan.sums[-1].verdict == "matches"
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": seconds, "reading": reading, "memory": own, "reader": child}


def export(path: str) -> dict:
    """The list of projects as somebody fetches it, to the last byte."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get())
    start = time.perf_counter()
    response = client.get("/projects/?programme=2011-plan&scope=all&format=xlsx")
    assert response.status_code == 200, response.status_code
    with Path(path).open("wb") as out:
        out.writelines(response.streaming_content)
    seconds = time.perf_counter() - start
    return {
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def bare(path: str, how: str) -> dict:
    """The values of that file by XlsxWriter alone, in the same mode."""
    from datetime import date

    from python_calamine import load_workbook
    from xlsxwriter import Workbook

    rows = load_workbook(path).get_sheet_by_index(0).to_python()
    start = time.perf_counter()
    with Workbook(f"{path}.bare", {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        number = book.add_format({"num_format": "#,##0.00"})
        page = book.add_worksheet()
        for n, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(n, column, value)
                elif isinstance(value, date):
                    page.write_datetime(n, column, value, day)
                else:
                    page.write_number(n, column, value, number if how == STYLED else None)
    return {"seconds": time.perf_counter() - start, "rows": len(rows)}


def copy() -> dict:
    """The same prepared rows by COPY alone: out of the tables, then into them emptied."""
    from auditlog.models import LogEntry
    from django.db import connection, transaction

    from projects.models import Project

    seconds = {}
    with transaction.atomic(), connection.cursor() as cursor:
        entries = LogEntry.objects.filter(content_type__model="project")
        assert entries.count() == Project.objects.count()
        copies = {}
        for table in (PROJECT, LogEntry._meta.db_table):
            copies[table] = StringIO()
            cursor.copy_expert(f"COPY {table} TO STDOUT", copies[table])
        entries._raw_delete(entries.db)
        Project.objects.all()._raw_delete("default")
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM FULL {PROJECT}")
        cursor.execute(f"TRUNCATE {LogEntry._meta.db_table}")
        cursor.execute(f"VACUUM FULL {LogEntry._meta.db_table}")
    for table, rows in copies.items():
        rows.seek(0)
        start = time.perf_counter()
        # The commit is part of it: foreign keys are checked there.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} FROM STDIN", rows)
        seconds[table] = time.perf_counter() - start
    return {"projects": seconds[PROJECT], "history": seconds[LogEntry._meta.db_table]}


def import_export(path: str, how: str) -> dict:
    """A resource as its manual advises for many rows: in bulk, in one transaction."""
    import tablib
    from import_export import fields, resources
    from import_export.widgets import ForeignKeyWidget

    from pairings.models import Pairing
    from projects.models import Programme, Project

    Project.objects.all()._raw_delete("default")
    edges = {edge.recipient.name: edge.pk for edge in Pairing.objects.select_related("recipient")}
    plan = Programme.objects.get().pk

    class ProjectResource(resources.ModelResource):
        programme = fields.Field("programme", "programme", ForeignKeyWidget(Programme))
        lead_pairing = fields.Field("lead_pairing", "lead_pairing", ForeignKeyWidget(Pairing))

        class Meta:
            model = Project
            import_id_fields = ("code",)
            fields = ("code", "name", "programme", "lead_pairing", "delivery_mode", "nature",
                      "is_livelihood", "total_investment", "planned_aid", "scale",
                      "planned_start_on")  # fmt: skip
            clean_model_instances = how == VALIDATED
            use_bulk = True
            skip_diff = True
            use_transactions = True

    start = time.perf_counter()
    data = tablib.Dataset().load(Path(path).read_bytes(), "xlsx", headers=False)
    ready = tablib.Dataset(headers=ProjectResource.Meta.fields)
    for row in list(data)[2:-1]:
        code, name, _giver, county, _mode, _nature, _flag, total, aid, scale, day = row
        ready.append((code, name, plan, edges[county], "turnkey", "new", True,
                      total * 10_000, aid * 10_000, scale, day))  # fmt: skip
    result = ProjectResource().import_data(ready, raise_errors=True)
    seconds = time.perf_counter() - start
    assert result.totals["new"] == len(ready)
    return {"seconds": seconds, "rows": len(ready)}


def page(path: str) -> dict:
    """Seconds of each step of a person, with the stored book and without one."""
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from projects.models import Project
    from reports.loads import loading
    from reports.loads.kinds.projects.plan import PROJECTS

    Project.objects.all()._raw_delete("default")
    user, programme = get_user_model().objects.get(), {"programme": "2011-plan"}
    content = Path(path).read_bytes()
    seconds = {}
    start = time.perf_counter()
    load, _preview = loading.preview(PROJECTS, content, "paged.xlsx", user=user, choices=programme)
    seconds["upload"] = time.perf_counter() - start
    stored = len(loading.stored_bytes(load, load.book_name))
    steps = {
        "view": lambda: loading.look_again(PROJECTS, load, user=user),
        "answer": lambda: loading.choose(PROJECTS, load, user=user, choices=programme),
        "acceptance": lambda: loading.accept(PROJECTS, load, user=user),
    }
    for how in ("with", "without"):
        for name, step in steps.items():
            start = time.perf_counter()
            with transaction.atomic():
                step()
                seconds[f"{name} {how}"] = time.perf_counter() - start
                transaction.set_rollback(True)
        load.file.storage.delete(load.book_name)
    return {**seconds, "file": len(content), "book": stored}


def tell(rows: int, loaded: dict, copied: dict, slow: dict):
    bare = copied["projects"] + copied["history"]
    rest = loaded["seconds"] - loaded["reading"]
    print(f"{rows} project rows from XLSX into PostgreSQL, validated, with history")
    print(f"  whole load            {loaded['seconds']:6.1f} s")
    print(f"  reading the file      {loaded['reading']:6.1f} s")
    print(f"  the rest              {rest:6.1f} s = {rest / bare:.1f} x COPY of the same rows")
    print(f"  COPY, projects        {copied['projects']:6.1f} s")
    print(f"  COPY, history         {copied['history']:6.1f} s")
    for how, part in slow.items():
        scaled = part["seconds"] * rows / part["rows"]
        ratio = scaled / loaded["seconds"]
        print(
            f"  django-import-export  {scaled:6.1f} s = {ratio:.0f} x the load; "
            f"{how}, without history, scaled from {part['rows']} rows ({part['seconds']:.1f} s)"
        )
    print(f"  memory                {loaded['memory']:6.0f} MB, reader {loaded['reader']:.0f} MB")


def tell_export(rows: int, exported: dict, bare: dict):
    print(f"{rows} project rows from PostgreSQL into XLSX, by the page")
    print(f"  whole export          {exported['seconds']:6.1f} s")
    for how, part in bare.items():
        ratio = exported["seconds"] / part["seconds"]
        print(
            f"  bare writer           {part['seconds']:6.1f} s; the export is {ratio:.2f} x that; "
            f"{how}, {part['rows']} lines held in memory"
        )
    print(f"  memory                {exported['memory']:6.0f} MB")


def tell_page(rows: int, steps: dict):
    print(f"{rows} project rows by the page")
    print(f"  upload                {steps['upload']:6.1f} s")
    for name in ("view", "answer", "acceptance"):
        stored, anew = steps[f"{name} with"], steps[f"{name} without"]
        print(
            f"  {name:<21} {stored:6.1f} s = {stored / anew:.2f} x that with the file read anew "
            f"({anew:.1f} s)"
        )
    print(
        f"  stored book           {steps['book'] / 1e6:6.1f} MB, file {steps['file'] / 1e6:.1f} MB"
    )


STEPS = {
    "prepare": prepare,
    "load": load,
    "export": export,
    "bare": bare,
    "copy": copy,
    "import_export": import_export,
    "page": page,
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        set_up()
        print(json.dumps(STEPS[sys.argv[2]](*sys.argv[3:])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
