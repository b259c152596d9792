"""The row, unit, pairing or project that a page is narrowed to, as its address names it."""

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from projects.models import Programme
from reports.followup.warnings.subjects import WarnedSubject, subject_at
from reports.models import SUBJECTS


class WithinField(forms.CharField):
    """``kind:reference``, of which the value is the subject; None where the address names none.

    A form names the ``programme`` and the ``user`` in whose reach it lies.
    """

    widget = forms.HiddenInput
    programme: Programme | None = None
    user = None

    def __init__(self):
        super().__init__(label=pgettext_lazy("warning", "within"), required=False)

    def clean(self, value) -> WarnedSubject | None:
        text = super().clean(value)
        subject = self._subject(text)
        if text and not subject:
            raise forms.ValidationError(
                _("There is no such row, unit, pairing or project. Remove it from the address.")
            )
        return subject

    def in_words(self, subject: WarnedSubject) -> str:
        """As a file names it."""
        return f"{subject.kind_label} {subject.label}"

    def _subject(self, text: str) -> WarnedSubject | None:
        kind, _colon, ref = text.partition(":")
        if kind not in SUBJECTS or self.programme is None:
            return None
        return subject_at(kind, ref, self.programme, self.user)
