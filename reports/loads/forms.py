"""Choosing a file to load, and answering what its preview asks."""

from collections.abc import Mapping
from types import MappingProxyType

from django import forms
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.web.fields import MonthField
from pairings.models import Organisation, Scheme
from projects.models import Programme
from reports.loads.examining import Preview, may_load
from reports.loads.kinds import KINDS
from reports.loads.plans import Unknown

LEAVE_OUT, OTHER, NEW = "-", "other", "new"
EMPTY: Mapping = MappingProxyType({})


class UploadForm(forms.Form):
    """What is chosen beside a file helps where the file itself does not say it."""

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
        help_text=_("for pairings, if the file does not say"),
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


def beside(given: dict) -> dict:
    """What is chosen beside a file, as ``Load.choices`` keeps it."""
    programme, scheme, month = (given.get(name) for name in ("programme", "scheme", "month"))
    found = {
        "programme": programme and programme.code,
        "scheme": scheme and scheme.code,
        "month": month and f"{month.replace(day=1)}",
    }
    return {name: value for name, value in found.items() if value}


class AnswersForm(forms.Form):
    """One field or more for each thing that a preview asks.

    ``chosen`` was chosen so far; what could have been chosen beside a file with problems, and was
    not, is asked for, too.
    """

    def __init__(self, *args, preview: Preview, user, chosen: Mapping = EMPTY, **kwargs):
        super().__init__(*args, **kwargs)
        self.preview = preview
        self.options = [n for n in preview.kind.options if preview.problems and n not in chosen]
        offered = UploadForm(user=user).fields
        self.fields |= {name: offered[name] for name in self.options}
        for n, (text, _key) in enumerate(preview.unknown_headers):
            self._ask_header(n, text)
        for n, unknown in enumerate(preview.plan.unknown):
            self._ask_organisation(n, unknown)
        for n, conflict in enumerate(preview.plan.conflicts):
            self.fields[f"conflict-{n}"] = forms.ChoiceField(
                label=conflict.label,
                choices=[
                    ("", _("choose")),
                    ("mine", _("use the file")),
                    ("theirs", _("keep current")),
                ],
                required=False,
                initial=conflict.choice,
            )

    def _ask_header(self, n: int, text: str):
        columns = [(name, c.label) for name, c in self.preview.kind.columns.items()]
        asked = [("", _("choose")), (LEAVE_OUT, _("skip")), *columns]
        self.fields[f"header-{n}"] = forms.ChoiceField(label=text, choices=asked, required=False)

    def _ask_organisation(self, n: int, unknown: Unknown):
        near = [(f"ref:{ref}", f"{label} ({ref})") for ref, label in unknown.nearest]
        asked = [("", _("choose")), *near, (OTHER, _("another organisation, reference below"))]
        if unknown.may_create:
            asked.append((NEW, _("a new organisation, reference below")))
        self.fields[f"organisation-{n}"] = forms.ChoiceField(
            label=unknown.name, choices=asked, required=False
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
        """The fields in groups, each about one thing: headers, organisations, conflicts."""
        plan = self.preview.plan
        return {
            "options": [self[name] for name in self.options],
            "headers": [self[f"header-{n}"] for n, _ in enumerate(self.preview.unknown_headers)],
            "organisations": [
                (unknown, [self[name] for name in self.fields if name.endswith(f"-{n}")
                           and name.split("-")[0] in ("organisation", "ref", "kind")])
                for n, unknown in enumerate(plan.unknown)
            ],
            "conflicts": [
                (conflict, self[f"conflict-{n}"]) for n, conflict in enumerate(plan.conflicts)
            ],
        }  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        for n, _unknown in enumerate(self.preview.plan.unknown):
            choice = cleaned.get(f"organisation-{n}")
            if choice in (OTHER, NEW) and not cleaned.get(f"ref-{n}"):
                self.add_error(f"ref-{n}", _t("Enter the reference."))
            if choice == NEW and not cleaned.get(f"kind-{n}"):
                self.add_error(f"kind-{n}", _t("Choose what it is."))
        return cleaned

    def chosen(self) -> dict:
        """What was answered, as ``Load.choices`` keeps it; what was not is asked again."""
        given, plan = self.cleaned_data, self.preview.plan
        found = beside(given)
        for n, (_text, key) in enumerate(self.preview.unknown_headers):
            if column := given[f"header-{n}"]:
                found.setdefault("headers", {})[key] = "" if column == LEAVE_OUT else column
        for n, unknown in enumerate(plan.unknown):
            self._take_organisation(found, n, unknown)
        for n, conflict in enumerate(plan.conflicts):
            if choice := given[f"conflict-{n}"]:
                found.setdefault("conflicts", {})[conflict.key] = choice
        return found

    def _take_organisation(self, found: dict, n: int, unknown: Unknown):
        choice, ref = self.cleaned_data[f"organisation-{n}"], self.cleaned_data[f"ref-{n}"]
        if choice == NEW:
            made = {"ref": ref, "name": unknown.name, "kind": self.cleaned_data[f"kind-{n}"]}
            found.setdefault("new_organisations", {})[unknown.name] = made
        elif choice:
            meant = ref if choice == OTHER else choice.removeprefix("ref:")
            found.setdefault("organisations", {})[unknown.name] = meant
