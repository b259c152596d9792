"""The form that adds the minutes of a meeting: a file, whose content says what it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aidtrack.web.once import OnceForm
from projects.models import Evidence


class MinutesForm(OnceForm):
    # Long names are cut, not refused.
    file = Evidence._meta.get_field("file").formfield(
        max_length=None,
        label=_("minutes"),
        help_text=_("photograph (JPEG, PNG, WebP, HEIC) up to 15 MB, or PDF document up to 20 MB"),
        widget=forms.FileInput(attrs={"accept": Evidence.ACCEPTED}),
    )
