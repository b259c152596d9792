"""Days are taken as people write them, in every form that asks for one."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.utils.translation import override
from pytest_django.asserts import assertHTMLEqual

from aidtrack.web.fields import PickedDayField
from projects.figures.viewpoint import ViewpointForm
from projects.money.forms import TransferForm
from projects.month.forms import ExemptionForm, OpenMonthForm
from reports.tables.views import DayForm

ASKED_FOR = [
    (ViewpointForm, "as_of"),
    (DayForm, "as_of"),
    (TransferForm, "on"),
    (OpenMonthForm, "due_on"),
    (ExemptionForm, "until"),
]


@pytest.mark.parametrize(("form", "name"), ASKED_FOR)
@pytest.mark.parametrize(
    "text", ["2011-07-15", "2011年7月15日", "20110715", "15/07/2011", "Jul 15, 2011", "7/15/2011"]
)
def test_a_day_is_taken_as_people_write_it(form, name, text):
    assert form.base_fields[name].clean(text) == date(2011, 7, 15)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("6.30", "Enter the date as 2011-06-30."),
        ("2011-02-30", "Enter the date as 2011-06-30."),
        ("7/8/2011", "may be 2011-08-07 or 2011-07-08"),
    ],
)
def test_a_day_that_cannot_be_told_is_refused(text, sentence):
    with override("en"), pytest.raises(ValidationError, match=sentence):
        PickedDayField().clean(text)


def test_a_day_is_shown_as_the_browser_takes_it():
    assert PickedDayField().prepare_value(date(2011, 6, 3)) == "2011-06-03"


@pytest.mark.parametrize("value", ["", "b", "d"])
def test_a_choice_is_written_as_django_writes_it(value):
    choices = [("", "all"), ("a", "<A>"), ("group & more", [("b", "B"), ("c", "C")]), ("d", "D")]
    widget = forms.Select({"class": "input", "required": True}, choices)

    ours, theirs = (widget.render("x", value, {}, r()) for r in (TemplatesSetting, DjangoTemplates))

    assert "&lt;A&gt;" in ours
    assertHTMLEqual(ours, theirs)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("2011-06-03", "date"), (None, "date"), ("", "date"), ("yesterday", "text"), ("6.3", "text")],
)
def test_what_is_no_day_stays_to_be_seen(value, kind):
    html = PickedDayField().widget.render("as_of", value)

    assert f'type="{kind}"' in html
    assert f'value="{value}"' in html or not value
