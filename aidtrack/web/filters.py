"""Filters that refuse a wrong address instead of showing every row."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet

from aidtrack.web.addresses import WrongAddress

# Characters: more than anybody types, few enough that a search stays cheap.
LONGEST_SEARCH = 100
# Numbers of rows as first and last of each run: 12-40,57-57.
RUNS = RegexValidator(
    r"^\d{1,18}-\d{1,18}(,\d{1,18}-\d{1,18})*$",
    _("Enter runs of rows as numbers, such as 12-40."),
)


class StrictForm(forms.Form):
    """Refuses query parameters that no field knows, so that a slip never shows every row."""

    page_parameters: frozenset = frozenset()

    def clean(self):
        cleaned = super().clean()
        if strange := self.strange():
            raise ValidationError(
                _("Unknown parameter: %(names)s. Remove it from the address."),
                params={"names": ", ".join(sorted(strange))},
            )
        return cleaned

    def strange(self) -> list[str]:
        """Parameters that the page does not know."""
        return [
            name
            for name in self.data
            if name not in self.fields and name not in self.page_parameters
        ]


class StrictFilterSet(FilterSet):
    """``rows()`` is the filtered queryset; an invalid or unknown parameter is a WrongAddress.

    ``page_parameters`` names the parameters of the page that are not filters (sort, page …).
    """

    page_parameters = frozenset()

    def get_form_class(self):
        base = super().get_form_class()
        return type("FilterForm", (StrictForm, base), {"page_parameters": self.page_parameters})

    def rows(self):
        if not self.form.is_valid():
            raise WrongAddress(form=self.form)
        return self.qs


class RunsFilter(CharFilter):
    """Rows by their numbers, in runs: those that a file has made."""

    def __init__(self):
        super().__init__(label=_("rows of a file"), max_length=800, validators=[RUNS])

    def filter(self, rows, value):
        if not value:
            return rows
        is_named = Q(pk__in=[])
        for run in value.split(","):
            is_named |= Q(pk__range=[int(number) for number in run.split("-")])
        return rows.filter(is_named)
