"""Two administrators on one row: the second is shown both values, and then decides."""

from datetime import date

import pytest
from django.forms.models import model_to_dict
from django.test import Client
from django.utils.translation import override

from projects.models import Project, Tranche
from tests import make
from tests.access.test_admin import MODELS, NOT_ADDED, address, make_row
from tests.tools.reading import words
from tests.web.parallel import at_once, only_on_a_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
CHANGEABLE = [model for model in MODELS if model not in NOT_ADDED]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def workshop(client):
    return signed_in(client, make.administrator("admin"))


def signed_in(client, person):
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def opened(client, row) -> dict:
    """What the page of a row posts if nothing is typed."""
    return posted_by(client.get(address(type(row), "change", row.pk)))


def posted_by(response) -> dict:
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    forms = [response.context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    fields = {field.html_name: field.value() for form in forms for field in form}
    posted = {}
    for name, value in fields.items():
        if isinstance(value, list):
            posted[name] = [getattr(row, "pk", row) for row in value]
        elif value is not None and value is not False:
            posted[name] = value
    return posted


def save(client, row, form):
    return client.post(address(type(row), "change", row.pk), form)


def colleague_saves(row, **changes):
    client = signed_in(Client(), make.administrator(first_name="Li", last_name="Wang"))
    assert save(client, row, opened(client, row) | changes).status_code == 302


def test_a_newer_row_is_shown_beside_what_was_typed_and_then_overwritten_knowingly(workshop):
    row = make.county(name="墨玉县", short_name="墨玉")
    form = opened(workshop, row) | {"short_name": "墨"}
    colleague_saves(row, name="墨玉", scope="xpcc")

    response = save(workshop, row, form)

    page = words(response)
    assert "Li Wang changed this after you opened the page" in page
    assert "Nothing was saved" in page
    # The scope by its label, each at its own field; what was typed stays in the form.
    row.refresh_from_db()
    errors = response.context["adminform"].form.errors
    stored = {name: f"{list(errors[name])}" for name in errors if name != "__all__"}
    assert stored == {
        "name": "['Stored now: 墨玉']",
        "short_name": "['Stored now: 墨玉']",
        "scope": f"['Stored now: {row.get_scope_display()}']",
    }
    assert 'value="墨"' in response.content.decode()
    assert (row.name, row.short_name) == ("墨玉", "墨玉")

    assert save(workshop, row, posted_by(response)).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.short_name, row.scope) == ("墨玉县", "墨", "local")


def test_a_third_save_in_between_is_shown_as_well(workshop):
    row = make.county(short_name="墨玉")
    form = opened(workshop, row) | {"short_name": "墨"}
    colleague_saves(row, short_name="墨玉县")
    again = posted_by(save(workshop, row, form))
    colleague_saves(row, short_name="墨县")

    assert "Stored now: 墨县" in words(save(workshop, row, again))


def test_a_part_of_a_row_is_compared_as_the_row_is(workshop):
    project = make.project()
    tranche = make.tranche(project, amount=900, number=1)
    form = opened(workshop, project) | {"tranches-0-amount": "800"}
    colleague_saves(project, **{"tranches-0-amount": "700"})

    response = save(workshop, project, form)
    assert "Stored now: 700.00" in words(response)
    assert Tranche.objects.get().amount == 700

    save(workshop, project, posted_by(response))
    tranche.refresh_from_db()
    assert tranche.amount == 800


def test_chosen_rows_are_compared(workshop):
    project, partner = make.project(), make.pairing()
    form = opened(workshop, project) | {"name": "学校"}
    colleague_saves(project, partner_pairings=[partner.pk])

    page = words(save(workshop, project, form))

    assert f"Stored now: {partner}" in page
    assert list(project.partner_pairings.all()) == [partner]


def test_the_same_values_twice_are_saved_twice(workshop):
    row = make.county(short_name="墨玉")
    form = opened(workshop, row) | {"short_name": "墨"}
    colleague_saves(row, short_name="墨")

    assert save(workshop, row, form).status_code == 302


def test_what_the_form_does_not_write_keeps_nobody_from_saving(workshop):
    project = make.project()
    form = opened(workshop, project)
    Project.objects.update(started_on=date(2011, 3, 1))

    assert save(workshop, project, form | {"name": "学校"}).status_code == 302
    assert Project.objects.get().started_on == date(2011, 3, 1)


@pytest.mark.parametrize("model", CHANGEABLE)
def test_every_form_of_a_row_notices_a_newer_one(workshop, model):
    row = make_row(model, 0)
    form = opened(workshop, row)
    assert form["as_opened"]
    name = next(name for name in NAMES if name in form)

    model.objects.filter(pk=row.pk).update(**{name: another(model_to_dict(row)[name])})

    assert "Stored now" in words(save(workshop, row, form)), name


# A field that each model has one of.
NAMES = (
    "name",
    "first_name",
    "label",
    "header",
    "printed_as",
    "title_in_table_1",
    "amount",
    "role",
)


def another(value):
    return {"recorder": "reviewer"}.get(value, "7") if isinstance(value, str) else value + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite")
def test_of_saves_at_once_the_first_is_stored_and_the_others_are_refused(workshop):
    row = make.county()
    form, cookies = opened(workshop, row), workshop.cookies
    names = iter("甲乙丙丁戊")

    def save_another():
        client = Client()
        client.cookies = cookies.copy()
        return save(client, row, form | {"short_name": next(names)}).status_code

    assert sorted(at_once(save_another, 5)) == [200, 200, 200, 200, 302]
