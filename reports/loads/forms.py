"""Choosing a file to load, and answering the questions of its preview."""

import hashlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from django import forms
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.questions import LEAVE, READ, Alternative, Question
from aidtrack.web.fields import MonthField
from pairings.models import Organisation, Scheme
from projects.models import Programme
from reports.loads.asking import answered
from reports.loads.examining import Preview, may_load
from reports.loads.kinds import KINDS
from reports.loads.pages.asked import FormQuestion
from reports.loads.pages.columns import SheetColumns, sheets_of
from reports.loads.plans import Unknown
from reports.loads.questions.answers import CONFLICT_CHOICES

OTHER, NEW = "other", "new"
EMPTY: Mapping = MappingProxyType({})


class UploadForm(forms.Form):
    """The file, and the programme, scheme and month that it may leave out."""

    kind = forms.ChoiceField(label=_("content"))
    file = forms.FileField(
        label=_("file"),
        help_text=_("XLSX, ODS or CSV up to 20 MB; nothing is saved until you confirm"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("programme"),
        required=False,
        to_field_name="code",
        help_text=_("if the file does not say"),
    )
    scheme = forms.ModelChoiceField(
        Scheme.objects.none(),
        label=_("scheme"),
        required=False,
        to_field_name="code",
        help_text=_("for pairings and contributions, if the file does not say"),
    )
    month = MonthField(
        label=_("month"), required=False, help_text=_("for monthly reports, e.g. 2011-07")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in KINDS.values() if may_load(kind, user)]
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in kinds]
        self.fields["programme"].queryset = Programme.objects.visible_to(user)
        self.fields["scheme"].queryset = Scheme.objects.visible_to(user)
        for name in ("programme", "scheme"):
            self.fields[name].label_from_instance = lambda row: row.label

    @property
    def is_offered(self) -> bool:
        """Whether the person may load anything."""
        return bool(self.fields["kind"].choices)

    def chosen(self) -> dict:
        return beside(self.cleaned_data)


def beside(cleaned: dict) -> dict:
    """The programme, scheme and month of the form, as ``Load.choices`` stores them."""
    programme, scheme, month = (cleaned.get(name) for name in ("programme", "scheme", "month"))
    choices = {
        "programme": programme and programme.code,
        "scheme": scheme and scheme.code,
        "month": month and f"{month.replace(day=1)}",
    }
    return {name: value for name, value in choices.items() if value}


def _digest(preview: Preview) -> str:
    """Differs where other things are asked: an answer never goes to another question."""
    asked = [question.code for question in preview.questions]
    asked += [unknown.name for unknown in preview.plan.unknown]
    asked += [conflict.key for conflict in preview.plan.conflicts]
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]


def _reading(reading: Alternative) -> tuple[str, str]:
    """A reading as a list offers it."""
    words = f"{reading.label}: {reading.comes_to}" if reading.comes_to else reading.label
    return reading.value, words


class AnswersForm(forms.Form):
    """One field or more for each question of a preview.

    ``chosen`` are the choices so far. For a file with problems the form also offers the options of
    its kind that were not chosen at upload.
    """

    def __init__(self, *args, preview: Preview, user, chosen: Mapping = EMPTY, **kwargs):
        super().__init__(*args, **kwargs)
        self.preview = preview
        self.fields["asked"] = forms.CharField(
            required=False, widget=forms.HiddenInput(), initial=_digest(preview)
        )
        self.options = [n for n in preview.kind.options if preview.problems and n not in chosen]
        offered = UploadForm(user=user).fields
        self.fields |= {name: offered[name] for name in self.options}
        for n, unknown in enumerate(preview.plan.unknown):
            self._ask_organisation(n, unknown)
        self.named = dict(chosen.get("organisations") or {})
        for n, (name, ref) in enumerate(self.named.items()):
            again = ("", _("ask again"))
            self.fields[f"named-{n}"] = forms.ChoiceField(
                label=name, choices=[(ref, ref), again], required=False, initial=ref
            )
        for n, conflict in enumerate(preview.plan.conflicts):
            self.fields[f"conflict-{n}"] = forms.ChoiceField(
                label=conflict.label,
                choices=[("", _("choose")), *CONFLICT_CHOICES.items()],
                required=False,
                initial=conflict.choice,
            )
        for n, question in enumerate(preview.questions):
            self.fields[f"question-{n}"] = forms.ChoiceField(
                label=_("answer"),
                choices=[("", _("choose")), *map(_reading, question.readings)],
                required=False,
                initial=question.choice,
            )
            if question.earlier:
                self.fields[f"forget-{n}"] = forms.BooleanField(
                    label=_("forget this answer and ask again"), required=False
                )
        self.sheets = sheets_of(preview)
        for sheet in self.sheets:
            self._offer_columns(sheet)

    def _offer_columns(self, sheet: SheetColumns):
        """Any sheet may be left out, and any column be another one."""
        if sheet.code:
            self.fields[sheet.code] = forms.ChoiceField(
                label=_("sheet"),
                choices=[(READ, _("read it")), (LEAVE, _("leave it out"))],
                required=False,
                initial=sheet.choice,
            )
        columns = [(name, column.label) for name, column in self.preview.kind.columns.items()]
        for heading in sheet.headings:
            if heading.code:
                self.fields[heading.code] = forms.ChoiceField(
                    label=f"{heading.letters} {heading.text}",
                    choices=[(LEAVE, _("leave this column out")), *columns],
                    required=False,
                    initial=heading.choice,
                )

    def _chosen_columns(self) -> list[tuple[str, str]]:
        codes = [sheet.code for sheet in self.sheets]
        codes += [heading.code for sheet in self.sheets for heading in sheet.headings]
        return [
            (code, self.cleaned_data[code])
            for code in codes
            if code and self.cleaned_data[code] not in ("", self.fields[code].initial)
        ]

    def _ask_organisation(self, n: int, unknown: Unknown):
        near = [(f"ref:{ref}", f"{label} ({ref})") for ref, label in unknown.nearest]
        choices = [("", _("choose")), *near, (OTHER, _("another organisation, reference below"))]
        if unknown.may_create:
            choices.append((NEW, _("a new organisation, reference below")))
        self.fields[f"organisation-{n}"] = forms.ChoiceField(
            label=unknown.name, choices=choices, required=False
        )
        self.fields[f"ref-{n}"] = forms.CharField(
            label=_("reference"), required=False, max_length=40
        )
        if unknown.may_create:
            self.fields[f"kind-{n}"] = forms.ChoiceField(
                label=_("type"),
                choices=[("", _("choose")), *Organisation.Kind.choices],
                required=False,
            )

    def groups(self):
        """The fields in groups, those of questions behind their number on the page."""
        fields_by_code = dict(self._fields_by_code())
        return {
            "asked": self["asked"],
            "named": [self[f"named-{n}"] for n in range(len(self.named))],
            "sheets": [
                (
                    sheet,
                    self[sheet.code] if sheet.code else None,
                    [(h, self[h.code] if h.code else None) for h in sheet.headings],
                )
                for sheet in self.sheets
            ],
            "options": [self[name] for name in self.options],
            "all": [
                FormQuestion(number, question, *fields_by_code[question.code])
                for number, question in enumerate(self.preview.all_questions, 1)
            ],
        }

    def _fields_by_code(self) -> Iterator[tuple]:
        """The template, the fields and the field that forgets of each question, by its code."""
        for n, question in enumerate(self.preview.questions):
            fields = [self[f"question-{n}"]]
            yield question.code, ("loads/_question.html", fields, self._forgetting(n))
        for n, unknown in enumerate(self.preview.plan.unknown):
            yield unknown.code, ("loads/_organisation.html", self._fields_of_organisation(n))
        for n, conflict in enumerate(self.preview.plan.conflicts):
            yield conflict.code, ("loads/_conflict.html", [self[f"conflict-{n}"]])

    def _forgetting(self, n: int):
        """The field that forgets an answer given for another file; None for other questions."""
        return self[f"forget-{n}"] if f"forget-{n}" in self.fields else None

    def _is_new(self, n: int, question: Question) -> bool:
        """Whether a question was answered here; one answered for another file stays as it is."""
        choice = self.cleaned_data[f"question-{n}"]
        return bool(choice) and not (question.earlier and choice == question.choice)

    def _forgotten(self) -> dict[str, None]:
        codes = [
            question.code
            for n, question in enumerate(self.preview.questions)
            if self.cleaned_data.get(f"forget-{n}")
        ]
        return {code.partition(":")[2]: None for code in codes}

    def _fields_of_organisation(self, n: int) -> list:
        names = (f"organisation-{n}", f"ref-{n}", f"kind-{n}")
        return [self[name] for name in names if name in self.fields]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("asked") not in ("", _digest(self.preview)):
            raise forms.ValidationError(
                _t("The questions have changed since this page was opened: answer these.")
            )
        for n, _unknown in enumerate(self.preview.plan.unknown):
            choice = cleaned.get(f"organisation-{n}")
            if choice in (OTHER, NEW) and not cleaned.get(f"ref-{n}"):
                self.add_error(f"ref-{n}", _t("Enter the reference."))
            if choice == NEW and not cleaned.get(f"kind-{n}"):
                self.add_error(f"kind-{n}", _t("Choose what it is."))
        return cleaned

    def chosen(self) -> dict:
        """The answers as ``Load.choices`` stores them; unanswered questions come again."""
        cleaned, plan = self.cleaned_data, self.preview.plan
        choices = beside(cleaned)
        for n, unknown in enumerate(plan.unknown):
            self._take_organisation(choices, n, unknown)
        for n, (name, ref) in enumerate(self.named.items()):
            if cleaned[f"named-{n}"] != ref:
                choices.setdefault("organisations", {})[name] = None
        for n, conflict in enumerate(plan.conflicts):
            if choice := cleaned[f"conflict-{n}"]:
                choices.setdefault("conflicts", {})[conflict.key] = choice
        answers = [
            (question.code, cleaned[f"question-{n}"])
            for n, question in enumerate(self.preview.questions)
            if self._is_new(n, question)
        ]
        choices |= answered([*answers, *self._chosen_columns()])
        if forgotten := self._forgotten():
            choices["headers"] = choices.get("headers", {}) | forgotten
        return choices

    def _take_organisation(self, choices: dict, n: int, unknown: Unknown):
        choice, ref = self.cleaned_data[f"organisation-{n}"], self.cleaned_data[f"ref-{n}"]
        if choice == NEW:
            fields = {"ref": ref, "name": unknown.name, "kind": self.cleaned_data[f"kind-{n}"]}
            choices.setdefault("new_organisations", {})[unknown.name] = fields
        elif choice:
            chosen_ref = ref if choice == OTHER else choice.removeprefix("ref:")
            choices.setdefault("organisations", {})[unknown.name] = chosen_ref
