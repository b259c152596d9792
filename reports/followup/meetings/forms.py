"""What a person enters about a joint meeting: its head, and its items line by line."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.web.fields import PickedDayField
from aidtrack.web.overwriting import AS_OPENED, AsOpenedField
from pairings.models import Organisation, Scheme
from reports.followup.meetings.rights import attendants, conveners
from reports.followup.meetings.subjects import SubjectNames, subject_words
from reports.models import Item, Meeting

EMPTY_LINES = 3
MOST_LINES = 60


class RowChoice(forms.ModelChoiceField):
    def label_from_instance(self, row):
        return row.label


class RowChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, row):
        return row.label


def _of_meeting(name: str, **options) -> forms.Field:
    return Meeting._meta.get_field(name).formfield(**options)


def _of_item(name: str) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 2})
    return Item._meta.get_field(name).formfield(required=False, widget=widget)


class MeetingForm(forms.Form):
    """The head of a meeting."""

    scheme = RowChoice(
        Scheme.objects.none(), to_field_name="code", label=_("scheme"), empty_label=None
    )
    number = forms.IntegerField(
        label=pgettext_lazy("meeting", "number"),
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Enter the number of the meeting as 3.")},
    )
    on = PickedDayField(label=_("date"))
    title = _of_meeting("title")
    place = _of_meeting("place")
    convener = RowChoice(Organisation.objects.none(), to_field_name="ref", label=_("convener"))
    attending = RowChoices(
        Organisation.objects.none(),
        to_field_name="ref",
        label=_("attending organisations"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    as_opened = AsOpenedField()

    def __init__(self, data=None, *, user, stored: Meeting | None = None, **kwargs):
        super().__init__(data, **kwargs)
        attending = attendants(user)
        if stored:
            among = attending.order_by().values("pk") | stored.attending.order_by().values("pk")
            attending = Organisation.objects.filter(pk__in=among)
        self.fields["scheme"].queryset = Scheme.objects.visible_to(user)
        self.fields["convener"].queryset = conveners(user)
        self.fields["attending"].queryset = attending

    def row_values(self) -> dict:
        """Fields of the meeting, without those who attend."""
        apart = ("attending", AS_OPENED)
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class ItemForm(forms.Form):
    """One line of the agenda. An empty line is none."""

    item = forms.IntegerField(required=False, widget=forms.HiddenInput)
    raised_by = RowChoice(
        Organisation.objects.none(),
        to_field_name="ref",
        label=_("raised by"),
        required=False,
        empty_label="—",
    )
    subject = forms.CharField(
        label=pgettext_lazy("agenda item", "about"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "subjects"}),
        help_text=_("code of a project, or a pairing, unit or row from the list"),
    )
    text = _of_item("text")
    decision = _of_item("decision")
    removes = forms.BooleanField(label=_("remove this item"), required=False)

    def __init__(self, *args, raisers, raiser_choices, names: SubjectNames, **kwargs):
        """``raiser_choices`` saves a query a line."""
        super().__init__(*args, **kwargs)
        self.names = names
        self.fields["raised_by"].queryset = raisers
        self.fields["raised_by"].choices = [("", "—"), *raiser_choices]
        if not self.initial.get("item") and not (self.is_bound and self["item"].data):
            del self.fields["removes"]

    def clean_subject(self):
        return self.names.read(self.cleaned_data["subject"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("removes"):
            self._errors.clear()
        elif not self.is_empty and not cleaned.get("text") and "text" not in self.errors:
            raise ValidationError({"text": self._why_text()})
        return cleaned

    def _why_text(self) -> str:
        if self.cleaned_data.get("item"):
            return _t("An item needs its matter: enter it, or tick that the item is removed.")
        return _t("An item needs its matter: enter it, or leave the whole line empty.")

    @property
    def is_empty(self) -> bool:
        """Nothing was typed in a line that was empty before."""
        names = ("item", "raised_by", "subject", "text", "decision")
        return not any(str(self[name].data or "").strip() for name in names)

    @property
    def removal(self):
        """The field that removes a stored item; None in a line that is new."""
        return self["removes"] if "removes" in self.fields else None

    @property
    def is_removed(self) -> bool:
        return bool(self.cleaned_data.get("removes"))

    def row_values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("raised_by", "text", "decision")}


ItemForms = formset_factory(
    ItemForm, extra=EMPTY_LINES, max_num=MOST_LINES, absolute_max=MOST_LINES
)


def item_forms(data, *, user, names: SubjectNames, stored: Meeting | None = None):
    raisers = attendants(user).order_by("ref")
    own = list(conveners(user).values_list("pk", flat=True))
    own += [item.raised_by_id for item in items_of(stored) if item.raised_by_id]
    raisers = Organisation.objects.filter(pk__in=[*own, *raisers.values_list("pk", flat=True)])
    return ItemForms(
        data,
        prefix="item",
        initial=[begun_item(item) for item in items_of(stored)],
        form_kwargs={
            "raisers": raisers,
            "raiser_choices": [(row.ref, row.label) for row in raisers],
            "names": names,
        },
    )


def items_of(meeting: Meeting | None) -> list[Item]:
    """All that a line prints of each."""
    if meeting is None:
        return []
    related = (
        "raised_by",
        "project",
        *("row__prefecture", "unit__supporter", "unit__row__prefecture"),
        *("pairing__supporter", "pairing__recipient"),
    )
    return list(meeting.items.select_related(*related))


def begun_item(item: Item) -> dict:
    """What the line of a stored item begins with."""
    return {
        "item": item.pk,
        "raised_by": item.raised_by and item.raised_by.ref,
        "subject": subject_words(item.subject),
        "text": item.text,
        "decision": item.decision,
    }


def begun_meeting(meeting: Meeting) -> dict:
    """What the form of a stored meeting begins with."""
    plain = ("number", "on", "title", "place")
    return {
        **{name: getattr(meeting, name) for name in plain},
        "scheme": meeting.scheme.code,
        "convener": meeting.convener.ref,
        "attending": [row.ref for row in meeting.attending.order_by("ref")],
    }
