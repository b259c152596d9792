"""The administrators' workshop: opens for them alone, finds rows, and keeps what is for good."""

from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pairings.admin import VisibleAdmin, VisibleInline
from pairings.models import Designation, Membership, Organisation
from projects.models import (
    FACT_DATES,
    Acceptance,
    Confirmation,
    Contribution,
    Evidence,
    Exemption,
    LateEntry,
    Observation,
    Project,
    Quantity,
    ReportingMonth,
    StatusReport,
    Suspension,
    Tranche,
    Transfer,
)
from reports.models import (
    Answer,
    Comment,
    Extension,
    Item,
    Load,
    Meeting,
    PublishedFigure,
    PublishedTable,
    Response,
    Task,
)
from tests import make
from tests.tools.walk import factory, our_models

pytestmark = pytest.mark.django_db
MODELS = [model for model in our_models() if admin.site.is_registered(model)]
READ_ONLY = [
    Membership,
    Load,
    PublishedTable,
    PublishedFigure,
    Transfer,
    Acceptance,
    Confirmation,
    StatusReport,
    Exemption,
    LateEntry,
    Evidence,
    Contribution,
    Quantity,
    Observation,
    Response,
    Meeting,
    Item,
    Task,
    Answer,
    Extension,
    Comment,
]
NOT_ADDED = {*READ_ONLY, ReportingMonth}
# Inlines of another page.
PART_OF_ANOTHER = {"Designation", "ReportingUnit", "Suspension"}
# A person's own, by the buttons on their pages, and a count.
ONES_OWN = {"Preference", "LinkRequest", "ProviderIdentity", "CalendarFeed"}
# Their factories find the row that is there already, unless told another code.
SHARED = {"Scheme", "CategoryScheme", "Programme", "CountingUnit", "Indicator"}
# Rows with nothing in their optional columns would hide a query for each.
FULL = {
    "Organisation": make.county,
    "Project": lambda: make.project(category=make.category()),
    "Transfer": lambda: make.transfer(amount=-100, reverses=make.transfer()),
    "ReportingMonth": lambda: make.reporting_month(make.programme(f"plan-{next(make.number)}")),
    "WarningRule": lambda: make.warning_rule(scheme=make.scheme(f"scheme-{next(make.number)}")),
}
# Queries of each list; a form that adds a row looks its choices up when they are asked for.
LIST_QUERIES = {
    "Organisation": 5,
    "Scheme": 5,
    "Region": 6,
    "Landmark": 6,
    "Membership": 5,
    "Pairing": 9,
    "ReportingRow": 7,
    "CategoryScheme": 5,
    "Category": 6,
    "Programme": 7,
    "Project": 9,
    "Tranche": 8,
    "ReportingMonth": 6,
    "Exemption": 6,
    "LateEntry": 6,
    "StatusReport": 6,
    "Transfer": 9,
    "Confirmation": 5,
    "Acceptance": 5,
    "Evidence": 5,
    "CountingUnit": 5,
    "Contribution": 6,
    "Quantity": 6,
    "Indicator": 5,
    "Observation": 6,
    "Load": 6,
    "HeaderName": 6,
    "PublishedTable": 6,
    "PublishedFigure": 7,
    "WarningRule": 6,
    "Response": 5,
    "Meeting": 6,
    "Item": 5,
    "Task": 5,
    "Answer": 5,
    "Extension": 5,
    "Comment": 5,
}
ADD_QUERIES = 2


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

    assert missing == PART_OF_ANOTHER | ONES_OWN


def pages(model):
    return ["changelist"] if model in NOT_ADDED else ["changelist", "add"]


@pytest.mark.parametrize(
    ("model", "page"), [(model, page) for model in MODELS for page in pages(model)]
)
def test_a_page_takes_as_many_queries_for_three_rows_as_for_one(workshop, model, page):
    make_row(model, 0)
    workshop.get(address(model, page))  # fills the cache of content types
    queries = LIST_QUERIES[model.__name__] if page == "changelist" else ADD_QUERIES

    assert count_queries(workshop, address(model, page)) == queries
    make_row(model, 1), make_row(model, 2)

    assert count_queries(workshop, address(model, page)) == queries


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

    queries = count_queries(workshop, address(Project, "change", row.pk))
    for n in (1, 2):
        make_part(row, **days(n, make_part))

    assert count_queries(workshop, address(Project, "change", row.pk)) == queries


def days(n, make_part):
    day = {"starts_on": date(2011, 3 + n, 1), "ends_on": date(2011, 3 + n, 9)}
    return day if make_part is make.suspension else {}


@pytest.mark.parametrize("model", MODELS)
def test_what_it_lists_starts_at_what_the_person_may_see(model):
    of_model = admin.site.get_model_admin(model)

    assert isinstance(of_model, VisibleAdmin)
    assert all(issubclass(part, VisibleInline) for part in of_model.inlines)


def test_a_member_in_the_role_of_administrator_does_all_of_it(client):
    client.force_login(make.member("administrator"))
    row = make.organisation()

    assert reverse("admin:index") in client.get("/overview/").content.decode()
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(address(Organisation, "add")).status_code == 200
    assert client.post(address(Organisation, "delete", row.pk), {"post": "yes"}).status_code == 302
    assert not Organisation.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", ["auth/user", "auth/group"])
def test_accounts_have_no_page_here_nor_a_form_for_their_password(workshop, name):
    person = make.user()

    for page in ("", "add/", f"{person.pk}/change/", f"{person.pk}/delete/"):
        assert workshop.get(f"/admin/{name}/{page}").status_code == 404
        assert workshop.post(f"/admin/{name}/{page}", {"post": "yes"}).status_code == 404
    assert workshop.get(f"/admin/auth/user/{person.pk}/password/").status_code == 404


@pytest.mark.parametrize("role", ["recorder", "reviewer", "auditor"])
def test_nobody_else_gets_in_not_even_as_staff(client, role):
    client.force_login(make.member(role, is_staff=True))

    assert client.get(reverse("admin:index")).status_code == 302
    assert reverse("admin:index") not in client.get("/overview/").content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_a_leader_gets_none_of_it(client, model):
    client.force_login(make.member("leader"))

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
    row, unrelated = make_named(), factory(type(make_named()))()

    changelist = workshop.get(address(type(row), "changelist"), {"q": words}).context["cl"]

    assert row in changelist.queryset
    assert unrelated not in changelist.queryset


def test_a_former_name_finds_the_organisation_once(workshop):
    turpan = make.prefecture(name="高昌区")
    for name, ends_on in (("吐鲁番县", date(1984, 1, 1)), ("吐鲁番市", None)):
        starts_on = None if ends_on else date(1984, 1, 2)
        make.designation(turpan, name=name, starts_on=starts_on, ends_on=ends_on)

    url = address(Organisation, "changelist")
    organisations = workshop.get(url, {"q": "吐鲁番"}).context["cl"].queryset

    assert list(organisations) == [turpan]


@pytest.mark.parametrize("model", READ_ONLY)
def test_what_was_published_recorded_or_claimed_is_only_read(workshop, model):
    row = factory(model)()

    assert workshop.get(address(model, "add")).status_code == 403
    assert workshop.post(address(model, "change", row.pk), {"title": "x"}).status_code == 403
    assert workshop.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    listed = workshop.get(address(model, "changelist")).content.decode()
    assert "delete_selected" not in listed
    delete_selected(workshop, row)
    assert model.objects.filter(pk=row.pk).exists()


def delete_selected(client, row):
    """As the action of the list does, confirmed."""
    form = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    return client.post(address(type(row), "changelist"), form)


def test_of_a_month_only_the_due_day_is_moved(workshop):
    month = make.reporting_month()
    url = address(ReportingMonth, "change", month.pk)

    moved = {"due_on": "2011-08-12", "month": "2011-01-01", "closed_at": "2011-08-01"}
    assert workshop.post(url, moved).status_code == 302

    after = ReportingMonth.objects.get()
    assert (after.due_on, after.month, after.closed_at) == (date(2011, 8, 12), month.month, None)
    assert workshop.get(address(ReportingMonth, "add")).status_code == 403
    assert workshop.post(address(ReportingMonth, "delete", month.pk)).status_code == 403


def test_what_has_happened_to_a_project_is_read_and_its_correction_shown_the_way(workshop):
    row = make.project(started_on=date(2011, 3, 1))
    stop = make.suspension(row)
    forged = dict.fromkeys(FACT_DATES, "2011-06-01") | {"code": row.code, "name": "改名"}
    forged |= {"suspensions-0-id": stop.pk, "suspensions-0-reason": "funds"}

    page = workshop.get(address(Project, "change", row.pk))
    form = project_form(row.lead_pairing, **forged)
    assert workshop.post(address(Project, "change", row.pk), form).status_code == 302

    form_fields = page.context["adminform"].form.fields
    assert not form_fields.keys() & set(FACT_DATES)
    assert str(page.context["adminform"].fieldsets[1][1]["description"]) in page.content.decode()
    after = Project.objects.get()
    assert (after.name, after.started_on, after.completed_on) == ("改名", row.started_on, None)
    assert Suspension.objects.get().reason == stop.reason


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


def test_a_project_is_entered_with_its_tranches_and_without_stops(workshop):
    tranche = {"number": 1, "planned_on": "2011-06-01", "amount": "900"}
    stop = {"starts_on": "2011-05-01", "reason": "weather"}
    parts = inline("tranches", tranche) | inline("suspensions", stop)

    workshop.post(address(Project, "add"), project_form(make.pairing(), **parts))

    assert Tranche.objects.get().project == Project.objects.get()
    assert not Suspension.objects.exists()


def test_a_part_that_a_row_has_already_is_refused_with_a_sentence(workshop):
    row = make.tranche(number=1).project
    tranche = {"number": 1, "planned_on": "2011-06-01", "amount": "900"}
    form = project_form(row.lead_pairing, code=row.code, **inline("tranches", tranche))

    page = workshop.post(address(Project, "change", row.pk), form)

    (errors,) = page.context["inline_admin_formsets"][0].formset.errors
    assert errors == {"__all__": ["该项目已有此序号的批次：请另填序号。"]}
    assert Tranche.objects.count() == 1


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
    union_pairing = make.pairing(scheme=make.scheme("unions"))
    form = project_form(make.pairing(), partner_pairings=[union_pairing.pk])

    page = workshop.post(address(Project, "add"), form)

    assert "partner_pairings" in page.context["adminform"].form.errors


def test_a_projects_code_is_shown_and_not_asked_for_again(workshop):
    row = make.project(code="HT-2011-014")

    page = workshop.get(address(Project, "change", row.pk))

    assert "HT-2011-014" in page.content.decode()
    assert "code" not in page.context["adminform"].form.fields
