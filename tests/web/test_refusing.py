"""A refusal is told where it was asked for: beside the field, above the form, or as a message."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import ValidationError

from aidtrack.values.refusals import Refused
from aidtrack.web.refusing import refusal_as_message, refusal_in_form


class Form(forms.Form):
    day = forms.CharField(required=False)


def refused_form(error, field=None):
    form = Form({"day": "x"})
    assert form.is_valid()
    with refusal_in_form(form, field):
        raise error
    return dict(form.errors)


@pytest.mark.parametrize(
    ("error", "field", "errors"),
    [
        (Refused("Too late."), None, {"__all__": ["Too late."]}),
        (Refused("Too late."), "day", {"day": ["Too late."]}),
        (ValidationError("Too late."), None, {"__all__": ["Too late."]}),
        (ValidationError({"day": "Too late."}), None, {"day": ["Too late."]}),
        (ValidationError({"year": "Too late."}), None, {"__all__": ["Too late."]}),
        (
            ValidationError({"day": "Too late.", "__all__": ["No.", "Never."]}),
            None,
            {"day": ["Too late."], "__all__": ["No.", "Never."]},
        ),
    ],
)
def test_a_refusal_stands_beside_the_field_that_it_is_about_else_above_the_form(
    error, field, errors
):
    assert refused_form(error, field) == errors


@pytest.mark.parametrize("error", [Refused("Too late."), ValidationError("Too late.")])
def test_a_refusal_is_a_message_of_the_next_page(rf, error):
    request = rf.post("/")
    request._messages = CookieStorage(request)

    with refusal_as_message(request):
        raise error

    assert [str(message) for message in get_messages(request)] == ["Too late."]


def test_an_error_of_ours_is_no_refusal(rf):
    with pytest.raises(KeyError), refusal_as_message(rf.get("/")):
        raise KeyError("x")
