"""The same form posted twice counts once."""

import uuid

from django import forms
from django.db import IntegrityError, models
from django.utils.translation import gettext_lazy as _


class OnceForm(forms.Form):
    """A form that carries a key of its own, which the row that it makes keeps as ``key``."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())


class FormKey(models.UUIDField):
    """The key of the form that made the row; unique, so that a second post makes no second row."""

    def __init__(self, *args, **kwargs):
        defaults = {"default": uuid.uuid4, "unique": True, "editable": False}
        super().__init__(*args, **{"verbose_name": _("form key"), **defaults, **kwargs})


class SecondPostMiddleware:
    """Answers a post again where an equal one stored its row in between.

    Both looked for the row before either had stored it; then the database refused the second,
    whose transaction is undone. Answered again it finds the row, as any later post does.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if request.method != "POST" or not isinstance(exception, IntegrityError):
            return None
        for file in request.FILES.values():
            file.seek(0)
        match = request.resolver_match
        return match.func(request, *match.args, **match.kwargs)
