"""What a person enters about a contribution, on one screen."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.text import capfirst
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.values.intervals import Interval, printed, read
from aidtrack.values.numbers import NumberField, plain_width
from aidtrack.web.once import OnceForm
from projects.contributions.entry.rights import EntryOwners
from projects.contributions.periods import read_period, typed
from projects.models import Contribution, CountingUnit, Quantity
from projects.models.amounts import TOO_LARGE

# Digits of an identity card, the last one may be X; of the cards before 1999.
IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])")
EXACT = re.compile(r"[0-9][0-9,]*(\.[0-9]+)?")
EMPTY_ROWS = 3


class PostField(forms.CharField):
    """A text about a post; refuses what looks like the number of a person's identity card."""

    def clean(self, value):
        value = super().clean(value)
        if IDENTITY.search(plain_width(value)):
            raise ValidationError(
                _("This looks like an identity number: name the post, never the person.")
            )
        return value


class ContributionChoice(forms.ModelChoiceField):
    def label_from_instance(self, contribution):
        return f"{contribution.ref} {contribution.title}"


def _text(name: str, **options) -> PostField:
    field = Contribution._meta.get_field(name)
    return PostField(
        label=field.verbose_name, max_length=field.max_length, required=not field.blank, **options
    )


class ContributionForm(OnceForm):
    """``whose`` is a pairing, or a scheme as a whole; it stays once there is a reference."""

    whose = forms.ChoiceField(label=_("pairing"))
    form = forms.ChoiceField(
        label=Contribution._meta.get_field("form").verbose_name,
        choices=[("", "—"), *Contribution.Form.choices],
    )
    title = _text("title", help_text=Contribution._meta.get_field("title").help_text)
    direction = forms.ChoiceField(
        label=_("direction"),
        choices=[("", "—"), *Contribution.Direction.choices],
        required=False,
    )
    starts = forms.CharField(label=_("start"), required=False, max_length=20)
    ends = forms.CharField(
        label=_("end"),
        required=False,
        max_length=20,
        help_text=_("A month or a year is enough: 2013-09, 2013."),
    )
    place = _text("place")
    part_of = ContributionChoice(
        label=_("part of"), queryset=None, to_field_name="ref", required=False
    )
    source = _text("source")
    replaces = ContributionChoice(
        label=_("replaces"),
        queryset=None,
        to_field_name="ref",
        required=False,
        widget=forms.HiddenInput,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        user,
        stored: Contribution | None = None,
        owners: EntryOwners | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.stored, self.owners = stored, owners or EntryOwners(user)
        self.fields["whose"].choices = self.owners.choices()
        if stored:
            del self.fields["whose"]
        contributions = Contribution.objects.visible_to(user)
        schemes = [stored.scheme] if stored else list(self.owners.schemes.values())
        of_schemes = contributions.filter(scheme__in=schemes)
        self.fields["part_of"].queryset = of_schemes.tops().exclude(pk=stored and stored.pk)
        self.fields["part_of"].empty_label = _("a contribution of its own")
        self.fields["replaces"].queryset = of_schemes

    def clean(self):
        cleaned = super().clean()
        try:
            cleaned |= read_period(cleaned.get("starts", ""), cleaned.get("ends", ""))
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned

    def row_values(self) -> dict:
        """Fields of the contribution and their values."""
        names = ("form", "title", "direction", "place", "part_of", "source", "replaces")
        days = ("starts_on", "ends_on", "precision")
        entered = (*filter(self.fields.__contains__, names), *days)
        return self._owner() | {name: self.cleaned_data[name] for name in entered}

    def _owner(self) -> dict:
        if self.stored:
            return {"scheme": self.stored.scheme, "pairing": self.stored.pairing}
        kind, _colon, ref = self.cleaned_data["whose"].partition(":")
        owners = self.owners
        pairing = owners.pairings[ref] if kind == "pairing" else None
        return {"scheme": pairing.scheme if pairing else owners.schemes[ref], "pairing": pairing}


def begun_with(contribution: Contribution) -> dict:
    """What the form of a stored contribution, or of one that replaces it, begins with."""
    names = ("form", "title", "direction", "place", "source")
    return {
        **{name: getattr(contribution, name) for name in names},
        **typed(contribution),
        "whose": f"pairing:{contribution.pairing.ref}"
        if contribution.pairing
        else f"scheme:{contribution.scheme.code}",
        "part_of": contribution.part_of and contribution.part_of.ref,
        "replaces": contribution.replaces and contribution.replaces.ref,
        "version": contribution.version,
    }


class QuantityForm(forms.Form):
    """One line: what was done as people write it, with its unit. An empty line is none."""

    done = forms.CharField(
        label=_("quantity"),
        required=False,
        max_length=Quantity._meta.get_field("printed").max_length,
        help_text=_("182, 80余, 近100, 8-10万"),
    )
    unit = forms.ModelChoiceField(
        label=_("counting unit"), queryset=None, to_field_name="code", required=False
    )
    of_whom = forms.ChoiceField(
        label=_("of whom"), choices=[("", "—"), *Quantity.OfWhom.choices], required=False
    )
    planned = NumberField(label=_("planned"), required=False)
    low = NumberField(label=_("at least"), required=False)
    high = NumberField(label=_("at most"), required=False)

    def __init__(self, *args, units, unit_choices: list | None = None, **kwargs):
        """``unit_choices``, (code, name) of the units, save a query a line."""
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = lambda unit: unit.name
        self.fields["unit"].empty_label = "—"
        if unit_choices is not None:
            self.fields["unit"].choices = [("", "—"), *unit_choices]
        self.is_vague = False
        self.interval: Interval | None = None

    def clean(self):
        cleaned = super().clean()
        text, unit = cleaned.get("done", "").strip(), cleaned.get("unit")
        if not unit:
            if text or cleaned.get("planned") is not None:
                self.add_error("unit", _("A quantity needs its counting unit: choose it."))
            return cleaned
        if not text and cleaned.get("planned") is None:
            self.add_error("done", _("Enter how many were planned, or how many were given."))
        elif text:
            self._read(text, unit)
        return cleaned

    def _read(self, text: str, unit: CountingUnit):
        self.interval = read(text, smallest=unit.smallest)
        if self._is_too_large(text):
            self.interval = None
            self.add_error("done", _("It is too large to be stored: check the unit."))
        elif self.interval is None:
            self.is_vague = True
            self._read_bounds(text)

    def _is_too_large(self, text: str) -> bool:
        """Digits alone, of which nothing is read, are more than anybody counts."""
        if self.interval is None:
            return bool(EXACT.fullmatch(plain_width(text)))
        return (self.interval.high or self.interval.low) >= TOO_LARGE

    def _read_bounds(self, text: str):
        low, high = self.cleaned_data.get("low"), self.cleaned_data.get("high")
        if low is None:
            sentence = _t("“%(text)s” does not say how many: enter at least and at most.")
            self.add_error("done", sentence % {"text": text})
        elif high is not None and high < low:
            self.add_error(
                "high", _("Enter a number of zero or more; of two bounds the lower one first.")
            )
        else:
            self.interval = Interval(low, high)

    @property
    def read_back(self) -> str:
        """80–89 person-times, where that is not what stands there in digits."""
        unit = self.cleaned_data.get("unit") if self.is_bound and self.is_valid() else None
        if self.interval is None or unit is None or EXACT.fullmatch(self.cleaned_data["done"]):
            return ""
        return reading(self.interval, unit)

    def quantity(self) -> Quantity | None:
        """None for an empty line."""
        cleaned = self.cleaned_data
        if not cleaned.get("unit"):
            return None
        text = cleaned["done"].strip()
        return Quantity(
            counting_unit=cleaned["unit"],
            of_whom=cleaned["of_whom"],
            planned=cleaned["planned"],
            low=self.interval and self.interval.low,
            high=self.interval and self.interval.high,
            printed="" if EXACT.fullmatch(text) else text,
        )


QuantityForms = formset_factory(QuantityForm, extra=EMPTY_ROWS, max_num=20, absolute_max=40)


def reading(interval: Interval, unit: CountingUnit) -> str:
    """How a text was read: 80–89 person-times."""
    return f"{printed(interval)} {unit.name}"


def quantity_begun_with(quantity: Quantity) -> dict:
    is_read = quantity.done and read(quantity.printed) == quantity.done
    number = printed(quantity.done) if quantity.done else ""
    text = quantity.printed if is_read or not quantity.done else number
    vague = bool(quantity.printed) and quantity.done and read(quantity.printed) is None
    return {
        "done": quantity.printed if vague else text,
        "unit": quantity.counting_unit.code,
        "of_whom": quantity.of_whom,
        "planned": quantity.planned,
        "low": quantity.low if vague else None,
        "high": quantity.high if vague else None,
    }


def label_of(name: str) -> str:
    return capfirst(str(ContributionForm.base_fields[name].label))
