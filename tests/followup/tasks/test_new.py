"""Issuing a task by the page: what it fills in, asks and refuses."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pairings.models import Role
from reports.models import Task
from tests import make

pytestmark = pytest.mark.django_db

KEY = "6e7f0f3c-5b54-4b6c-9d3f-4f1f5b6a7c8d"
NEW = "/follow-up/tasks/new/"


@pytest.fixture
def project():
    return make.project(name="抗震安居工程")


def leader_of(project) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make.member(Role.LEADER, project.lead_pairing.recipient))
    return client


def entered(office, **values):
    due_on = timezone.localdate() + timedelta(days=14)
    words = {"title": "未开工", "demand": "说明原因", "key": KEY, "due_on": f"{due_on}"}
    return {**words, "responsible": office.pk, **values}


def about(project) -> str:
    return f"{NEW}?kind=project&ref={project.code}"


def test_the_form_offers_the_parties_first_and_two_weeks(project):
    make.organisation(name="别处")

    words = leader_of(project).get(about(project)).content.decode()

    due_on = timezone.localdate() + timedelta(days=14)
    assert f'value="{due_on}"' in words
    assert project.lead_pairing.supporter.label in words
    assert "别处" not in words


def test_a_task_is_issued_once_about_what_its_address_names(project):
    client, office = leader_of(project), project.lead_pairing.supporter

    for _n in range(2):
        page = client.post(about(project), entered(office), follow=True)

    assert "The task was issued." in page.content.decode()
    task = Task.objects.get()
    assert (task.subject, task.responsible, task.origin) == (project, office, "note")


def test_a_subject_that_one_does_not_see_is_not_there(project):
    stranger = leader_of(make.project(recipient=make.county()))

    assert stranger.get(about(project)).status_code == 404
    assert stranger.get(f"{NEW}?kind=planet&ref=1").status_code == 404
    assert stranger.get(f"{NEW}?kind=row&ref=none").status_code == 404


def test_each_kind_of_subject_is_named_as_warnings_name_it():
    unit, pairing = make.reporting_unit(), make.pairing()
    client = Client()
    client.force_login(make.administrator())

    for kind, ref in [
        ("unit", unit.ref),
        ("row", unit.row.prefecture.ref),
        ("pairing", pairing.ref),
    ]:
        assert client.get(f"{NEW}?kind={kind}&ref={ref}").status_code == 200


def test_a_past_day_and_no_office_are_refused_with_the_words_typed(project):
    values = entered(project.lead_pairing.supporter, due_on="2011-07-15")
    client = leader_of(project)

    page = client.post(about(project), values).content.decode()
    empty = client.post(about(project), values | {"responsible": ""}).content.decode()

    assert page.count("The due day must be after today") == 2
    assert "说明原因" in page
    assert empty.count("Choose one responsible office.") == 2
    assert not Task.objects.exists()


def test_an_office_outside_the_parties_is_asked_about_once(project):
    outside = make.organisation(parent=project.lead_pairing.recipient)
    client = Client(headers={"accept-language": "en"})
    client.force_login(make.administrator())

    page = client.post(about(project), entered(outside)).content.decode()
    assert page.count("Is it meant?") == 2
    assert "说明原因" in page
    client.post(about(project), entered(outside, is_outside_meant="on"))
    assert Task.objects.get().responsible == outside


def test_a_task_of_an_item_or_a_report_names_it():
    item, report = make.item(), make.status_report()
    client, office = Client(), make.organisation()
    client.force_login(make.administrator())

    client.post(f"{NEW}?item={item.pk}", entered(office))
    other = "7" + KEY[1:]
    outside = entered(office, key=other, is_outside_meant="on")
    client.post(f"{NEW}?report={report.pk}", outside)

    by_origin = {task.origin: task for task in Task.objects.all()}
    assert by_origin["item"].item == item
    assert (by_origin["report"].report, by_origin["report"].project) == (report, report.project)
