"""History: who changed what, when, from what to what, through what; nobody edits it."""

from datetime import date
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from projects.history.belonging import about, of_office
from projects.history.entries import history_lines, of_everything, of_pairing, of_projects
from projects.models import Project
from tests import make
from tests.tools.reading import reader, words
from tests.tools.walk import our_models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]


def entries_of(project):
    return history_lines(of_projects(Project.objects.filter(pk=project.pk)))


# A count, and what stands in the history of the person.
WITHOUT_A_HISTORY = {"LinkRequest", "ProviderIdentity"}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_has_a_history(model):
    from auditlog.registry import auditlog

    assert auditlog.contains(model) == (model.__name__ not in WITHOUT_A_HISTORY)


def test_a_change_tells_field_old_and_new():
    project = make.project(name="旧名")
    project.name = "新名"
    project.save()

    entry = entries_of(project)[0]

    assert ("旧名", "新名") in [change[1:] for change in entry.changes]


def test_a_change_through_the_admin_names_the_person_and_the_admin(client):
    project = make.project(name="旧名")
    client.force_login(make.administrator("admin-wang"))
    change = f"/admin/pairings/organisation/{project.lead_pairing.recipient_id}/change/"
    page = client.get(change)
    form = {k: v for k, v in page.context["adminform"].form.initial.items() if v is not None}
    form |= {"name": "新县名"} | {
        f"{formset.prefix}-{name}": 0
        for formset in (f.formset for f in page.context["inline_admin_formsets"])
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    assert client.post(change, form).status_code == 302

    entry = LogEntry.objects.filter(changes__has_key="name", action=1).latest("pk")

    assert (entry.actor.username, entry.additional_data) == ("admin-wang", {"through": "admin"})


def test_a_change_by_a_command_names_no_person():
    project = make.project()
    project.name = "新名"
    project.save()

    assert entries_of(project)[0].who in ("the system", "程序")


def test_the_history_of_a_project_has_what_hangs_on_it():
    project = make.project()
    make.transfer(project)
    make.status_report(project)
    make.suspension(project)
    make.project(name="别的")

    kinds = {entry.kind for entry in entries_of(project)}

    assert len(kinds) == 4
    assert "别的" not in str(entries_of(project))


def test_the_history_of_a_pairing_has_its_projects_that_may_be_seen():
    project = make.project(name="双语幼儿园")
    hidden_project = make.project(name="别的")

    listed = str(history_lines(of_pairing(project.lead_pairing)))

    assert "双语幼儿园" in listed
    assert hidden_project.code not in listed


def test_everything_is_for_auditors_and_administrators():
    make.project()

    assert of_everything(make.auditor()).exists()
    assert of_everything(make.administrator()).exists()
    assert not of_everything(make.member("leader")).exists()


def test_passwords_are_no_part_of_it():
    person = make.user()
    person.set_password("geheim-12345")
    person.save()

    assert not LogEntry.objects.filter(changes__has_key="password").exists()


def test_a_page_tells_the_history(client):
    project = make.project(name="旧名")
    project.started_on = date(2011, 6, 1)
    project.save()

    page = words(reader(client).get(f"/projects/{project.code}/history/"))

    assert "Start date" in page
    assert "2011-06-01" in page


# Of everything two more than of a pairing: its filter offers people and offices.
@pytest.mark.parametrize("entries", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [("/projects/P/history/", 8), ("/pairings/PAIR/history/", 10), ("/history/", 13)],
)
def test_the_page_takes_the_same_queries_for_one_entry_and_for_three(
    client, django_assert_num_queries, address, queries, entries
):
    project = make.project(code="P", lead_pairing=make.pairing(ref="PAIR"))
    for n in range(entries):
        project.name = f"名{n}"
        project.save()
    LogEntry.objects.update(actor=make.user())
    person = reader(client)
    person.get(address)

    with django_assert_num_queries(queries):
        assert f"名{entries - 1}" in words(person.get(address))


@pytest.mark.parametrize("address", ["", "add/", "{pk}/", "{pk}/change/", "{pk}/delete/"])
def test_the_admin_cannot_change_it(client, address):
    make.project()
    client.force_login(make.administrator())
    entry = LogEntry.objects.latest("pk")
    before = LogEntry.objects.count()

    response = client.post(
        f"/admin/auditlog/logentry/{address.format(pk=entry.pk)}",
        {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"},
    )

    assert response.status_code < 500
    assert LogEntry.objects.count() == before
    assert apps.get_model("auditlog.LogEntry").objects.get(pk=entry.pk).changes == entry.changes


def test_rows_are_named_and_amounts_and_times_read_as_elsewhere():
    person = make.user(first_name="陈静")
    project = make.project(name="双语幼儿园")
    make.transfer(project, amount=1500, recorded_by=person)

    new_values = {field: new for entry in entries_of(project) for field, _old, new in entry.changes}

    assert new_values["项目"] == "双语幼儿园"
    assert new_values["登记人"] == "陈静"
    assert new_values["金额"] == "1,500.00元"
    assert not any(word in f"{new_values}" for word in ("None", "Evidence", "+00:00"))


def test_progress_reads_as_it_is_typed():
    project = make.project()
    report = make.status_report(project, physical_progress=Decimal("2.00"))
    report.physical_progress = Decimal("2.50")
    report.save()

    told_ = [change[1:] for entry in entries_of(project) for change in entry.changes]

    assert ("2", "2.5") in told_


@pytest.mark.parametrize("transfers", [1, 3])
def test_naming_rows_takes_no_query_more_for_three_transfers_than_for_one(
    transfers, django_assert_num_queries
):
    project = make.project()
    for _n in range(transfers):
        make.transfer(project)
    ContentType.objects.get_for_models(*apps.get_models())
    entries = of_projects(Project.objects.filter(pk=project.pk))

    with django_assert_num_queries(5):
        history_lines(entries)


def test_what_is_new_has_no_old_value(client):
    project = make.project(name="双语幼儿园")

    page = words(reader(client).get(f"/projects/{project.code}/history/"))

    assert "Project: 双语幼儿园" in page
    assert "from — → to" not in page


def test_the_history_of_a_project_looks_its_entries_up_and_walks_no_log():
    entries = of_projects(Project.objects.filter(pk=make.project().pk))

    steps = plan_of(entries.order_by())

    assert "auditlog_logentry" in steps
    assert "SCAN auditlog_logentry" not in steps
    assert "INDEX OR" not in steps  # all entries of each kind, where SQLite joins the conditions
    assert "Seq Scan on auditlog_logentry" not in steps


def test_the_entries_of_an_office_are_fetched_by_their_ids():
    entries = LogEntry.objects.filter(of_office(make.county()))

    steps = plan_of(entries.order_by())

    by_id = {
        "sqlite": "SEARCH auditlog_logentry USING INTEGER PRIMARY KEY",
        "postgresql": "auditlog_logentry_pkey",
    }
    assert by_id[connection.vendor] in steps


def test_entries_are_looked_up_by_kind_and_row_not_by_row_among_those_of_all_kinds():
    """A row of each of many kinds has the same id."""
    project = make.project()
    kinds = ContentType.objects.exclude(pk=ContentType.objects.get_for_model(Project).pk)
    LogEntry.objects.bulk_create(
        LogEntry(content_type=kind, object_pk=f"{n}", object_id=n, action=0)
        for kind in kinds[:20]
        for n in range(project.pk, project.pk + 100)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE auditlog_logentry")

    steps = plan_of(LogEntry.objects.filter(about(Project, Project.objects.all())).order_by())

    assert "log_by_kind_and_row" in steps


def plan_of(rows) -> str:
    """How the database would fetch them, one step a line."""
    sql, parameters = rows.query.sql_with_params()
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table of a few rows is read whole, unless that costs much.
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{explain} {sql}", parameters)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
