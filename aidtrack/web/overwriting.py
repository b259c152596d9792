"""Nobody overwrites unawares what somebody else stored after the form was opened."""

from collections.abc import Mapping
from hashlib import sha256

from auditlog.models import LogEntry
from django import forms
from django.contrib.admin.utils import display_for_field
from django.db.models import Model
from django.utils.translation import gettext as _t

from aidtrack.values.formats import DASH, listed, moment
from aidtrack.values.people import person_name

AS_OPENED = "as_opened"


def digest(values: Mapping[str, object]) -> str:
    """Changes with any of the values."""
    return sha256(repr([(name, str(value)) for name, value in values.items()]).encode()).hexdigest()


class AsOpenedField(forms.CharField):
    """The digest of the row that a form was opened with; empty where nothing was opened."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "max_length": 64, "label": "", **kwargs})

    def has_changed(self, initial, data):
        return False


def renew(form: forms.BaseForm, current: str):
    """The form, shown again, is opened with the row as it is now: the next post overwrites it."""
    form.data = form.data.copy()
    form.data[form.add_prefix(AS_OPENED)] = current


class OverwritingForm(forms.ModelForm):
    """Refuses once to overwrite a newer row, and shows at each field what is stored now."""

    as_opened = AsOpenedField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial[AS_OPENED] = digest(self._stored_values())

    def clean(self):
        cleaned = super().clean()
        opened, stored = self.cleaned_data.get(AS_OPENED), self.initial.get(AS_OPENED)
        if opened and stored and opened != stored:
            self._refuse_overwriting()
            renew(self, stored)
        return cleaned

    def _stored_values(self) -> dict:
        """Of the fields that can be changed; rows by their ids."""
        values = {}
        for name, field in self.fields.items():
            if name != AS_OPENED and not field.disabled:
                value = self.get_initial_for_field(field, name)
                are_rows = isinstance(field, forms.ModelMultipleChoiceField)
                values[name] = sorted(row.pk for row in value or []) if are_rows else value
        return values

    def _refuse_overwriting(self):
        differing = self.changed_data
        for name in differing:
            self.add_error(name, stored_now(self._stored_words(name)))
        if differing:
            self.add_error(None, overwriting_refusal(*last_change(self.instance)))

    def _stored_words(self, name: str) -> str:
        field, value = self.instance._meta.get_field(name), getattr(self.instance, name)
        if field.many_to_many:
            return listed([str(row) for row in value.all()]) or DASH
        if isinstance(value, bool):
            return _t("yes") if value else _t("no")
        return str(display_for_field(value, field, DASH)) or DASH


def last_change(row: Model):
    """Who changed a row last, and when, as the history tells; None for a command."""
    entries = LogEntry.objects.get_for_object(row).exclude(action=LogEntry.Action.ACCESS)
    entry = entries.order_by("-timestamp", "-pk").first()
    return (entry.actor, entry.timestamp) if entry else (None, None)


def stored_now(value: str) -> str:
    """What a field holds now, in a sentence beside what was typed."""
    return _t("Stored now: %(value)s") % {"value": value}


def overwriting_refusal(person, at) -> str:
    """That somebody stored something else meanwhile; who is None where nobody is known."""
    if person is None:
        changed = _t("This was changed after you opened the page.")
    else:
        changed = _t("%(person)s changed this after you opened the page (%(moment)s).") % {
            "person": person_name(person),
            "moment": moment(at),
        }
    decide = _t("Nothing was saved: compare the values, then save again to keep yours.")
    return f"{changed} {decide}"
