"""Values as the log keeps them (texts, times in UTC) in the words of a page."""

import ast
import json
from contextlib import suppress
from datetime import UTC
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, JSONField
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.values.formats import DASH, progress, yuan
from projects.checks.labels import FINDING_LABELS
from projects.models.amounts import Yuan

# (model, id as text): the words for that row.
Names = dict[tuple[type, str], str]
NOTHING = (None, "None", "null", "", "{}", "[]")
# What the names inside a stored structure are called; those of findings and models have a home.
KEYS = {
    **FINDING_LABELS,
    "programme": _("programme"),
    "month": _("month"),
    "organisations": _("organisations"),
    "conflicts": _("rows changed by others"),
    "headers": _("headings"),
    "mine": _("value in the file"),
    "theirs": _("value stored"),
    "created": _("created"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
}


def field_of(model, name: str):
    """The field of a model; None where there is none of that name any more."""
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def in_words(field, value, names: Names) -> str:
    if value in NOTHING:
        return DASH
    if value in ("True", "False"):
        return _t("yes") if value == "True" else _t("no")
    if field is not None and field.many_to_one:
        return names.get((field.related_model, value), value)
    if isinstance(field, JSONField):
        return structure_in_words(structure(value))
    if isinstance(field, DateTimeField) and (moment := parse_datetime(value)):
        return f"{localtime(moment.replace(tzinfo=moment.tzinfo or UTC)):%Y-%m-%d %H:%M}"
    if isinstance(field, Yuan):
        return _t("%(amount)s yuan") % {"amount": yuan(Decimal(value))}
    if field is not None and field.name == "physical_progress":
        return progress(Decimal(value))
    choices = dict(getattr(field, "flatchoices", ()))
    return str(choices.get(value, value))


def structure(text: str):
    """What a stored text of JSON says; a load wrote it as Python does."""
    for read in (json.loads, ast.literal_eval):
        with suppress(ValueError, SyntaxError):
            return read(text)
    return text


def structure_in_words(value) -> str:
    """A structure as a sentence has it: its names and values, without brackets."""
    if isinstance(value, dict):
        separator, after = _t("; "), _t(": ")
        return (
            separator.join(
                f"{key_in_words(key)}{after}{structure_in_words(inner)}"
                for key, inner in value.items()
            )
            or DASH
        )
    if isinstance(value, list | tuple):
        return _t(", ").join(map(structure_in_words, value)) or DASH
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    return DASH if value in NOTHING else str(KEYS.get(value, value))


def key_in_words(key: str) -> str:
    if key in KEYS:
        return str(KEYS[key])
    with suppress(LookupError, ValueError):
        return str(apps.get_model(key)._meta.verbose_name)
    return key
