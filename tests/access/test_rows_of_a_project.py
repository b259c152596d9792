"""What hangs on a project is seen by whoever sees the project, and nobody is asked again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import (
    Acceptance,
    Confirmation,
    Evidence,
    Project,
    StatusReport,
    Suspension,
    Tranche,
    Transfer,
)
from reports.models import Comment, Task
from tests import make

pytestmark = pytest.mark.django_db
HANGING = (
    StatusReport,
    Suspension,
    Tranche,
    Transfer,
    Acceptance,
    Confirmation,
    Evidence,
    Comment,
    Task,
)
PARTNERS = f'FROM "{Project.partner_pairings.through._meta.db_table}"'


@pytest.fixture
def project():
    """With a row of every kind."""
    project = make.project()
    make.suspension(project)
    make.tranche(project)
    make.comment(project)
    make.task(project=project)
    report, transfer = make.status_report(project), make.transfer(project)
    make.confirmation(transfer)
    make.comment(report=report)
    make.evidence(project)
    make.evidence(report=report)
    make.evidence(transfer=transfer)
    return project


def reader_of(*, project, by: str):
    """A leader of the lead's supporter, or of a partner's recipient."""
    if by == "lead":
        return make.member(organisation=project.lead_pairing.supporter)
    partner = make.pairing()
    project.partner_pairings.add(partner)
    return make.member(organisation=partner.recipient)


@pytest.mark.parametrize("by", ["lead", "partner"])
@pytest.mark.parametrize("model", HANGING)
def test_whoever_sees_a_project_sees_all_that_hangs_on_it(project, model, by):
    person = reader_of(project=project, by=by)

    assert set(model.objects.visible_to(person)) == set(model.objects.all()) != set()


def test_a_stranger_sees_neither_the_project_nor_what_hangs_on_it(project):
    make.project(lead_pairing=make.pairing())
    stranger = make.member(organisation=make.supporter())

    assert not any(model.objects.visible_to(stranger).exists() for model in (Project, *HANGING))


def queries_of(client, address) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


@pytest.mark.parametrize("by", ["lead", "partner"])
def test_the_page_of_a_project_asks_for_the_project_and_not_for_each_of_its_rows(
    client, project, by
):
    """Of what is in reach: the project, the subject of its warnings, and tasks; nothing else."""
    client.force_login(reader_of(project=project, by=by))

    queries = queries_of(client, f"/projects/{project.code}/")

    assert sum(query.count(PARTNERS) for query in queries) <= 6


def test_the_history_of_a_project_asks_once_for_the_project(client, project):
    client.force_login(reader_of(project=project, by="lead"))

    queries = queries_of(client, f"/projects/{project.code}/history/")

    of_the_log = [query for query in queries if 'FROM "auditlog_logentry"' in query]
    assert of_the_log
    assert not any(PARTNERS in query for query in of_the_log)
