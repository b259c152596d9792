"""What stands in a line of the grid: the form of a contribution without what few of them have."""

from collections.abc import Mapping

from django import forms

from aidtrack.values.numbers import plain
from aidtrack.web.overwriting import AS_OPENED, AsOpenedField, digest
from projects.contributions.entry.forms import (
    ContributionForm,
    QuantityForm,
    quantity_begun_with,
)
from projects.models import Quantity

# They stay as they are; the page of one contribution has them.
NOT_IN_A_LINE = ("part_of", "source", "replaces")
CELLS = ("whose", "form", "title", "direction", "place", "starts", "ends")
QUANTITY_CELLS = ("done", "unit", "of_whom", "planned", "low", "high")


class YearLineForm(ContributionForm):
    """``quantity`` is the id of the stored quantity in the line, ``as_opened`` what it held."""

    quantity = forms.IntegerField(required=False, widget=forms.HiddenInput)
    as_opened = AsOpenedField()
    # An empty line is none.
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in NOT_IN_A_LINE:
            del self.fields[name]
        without_hints(self)


class LineQuantityForm(QuantityForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_hints(self)


def without_hints(form: forms.Form):
    """They stand above the grid once."""
    for form_field in form.fields.values():
        form_field.help_text = ""


def line_quantity_begun_with(quantity: Quantity) -> dict:
    initial = quantity_begun_with(quantity)
    planned = initial["planned"]
    return initial | {"planned": None if planned is None else plain(planned)}


def digest_of_stored(form: YearLineForm, row: QuantityForm) -> str:
    """Of what the cells of a line hold before anything is typed."""
    fields = [*_fields(form, CELLS), *_fields(row, QUANTITY_CELLS)]
    values = {field.name: field.initial for field in fields}
    return digest({name: "" if value is None else value for name, value in values.items()})


def digest_of_posted(form: YearLineForm, row: QuantityForm, data: Mapping[str, str]) -> str:
    fields = [*_fields(form, CELLS), *_fields(row, QUANTITY_CELLS)]
    return digest({field.name: data.get(field.html_name, "") for field in fields})


def is_touched(form: YearLineForm, row: QuantityForm, data: Mapping[str, str]) -> bool:
    """Whether something was typed in a line, and is not what is stored by now."""
    posted = digest_of_posted(form, row, data)
    return posted not in (data.get(form.add_prefix(AS_OPENED), ""), digest_of_stored(form, row))


def _fields(form, names):
    return [form[name] for name in names if name in form.fields]
