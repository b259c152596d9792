"""What a person enters about an observation, on one screen."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.values.intervals import Interval, printed
from aidtrack.values.numbers import NumberField
from projects.contributions.entry.forms import PostField
from projects.contributions.indicators.identity import Subject
from projects.contributions.indicators.lines import day_words, plain_number, with_unit
from projects.contributions.indicators.observing.rights import EnterableSubjects, subject_of
from projects.contributions.indicators.values import ValueRefused, exact, value_of
from projects.contributions.periods import read_end
from projects.models import Indicator, Observation

KIND = Indicator.Kind
YES, NO = "yes", "no"
LONGEST_CODE = 40


def _text(name: str, **options) -> PostField:
    field = Observation._meta.get_field(name)
    return PostField(
        label=field.verbose_name, max_length=field.max_length, required=False, **options
    )


class ObservationForm(forms.Form):
    """``replaced``: the observation that it is entered in place of, whose subject it keeps."""

    whose = forms.ChoiceField(label=_("Subject"), required=False)
    project = forms.CharField(
        label=_("project code"),
        required=False,
        max_length=LONGEST_CODE,
        help_text=_("in place of a subject above, where it is of one project"),
    )
    role = forms.ChoiceField(
        label=_("before or after"), choices=[("", "—"), *Observation.Role.choices]
    )
    day = forms.CharField(
        label=_("date"), max_length=20, help_text=_("A month or a year is enough: 2013-09, 2013.")
    )
    value = forms.CharField(
        label=pgettext_lazy("observation", "Value"),
        max_length=Observation._meta.get_field("printed").max_length,
        help_text=_("45, 3800多, 近100, 2.87–2.97"),
    )
    numerator = NumberField(label=_("numerator"))
    denominator = NumberField(label=_("denominator"))
    level = forms.ChoiceField(label=_("level"))
    printed = _text("printed", help_text=_("The words of the source, if they say more."))
    source = _text("source")

    def __init__(
        self,
        *args,
        indicator: Indicator,
        subjects: EnterableSubjects,
        replaced: Observation | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.indicator, self.subjects, self.replaced = indicator, subjects, replaced
        self.subject: Subject | None = None
        self.value_fields: dict = {}
        for name in ("value", "numerator", "denominator", "level"):
            if name not in self._of_value():
                del self.fields[name]
        if replaced:
            for name in ("whose", "project", "role"):
                del self.fields[name]
        else:
            self.offered = dict(self._offered())
            self.fields["whose"].choices = self._choices()
        self._offer_values()

    def _of_value(self) -> tuple[str, ...]:
        if self.indicator.kind == KIND.RATIO:
            return "numerator", "denominator"
        return ("level",) if self.indicator.kind == KIND.LEVEL else ("value",)

    def _offer_values(self):
        if self.indicator.kind == KIND.LEVEL:
            names = [level[0] for level in self.indicator.levels]
            levels = list(zip(names, self.indicator.scale, strict=True))
            sentence = _t("A level of this indicator: %(names)s.")
            self.fields["level"].choices = [("", "—"), *levels]
            self.fields["level"].error_messages["invalid_choice"] = sentence % {
                "names": _t(", ").join(self.indicator.scale)
            }
        if self.indicator.kind == KIND.YES_NO:
            choices = [("", "—"), (YES, _("yes")), (NO, _("no"))]
            label = self.fields["value"].label
            self.fields["value"] = forms.ChoiceField(label=label, choices=choices)

    def _offered(self):
        for pairing in self.subjects.own_pairings:
            yield f"pairing:{pairing.ref}", ("pairing", pairing)
        for organisation in self.subjects.organisations:
            yield f"organisation:{organisation.ref}", ("organisation", organisation)
        for scheme in self.subjects.schemes:
            yield f"scheme:{scheme.code}", ("scheme", scheme)

    def _choices(self) -> list:
        """Organisations, pairings, then schemes as a whole."""
        headings = {
            "organisation": _("organisations"),
            "pairing": _("pairings"),
            "scheme": _("the scheme as a whole"),
        }
        groups = [
            (heading, [(key, row.label) for key, (of, row) in self.offered.items() if of == kind])
            for kind, heading in headings.items()
        ]
        return [("", "—"), *(group for group in groups if group[1])]

    def clean(self):
        cleaned = super().clean()
        self.subject = subject_of(self.replaced) if self.replaced else self._subject(cleaned)
        if day := cleaned.get("day"):
            self._read_day(day)
        # A number that is refused already gets no second sentence.
        if not self.errors.keys() & set(self._of_value()):
            self._read_value(cleaned)
        return cleaned

    def _subject(self, cleaned) -> Subject | None:
        code, subject = cleaned.get("project", ""), self.offered.get(cleaned.get("whose"))
        if bool(code) == bool(subject):
            if "whose" not in self.errors:
                sentence = _t("Choose a subject, or enter the code of one project.")
                self.add_error("whose", sentence)
            return None
        if not code:
            return subject
        project = self.subjects.project(code)
        if project is None:
            sentence = _t("There is no project with this code: check it on the project's page.")
            self.add_error("project", sentence)
        return project and ("project", project)

    def _read_day(self, text: str):
        """A month or a year is its last day."""
        try:
            end = read_end(text)
        except ValidationError as error:
            return self.add_error("day", error)
        if end is None:
            # Nothing but signs that nobody sees.
            return self.add_error("day", self.fields["day"].error_messages["required"])
        _first, last, precision = end
        self.cleaned_data |= {"on": last, "precision": precision}

    def _read_value(self, cleaned):
        try:
            self.value_fields = value_of(self.indicator, cleaned)
        except ValueRefused as why:
            self.add_error(why.field, f"{why.expected} {why.mend}")

    def row_values(self) -> dict:
        """Fields of the observation and their values."""
        kind, row = self.subject
        role = self.replaced.role if self.replaced else self.cleaned_data["role"]
        return {
            "indicator_id": self.indicator.pk,
            f"{kind}_id": row.pk,
            "on": self.cleaned_data["on"],
            "precision": self.cleaned_data["precision"],
            "role": role,
            "source": self.cleaned_data["source"],
            **self.value_fields,
        }

    @property
    def read_back(self) -> str:
        """3,800–3,899 people, where that is not what stands there in digits."""
        is_text = self.indicator.kind == KIND.NUMBER and self.value_fields
        if not is_text or exact(self.cleaned_data["value"]):
            return ""
        interval = Interval(self.value_fields["low"], self.value_fields["high"])
        return with_unit(printed(interval), self.indicator.unit_label)


def begun_from(row: Observation) -> dict:
    """What the form of one that replaces it begins with."""
    return {
        "day": day_words(row),
        "value": _typed(row),
        "level": row.level,
        "numerator": row.numerator if row.numerator is None else plain_number(row.numerator),
        "denominator": row.denominator
        if row.denominator is None
        else plain_number(row.denominator),
        "printed": row.printed,
        "source": row.source,
    }


def _typed(row: Observation) -> str:
    if row.value is None:
        return ""
    if row.indicator.kind == KIND.YES_NO:
        return YES if row.low else NO
    return printed(row.value)
