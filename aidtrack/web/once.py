"""The same form posted twice counts once."""

import uuid

from django import forms
from django.db import models
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
