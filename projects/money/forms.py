"""What a person enters about money: a transfer, its reversal, what the other side states."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aidtrack.values.formats import exact_wan
from aidtrack.values.numbers import NumberField
from aidtrack.web.fields import PickedDayField, WanField
from aidtrack.web.once import OnceForm
from aidtrack.web.overwriting import AsOpenedField
from pairings.models import Organisation
from projects.models import Confirmation, Programme, Transfer
from projects.money.check_line import CheckLine, check_line, find_project


class PrefillForm(forms.Form):
    """What an address may name to begin with."""

    programme = forms.SlugField(required=False)
    project = forms.SlugField(required=False)


class ChoiceByRef(forms.ModelChoiceField):
    """An organisation or a programme, by its reference and under its label."""

    def __init__(self, **kwargs):
        super().__init__(queryset=None, **kwargs)

    def label_from_instance(self, row):
        return row.label


NEEDED = _("Choose one: it is needed unless a project is given.")


class TransferForm(OnceForm):
    """Of money at a project its parties may be left out: they are those of the project.

    It is recorded once the amount was on show in words, with its project: ``is_checked``.
    """

    programme = ChoiceByRef(label=_("programme"), to_field_name="code", empty_label=None)
    level = forms.ChoiceField(label=_("funding stage"), choices=Transfer.Level.choices)
    project = forms.CharField(
        label=_("project code or name"),
        required=False,
        max_length=150,
        help_text=_("only for money paid to or out of a project"),
    )
    tranche = forms.IntegerField(
        label=_("tranche"),
        required=False,
        min_value=1,
        max_value=32767,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("tranche number, if the money belongs to one"),
    )
    supporter = ChoiceByRef(
        label=_("supporter"),
        required=False,
        to_field_name="ref",
        help_text=NEEDED,
    )
    receiver = ChoiceByRef(
        label=_("payee"),
        required=False,
        to_field_name="ref",
        help_text=NEEDED,
    )
    on = PickedDayField(label=_("date"))
    amount = WanField(label=_("amount (10,000 yuan)"), help_text=_("e.g. 1,260.5"))
    document_number = forms.CharField(label=_("document number"), required=False, max_length=60)
    reason = forms.CharField(
        label=_("reason for exceeding the total investment"),
        required=False,
        max_length=Transfer._meta.get_field("reason").max_length,
        widget=forms.HiddenInput,
    )
    # The mark of the line that was on show, and the answer to a question about the amount.
    checked = forms.CharField(required=False, widget=forms.HiddenInput)
    answer = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        organisations = Organisation.objects.visible_to(user)
        rows = Q(reporting_row__isnull=False) | Q(pairings_as_recipient__isnull=False)
        self.fields["programme"].queryset = Programme.objects.visible_to(user)
        self.fields["supporter"].queryset = organisations.exclude(
            pairings_as_supporter=None
        ).distinct()
        self.fields["receiver"].queryset = organisations.filter(rows).distinct()

    @property
    def check_line(self) -> CheckLine | None:
        """What is to be read before it is recorded; None where something must be mended."""
        if not self.is_valid():
            return None
        return check_line(self.cleaned_data["amount"], self.cleaned_data["project"])

    @property
    def is_checked(self) -> bool:
        return self.is_valid() and self.data.get("checked") == self.check_line.mark

    def record_values(self) -> dict:
        """What ``record_transfer`` takes."""
        values = {n: v for n, v in self.cleaned_data.items() if n not in ("checked", "answer")}
        code, _colon, amount = self.cleaned_data["answer"].partition(":")
        return values | {"answers": {code: amount}}

    def take_other_reading(self):
        """Puts the amount of an answer that differs from what was typed in its place."""
        _code, _colon, amount = self.data.get("answer", "").partition(":")
        try:
            answered = NumberField().clean(amount)
        except ValidationError:
            return
        if self.is_valid() and answered != self.cleaned_data["amount"]:
            self.data = {**self.data.dict(), "amount": exact_wan(answered), "answer": ""}
            self.full_clean()

    def clean_project(self):
        text = self.cleaned_data["project"]
        return find_project(self.user, text) if text else None

    def clean_amount(self):
        if not self.cleaned_data["amount"]:
            raise ValidationError(_("A transfer cannot be zero: enter the amount."))
        return self.cleaned_data["amount"]

    def clean(self):
        cleaned = super().clean()
        level, project = cleaned.get("level"), cleaned.get("project")
        if project is None:
            self._clean_without_project(level)
        elif level and level not in Transfer.PROJECT_LEVELS:
            self.add_error(
                "project",
                _("Money that has not reached a project has no project code: leave it blank."),
            )
        else:
            cleaned["supporter"] = cleaned.get("supporter") or project.lead_pairing.supporter
            cleaned["receiver"] = cleaned.get("receiver") or project.lead_pairing.recipient
            self._clean_tranche(project)
        return cleaned

    def _clean_without_project(self, level):
        if level in Transfer.PROJECT_LEVELS and "project" not in self.errors:
            self.add_error("project", _("Money paid to or out of a project needs a project code."))
        elif level and level not in Transfer.PROJECT_LEVELS:
            for name in ("supporter", "receiver"):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, NEEDED)
            if self.cleaned_data.get("tranche"):
                self.add_error("tranche", _("A tranche belongs to a project: choose the project."))

    def _clean_tranche(self, project):
        number = self.cleaned_data.get("tranche")
        if not number:
            self.cleaned_data["tranche"] = None
            return
        self.cleaned_data["tranche"] = project.tranches.filter(number=number).first()
        if self.cleaned_data["tranche"] is None:
            self.add_error("tranche", _("The project has no tranche with this number."))


class ReversalForm(OnceForm):
    on = PickedDayField(label=_("date"))
    reason = forms.CharField(
        label=_("reason for the reversal"),
        max_length=200,
        error_messages={"required": _("Enter a reason for the reversal.")},
    )

    def __init__(self, *args, **kwargs):
        # Beside the other form on a page.
        super().__init__(*args, auto_id="reversal_%s", **kwargs)


class ConfirmationForm(forms.Form):
    as_opened = AsOpenedField()
    on = PickedDayField(label=_("date"))
    amount = WanField(label=_("amount (10,000 yuan)"))
    note = forms.CharField(
        label=_("note"),
        required=False,
        max_length=Confirmation._meta.get_field("note").max_length,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="stated_%s", **kwargs)
