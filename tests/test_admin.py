"""The administrators' workshop: opens for them alone, finds rows, and keeps what is for good."""

from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pairings.models import Designation, Organisation
from projects.models import Project, Suspension, Tranche, Transfer
from reports.models import PublishedFigure, PublishedTable
from tests import make
from tests.walk import factory, our_models

pytestmark = pytest.mark.django_db
MODELS = [model for model in our_models() if admin.site.is_registered(model)]
READ_ONLY = {PublishedTable, PublishedFigure}
# Inlines of another page.
PART_OF_ANOTHER = {"Designation", "ReportingUnit", "Suspension"}
# Their factories find the row that is there already, unless told another code.
SHARED = {"Scheme", "CategoryScheme", "Programme"}
# Rows with nothing in their optional columns would hide a query for each.
FULL = {
    "Organisation": make.county,
    "Project": lambda: make.project(category=make.category()),
    "Transfer": lambda: make.transfer(amount=-100, reverses=make.transfer()),
}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def make_row(model, n):
    make_one = FULL.get(model.__name__) or factory(model)
    return make_one(**{"code": f"row-{n}"} if model.__name__ in SHARED else {})


@pytest.fixture
def workshop(client):
    client.force_login(make.administrator())
    return client


def count_queries(client, url) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200, url
    return len(queries)


def test_every_model_of_ours_is_in_the_workshop():
    missing = {model.__name__ for model in our_models()} - {model.__name__ for model in MODELS}

    assert missing == PART_OF_ANOTHER


def pages(model):
    return ["changelist"] if model in READ_ONLY else ["changelist", "add"]


@pytest.mark.parametrize(
    ("model", "page"), [(model, page) for model in MODELS for page in pages(model)]
)
def test_a_page_takes_as_many_queries_for_three_rows_as_for_one(workshop, model, page):
    make_row(model, 0)
    workshop.get(address(model, page))  # fills the cache of content types

    one = count_queries(workshop, address(model, page))
    make_row(model, 1), make_row(model, 2)

    assert count_queries(workshop, address(model, page)) == one


@pytest.mark.parametrize("model", MODELS)
def test_the_page_of_a_row_opens(workshop, model):
    row = make_row(model, 0)

    assert workshop.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("make_part", [make.tranche, make.suspension])
def test_the_page_of_a_project_takes_as_many_queries_for_three_parts_as_for_one(
    workshop, make_part
):
    row = make.project()
    make_part(row, **days(0, make_part))
    workshop.get(address(Project, "change", row.pk))

    one = count_queries(workshop, address(Project, "change", row.pk))
    for n in (1, 2):
        make_part(row, **days(n, make_part))

    assert count_queries(workshop, address(Project, "change", row.pk)) == one


def days(n, make_part):
    day = {"starts_on": date(2011, 3 + n, 1), "ends_on": date(2011, 3 + n, 9)}
    return day if make_part is make.suspension else {}


@pytest.mark.parametrize("model", MODELS)
def test_a_leader_gets_none_of_it(client, model):
    client.force_login(make.user("leader"))

    page = client.get(address(model, "changelist"))

    assert page.status_code == 302
    assert page.headers["Location"].startswith(reverse("admin:login"))


def test_somebody_unknown_is_asked_to_sign_in(client):
    page = client.get(address(Transfer, "changelist"))

    assert page.status_code == 302
    assert page.headers["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize(
    ("make_named", "words"),
    [
        (lambda: make.prefecture(name="和田地区"), "和田"),
        (lambda: make.pairing(recipient=make.county(name="墨玉县")), "墨玉"),
        (lambda: make.project(name="安居富民工程"), "富民 安居"),
        (lambda: make.project(supporter=make.supporter(name="北京市")), "北京"),
        (lambda: make.tranche(make.project(name="富民路")), "富民"),
        (lambda: make.transfer(make.project(name="富民路")), "富民"),
        (lambda: make.published_figure(row_label="克州"), "克州"),
    ],
)
def test_a_search_finds_chinese_names_and_nothing_else(workshop, make_named, words):
    row, other = make_named(), factory(type(make_named()))()

    found = workshop.get(address(type(row), "changelist"), {"q": words}).context["cl"]

    assert row in found.queryset
    assert other not in found.queryset


def test_a_former_name_finds_the_organisation_once(workshop):
    turpan = make.prefecture(name="高昌区")
    for name, ends_on in (("吐鲁番县", date(1984, 1, 1)), ("吐鲁番市", None)):
        starts_on = None if ends_on else date(1984, 1, 2)
        make.designation(turpan, name=name, starts_on=starts_on, ends_on=ends_on)

    url = address(Organisation, "changelist")
    found = workshop.get(url, {"q": "吐鲁番"}).context["cl"].queryset

    assert list(found) == [turpan]


@pytest.mark.parametrize("model", [PublishedTable, PublishedFigure])
def test_what_was_published_is_only_read(workshop, model):
    row = factory(model)()

    assert workshop.get(address(model, "add")).status_code == 403
    assert workshop.post(address(model, "change", row.pk), {"title": "x"}).status_code == 403
    assert workshop.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    delete_selected(workshop, row)
    assert model.objects.filter(pk=row.pk).exists()


def delete_selected(client, row):
    """As the action of the list does, confirmed."""
    form = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    return client.post(address(type(row), "changelist"), form)


def test_a_transfer_is_neither_changed_nor_deleted(workshop):
    row = make.transfer(amount=100)

    page = workshop.get(address(Transfer, "change", row.pk)).content.decode()
    assert 'name="_save"' not in page
    assert workshop.post(address(Transfer, "change", row.pk), {"amount": 9}).status_code == 403
    assert workshop.post(address(Transfer, "delete", row.pk), {"post": "yes"}).status_code == 403
    listed = workshop.get(address(Transfer, "changelist")).content.decode()
    assert "delete_selected" not in listed
    delete_selected(workshop, row)
    assert Transfer.objects.get().amount == 100


def entered(project, **changes):
    lead = project.lead_pairing
    parties = {"supporter": lead.supporter_id, "receiver": lead.recipient_id}
    form = {"programme": project.programme_id, "project": project.pk, "level": "at_project"}
    return {**form, **parties, "on": "2011-05-20", "amount": "900.00", **changes}


def test_adding_a_transfer_records_who_did_it(client):
    anna = make.administrator("anna")
    client.force_login(anna)

    client.post(address(Transfer, "add"), entered(make.project()))

    assert Transfer.objects.get().recorded_by == anna


def test_a_transfer_that_breaks_a_rule_is_refused_with_the_sentence(workshop):
    form = entered(make.project(), supporter=make.supporter().pk)

    page = workshop.post(address(Transfer, "add"), form)

    assert "supporter" in page.context["adminform"].form.errors
    assert not Transfer.objects.exists()


def test_a_reversal_is_entered_once(workshop):
    wrong = make.transfer(amount=900)
    form = entered(wrong.project, amount="-900.00", reverses=wrong.pk)

    workshop.post(address(Transfer, "add"), form)
    again = workshop.post(address(Transfer, "add"), form)

    assert Transfer.objects.count() == 2
    assert "reverses" in again.context["adminform"].form.errors


def test_a_project_with_transfers_has_no_way_to_be_deleted(workshop):
    row = make.transfer().project

    page = workshop.get(address(Project, "change", row.pk)).content.decode()
    assert address(Project, "delete", row.pk) not in page
    assert workshop.post(address(Project, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert "protected" in delete_selected(workshop, row).context
    assert Project.objects.filter(pk=row.pk).exists()


def test_a_project_without_transfers_can_be_deleted(workshop):
    row = make.project()

    page = workshop.get(address(Project, "change", row.pk)).content.decode()
    assert address(Project, "delete", row.pk) in page
    workshop.post(address(Project, "delete", row.pk), {"post": "yes"})
    assert not Project.objects.exists()


def inline(prefix, *rows):
    """The management form and the rows of an inline."""
    form = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for n, row in enumerate(rows):
        form |= {f"{prefix}-{n}-{name}": value for name, value in row.items()}
    return form


def project_form(lead, **changes):
    plan = make.programme()
    form = {"code": "HT-2011-014", "name": "安居富民工程", "programme": plan.pk}
    form |= {"lead_pairing": lead.pk, "delivery_mode": "turnkey", "nature": "new"}
    form |= {"planned_aid": "900", "provenance": "recorded"}
    return form | inline("tranches") | inline("suspensions") | changes


def test_a_project_is_entered_with_its_tranches_and_stops(workshop):
    tranche = {"number": 1, "planned_on": "2011-06-01", "amount": "900"}
    stop = {"starts_on": "2011-05-01", "reason": "weather"}
    parts = inline("tranches", tranche) | inline("suspensions", stop)

    workshop.post(address(Project, "add"), project_form(make.pairing(), **parts))

    assert Tranche.objects.get().project == Suspension.objects.get().project


def test_two_stops_entered_together_do_not_overlap(workshop):
    first = {"starts_on": "2011-05-01", "reason": "weather"}
    second = {"starts_on": "2011-06-01", "reason": "funds"}
    form = project_form(make.pairing(), **inline("suspensions", first, second))

    page = workshop.post(address(Project, "add"), form)

    assert str(Suspension.OVERLAP) in page.content.decode()
    assert not Project.objects.exists()


def test_two_names_entered_together_do_not_overlap(workshop):
    names = inline(
        "designations", {"name": "吐鲁番市"}, {"name": "高昌区", "starts_on": "2015-04-12"}
    )
    form = {"ref": "650402", "name": "高昌区", "kind": "county", "scope": "local", **names}

    page = workshop.post(address(Organisation, "add"), form)

    assert str(Designation.OVERLAP) in page.content.decode()
    assert not Organisation.objects.exists()


def test_a_project_names_its_lead_pairing_once(workshop):
    lead = make.pairing()

    page = workshop.post(address(Project, "add"), project_form(lead, partner_pairings=[lead.pk]))

    assert "partner_pairings" in page.context["adminform"].form.errors


def test_further_pairings_are_of_the_same_scheme(workshop):
    other = make.pairing(scheme=make.scheme("unions"))
    form = project_form(make.pairing(), partner_pairings=[other.pk])

    page = workshop.post(address(Project, "add"), form)

    assert "partner_pairings" in page.context["adminform"].form.errors


def test_a_projects_code_is_shown_and_not_asked_for_again(workshop):
    row = make.project(code="HT-2011-014")

    page = workshop.get(address(Project, "change", row.pk))

    assert "HT-2011-014" in page.content.decode()
    assert "code" not in page.context["adminform"].form.fields
