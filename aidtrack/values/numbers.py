"""Numbers as people type them: 1,234,567.89, or 1234567.89 in full-width digits."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aidtrack.values.characters import INVISIBLE_SIGNS


def plain(number: Decimal) -> str:
    """A number without thousands separators or trailing zeros, as a field takes it: 31.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# What an input method for Chinese types for each; no more, for a superscript is no digit here.
FULL_WIDTH = str.maketrans("０１２３４５６７８９，．－−", "0123456789,.--")
# Spaces of other widths, as typesetters put between thousands.
FULL_WIDTH |= str.maketrans("\u3000\u00a0\u2009\u202f", "    ")
FULL_WIDTH |= dict.fromkeys(map(ord, INVISIBLE_SIGNS))
# A Chinese input method types 。 for the point and ／ for the stroke.
POINTS = str.maketrans("。／％", "./%")
# Thousands are apart in threes or not at all: 1,5 may be one and a half, so it is asked about.
WRITTEN = re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.([0-9]*))?")


class NumberError(ValueError):
    """Why a text is not taken for a number; ``code`` is invalid, digits or places."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def plain_width(value) -> str:
    """A text with its full-width digits and signs as a keyboard types them."""
    return str(value).translate(FULL_WIDTH).translate(POINTS).strip()


def read_number(text: str, *, digits: int = 14, places: int = 2) -> Decimal:
    """A number with at most so many digits before and behind the point.

    Knows neither NaN nor exponents, so that nothing but what is read is meant.
    Raises  NumberError.
    """
    written = WRITTEN.fullmatch(text.translate(FULL_WIDTH).strip())
    if not written:
        raise NumberError("invalid")
    sign, whole, behind = written[1], re.sub("[, ]", "", written[2]), written[3] or ""
    if len(whole.lstrip("0")) > digits:
        raise NumberError("digits")
    if len(behind.rstrip("0")) > places:
        raise NumberError("places")
    number = Decimal(f"{whole}.{behind.rstrip('0') or '0'}")
    return -number if sign and number else number


class NumberField(forms.Field):
    """A decimal number with at most so many digits before and behind the point; never negative."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Enter a number, e.g. 1,234,567.89."),
        "negative": _("Enter zero or a positive number."),
        "places": _("Enter at most %(places)d decimal places."),
        "digits": _("Enter at most %(digits)d digits before the decimal point."),
    }

    def __init__(self, *, digits: int = 14, places: int = 2, **kwargs):
        self.digits, self.places = digits, places
        super().__init__(**kwargs)

    def to_python(self, value) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            number = read_number(str(value), digits=self.digits, places=self.places)
        except NumberError as error:
            raise self._error(error.code) from None
        if number < 0:
            raise self._error("negative")
        return number

    def prepare_value(self, value):
        """What was typed stays as it is; an amount is shown with its thousands apart."""
        return f"{value:,.{self.places}f}" if isinstance(value, Decimal) else value

    def _error(self, code: str) -> ValidationError:
        params = {"digits": self.digits, "places": self.places}
        return ValidationError(self.error_messages[code], code=code, params=params)
