"""Form fields that several apps use: days, months, percentages, amounts in 万元."""

import re
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aidtrack.values.dates import AmbiguousDay, month_end, read_day
from aidtrack.values.formats import WAN, exact_wan, round_half_up
from aidtrack.values.numbers import NumberField, plain, plain_width

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class MonthField(forms.CharField):
    """A month as 2011-06; its value is the last day of it."""

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value) or value.startswith("0000"):
            raise ValidationError(_("Enter the month as 2011-06."))
        return month_end(date.fromisoformat(f"{value}-01"))


class DayField(forms.Field):
    """A day as people and spreadsheets write it: 2011-06-30, 2011年6月30日, 20110630, 30 Jun 2011.

    ``year`` is that of a day without one, 6.30; where it is None, there is no such day.
    """

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Enter the date as 2011-06-30."),
        "invalid_in_year": _("Enter the date as 2011-06-30 (or 6.30 for 30 June)."),
    }
    year: int | None = None

    def to_python(self, value) -> date | None:
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        if not str(value).strip():
            return None
        try:
            return read_day(str(value), year=self.year)
        except AmbiguousDay as ambiguous:
            raise ValidationError(str(ambiguous), code="ambiguous") from None
        except ValueError:
            name = "invalid" if self.year is None else "invalid_in_year"
            raise ValidationError(self.error_messages[name], code="invalid") from None

    def prepare_value(self, value):
        return f"{value}" if isinstance(value, date) else value


class PercentField(NumberField):
    """A number with or without its sign: 31.5 or 31.5%."""

    def to_python(self, value) -> Decimal | None:
        if isinstance(value, Decimal) or value is None:
            return value
        return super().to_python(plain_width(value).removesuffix("%"))

    def prepare_value(self, value):
        return plain(value) if isinstance(value, Decimal) else value


class WanField(NumberField):
    """An amount in 万元 (10,000 yuan) that is kept in yuan, exact to the fen."""

    default_error_messages = {"invalid": _("Enter the amount in 10,000 yuan, e.g. 1,260.5.")}

    def __init__(self, **kwargs):
        super().__init__(digits=10, places=6, **kwargs)

    def to_python(self, value) -> Decimal | None:
        if isinstance(value, Decimal) or value is None:
            return value
        text = re.sub("万元?$", "", plain_width(value))
        amount = super().to_python(text)
        return None if amount is None else round_half_up(amount * WAN, 2)

    def prepare_value(self, value):
        return exact_wan(value) if isinstance(value, Decimal) else value


class Calendar(forms.DateInput):
    """The browser's calendar; a plain field for what is no day, which a calendar would not show."""

    input_type = "date"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if not ISO_DAY.fullmatch(context["widget"]["value"] or "2011-01-01"):
            context["widget"]["type"] = "text"
        return context


class PickedDayField(DayField):
    """A day with its year, with the browser's calendar to pick it from."""

    widget = Calendar(format="%Y-%m-%d")
