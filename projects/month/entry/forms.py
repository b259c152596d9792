"""What a person enters about one project and month: a row of the grid, or the form of the row."""

from hashlib import sha256

from django import forms
from django.utils.translation import gettext_lazy as _

from aidtrack.web.fields import DayField, PercentField, WanField
from projects.checks.claims import REACHED
from projects.checks.findings import Finding
from projects.models import FACT_DATES, Project, StatusReport, Suspension
from projects.models.days import OF_THIS_AGE
from projects.month.due import Row, no_change, unsaved_report
from projects.permissions import CLAIM

# The date that the grid's one cell for "since" means; where no stage is named, the resumption.
SINCE = {
    Project.Stage.SUSPENDED: "stopped_on",
    Project.Stage.ACCEPTED: "accepted_on",
    Project.Stage.HANDED_OVER: "handed_over_on",
    Project.Stage.CANCELLED: "cancelled_on",
}
SINCE_ELSE = "resumed_on"
# The cells of a row in the order of the columns; a pasted block fills them in this order.
COLUMNS = (
    "stage",
    "started_on",
    "completed_on",
    "since",
    "physical_progress",
    "disbursed_to_date",
    "note",
)
# Fields of words, which "no change" saves too.
WORDS = ("note", "problem_type", "problem", "measure_taken")
CELLS = (*COLUMNS, *WORDS[1:], "delay_reason", "is_correction", "excess_reason")
# Buttons of a row: each is something done to it.
PRESSED = ("choice", "no_change", "no_spending", "answer", "withdraw")
# Fields of the row that "no change" still saves.
FIELDS_WITH_NO_CHANGE = ("version", "theirs", "choice", "no_change", *WORDS)


def since(stage: str) -> str:
    """The field that the "since" of a row means in a stage."""
    return SINCE.get(stage, SINCE_ELSE)


def _label(name: str) -> str:
    return StatusReport._meta.get_field(name).verbose_name


def _day(name: str) -> DayField:
    return DayField(label=_label(name), required=False, validators=OF_THIS_AGE)


def _text(name: str) -> forms.CharField:
    longest = StatusReport._meta.get_field(name).max_length
    return forms.CharField(label=_label(name), required=False, max_length=longest)


class LinesField(forms.CharField):
    """Several lines, with one kind of line end whoever posts them."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value):
        return _one_newline(super().to_python(value))


def _lines(name: str) -> LinesField:
    longest = StatusReport._meta.get_field(name).max_length
    return LinesField(label=_label(name), required=False, max_length=longest)


def _tick(name: str) -> forms.BooleanField:
    return forms.BooleanField(label=_label(name), required=False)


def _hidden(field=forms.CharField, **options) -> forms.Field:
    return field(required=False, widget=forms.HiddenInput, **options)


def _digest(texts: dict[str, str]) -> str:
    return sha256(_one_newline("\0".join(texts.values())).encode()).hexdigest()[:12]


def _one_newline(text: str) -> str:
    """A form posts the lines of a field with other ends than a script reads them."""
    return text.replace("\r\n", "\n")


def is_touched(data, code: str) -> bool:
    """Whether a row was edited where it was posted: nothing is written for it otherwise.

    Compares posted values only, for a page posts two hundred rows of which few were edited.
    """
    if any(f"{code}-{name}" in data for name in PRESSED):
        return True
    posted = {name: data.get(f"{code}-{name}", "") for name in CELLS}
    return data.get(f"{code}-was") != _digest(posted)


class ClaimForm(forms.Form):
    """One row: a field that is not posted stays as it is, so a part of the form will do.

    ``version`` is the version that the person edited, ``was`` a digest of what the grid showed
    them, ``since_of`` the date that ``since`` meant there. ``choice`` and ``theirs`` say what to
    do where somebody else saved the row in between: the version to save over.
    """

    version = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"),
            _("This row could not be saved: reload the page."),
        ),
    )
    was = _hidden()
    since_of = _hidden(forms.ChoiceField, choices=[(n, n) for n in (*SINCE.values(), SINCE_ELSE)])
    theirs = _hidden(forms.IntegerField, min_value=0)
    choice = _hidden(forms.ChoiceField, choices=[("mine", "mine"), ("theirs", "theirs")])
    stage = forms.ChoiceField(label=_label("stage"), choices=Project.Stage.choices)
    delay_reason = forms.ChoiceField(
        label=_label("delay_reason"),
        choices=[("", "—"), *Suspension.Reason.choices],
        required=False,
    )
    started_on = _day("started_on")
    completed_on = _day("completed_on")
    accepted_on = _day("accepted_on")
    handed_over_on = _day("handed_over_on")
    cancelled_on = _day("cancelled_on")
    stopped_on = _day("stopped_on")
    resumed_on = _day("resumed_on")
    since = DayField(label=_("stopped/resumed on"), required=False, validators=OF_THIS_AGE)
    physical_progress = PercentField(label=_label("physical_progress"), required=False)
    disbursed_to_date = WanField(label=_("disbursed to date (10,000 yuan)"), required=False)
    note = _text("note")
    excess_reason = _text("excess_reason")
    problem_type = forms.ChoiceField(
        label=_label("problem_type"),
        choices=[("", "—"), *StatusReport.ProblemType.choices],
        required=False,
    )
    problem = _lines("problem")
    measure_taken = _lines("measure_taken")
    is_correction = _tick("is_correction")
    no_change = _tick("no_change")
    no_spending = _tick("no_spending")

    def __init__(self, data=None, *, row: Row, user, **options):
        self.row = row
        # What the form begins with: the open report, else what is known.
        self.current = row.report or unsaved_report(row, user)
        super().__init__(data, use_required_attribute=False, **options)
        self.initial |= self._initial()
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.year = row.month.month.year
        if self._posted("no_change"):
            self._take_no_change()

    def _initial(self) -> dict:
        current = self.current
        claim = {name: getattr(current, name) for name in CLAIM if not name.startswith("no_")}
        return claim | {
            "version": current.version if current.pk else 0,
            "since": getattr(current, since(current.stage)),
            "since_of": since(current.stage),
        }

    def _posted(self, name: str) -> bool:
        return self.is_bound and self.add_prefix(name) in self.data

    def _take_no_change(self):
        """Ignores other fields, but for a progress that was not known before."""
        unknown = self.row.before.physical_progress is None
        enabled_fields = (
            (*FIELDS_WITH_NO_CHANGE, "physical_progress") if unknown else FIELDS_WITH_NO_CHANGE
        )
        for name, field in self.fields.items():
            field.disabled = name not in enabled_fields

    def enable_fields(self):
        """Has every field to be filled in again: something may have changed after all."""
        for field in self.fields.values():
            field.disabled = False

    def texts(self) -> dict[str, str]:
        """{field: what its control shows}."""
        control_values = {name: self[name].value() for name in CELLS}
        return {name: "on" if v is True else f"{v or ''}" for name, v in control_values.items()}

    @property
    def digest(self) -> str:
        """A digest of the values in the row's cells, by which a later edit is noticed."""
        return _digest(self.texts())

    @property
    def seen_version(self) -> int:
        cleaned = self.cleaned_data
        return cleaned["theirs"] or 0 if cleaned["choice"] == "mine" else cleaned["version"]

    def values(self) -> dict:
        """What is claimed, for ``save_claim``."""
        cleaned = self.cleaned_data
        if cleaned["no_change"]:
            return self._no_change()
        values = {name: cleaned[name] for name in CLAIM if self._posted(name)}
        values["is_correction"] = cleaned["is_correction"]
        if self._posted("since"):
            values |= self._since(values)
        if self._is_still_stopped(values):
            values["delay_reason"] = no_change(self.row)["delay_reason"]
        if cleaned["no_spending"]:
            values["disbursed_to_date"] = self.row.before.disbursed
        return values | self._flags(values)

    def _no_change(self) -> dict:
        values = no_change(self.row, self.cleaned_data["physical_progress"])
        return values | {name: self.cleaned_data[name] for name in WORDS if self._posted(name)}

    def _since(self, values: dict) -> dict:
        """The date of the cell under its name, and what a change of the stage takes with it.

        Dates that only the old stage had, and that the grid does not show, fall back to what was
        known before the month. Without scripts a date that was there already keeps its meaning.
        """
        cleaned, before = self.cleaned_data, self.row.before
        stage, old = values.get("stage", self.current.stage), self.current.stage
        name, former_name = since(stage), cleaned["since_of"] or since(old)
        since_values = {}
        if stage != old:
            gone = set(FACT_DATES[2:]) - set(REACHED[stage])
            since_values = {fact: before.dates[fact] for fact in sorted(gone)}
        if name == former_name or cleaned["since"] != getattr(self.current, former_name):
            since_values[name] = cleaned["since"]
        if stage == Project.Stage.SUSPENDED != old:
            since_values["resumed_on"] = None
        resumed = since_values.get("resumed_on", self.current.resumed_on)
        if old == Project.Stage.SUSPENDED != stage and not resumed:
            since_values["stopped_on"] = before.stopped_on
            since_values["delay_reason"] = ""
        return since_values

    def _is_still_stopped(self, values: dict) -> bool:
        """Whether the stop is the one already known, so that its reason is known too."""
        stopped_on = values.get("stopped_on", self.current.stopped_on)
        return (
            values.get("stage") == Project.Stage.SUSPENDED
            and not values.get("delay_reason")
            and stopped_on is not None
            and stopped_on == self.row.before.stopped_on
        )

    def _flags(self, values: dict) -> dict:
        """ "No change" and "no spending" hold until something else is entered."""

        def now(name):
            return values[name] if name in values else getattr(self.current, name)

        is_unchanged = self.current.no_change
        if is_unchanged:
            same = {k: v for k, v in no_change(self.row).items() if k not in ("no_change",)}
            same = {k: v for k, v in same.items() if k != "no_spending" and v is not None}
            is_unchanged = all(now(name) == value for name, value in same.items())
        spent = now("disbursed_to_date") != self.row.before.disbursed
        nothing_spent = self.cleaned_data["no_spending"] or self.current.no_spending
        return {"no_change": is_unchanged, "no_spending": bool(nothing_spent and not spent)}

    def add_findings(self, claim_findings: list[Finding]):
        """Puts each sentence beside the cell that it is about."""
        for finding in claim_findings:
            self.add_error(self.cell(finding.field), finding.sentence)

    def cell(self, name: str) -> str:
        """The cell that shows a field: the grid has one for all dates after completion."""
        in_grid = self._posted("since") or not self.is_bound
        return "since" if in_grid and name not in CELLS else name
