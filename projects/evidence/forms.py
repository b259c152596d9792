"""What a person enters about a file, and what an address says that it belongs to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aidtrack.web.once import OnceForm
from pairings.models import Pairing
from projects.models import Contribution, Evidence, Project, StatusReport, Transfer


class OwnerForm(forms.Form):
    """Names by an address the one thing that a file is added to."""

    project = forms.SlugField(required=False)
    report = forms.IntegerField(required=False)
    pairing = forms.SlugField(required=False)
    transfer = forms.IntegerField(required=False)
    contribution = forms.SlugField(required=False)

    LOOK_UP = {
        "project": (Project, "code"),
        "report": (StatusReport, "pk"),
        "pairing": (Pairing, "ref"),
        "transfer": (Transfer, "pk"),
        "contribution": (Contribution, "ref"),
    }

    def owner(self, user):
        """The one thing that the address names; None unless it is within reach."""
        if not self.is_valid():
            return None
        owner_parameters = [(name, value) for name, value in self.cleaned_data.items() if value]
        if len(owner_parameters) != 1:
            return None
        ((name, value),) = owner_parameters
        model, field = self.LOOK_UP[name]
        return model.objects.visible_to(user).filter(**{field: value}).first()


def _of_model(name: str, **options) -> forms.Field:
    return Evidence._meta.get_field(name).formfield(**options)


class EvidenceForm(OnceForm):
    """A file and what is to be said of it; what the file is, its content says."""

    # Long names are cut, not refused.
    file = _of_model(
        "file",
        max_length=None,
        help_text=_("photograph (JPEG, PNG, WebP, HEIC) up to 15 MB, or PDF document up to 20 MB"),
        widget=forms.FileInput(attrs={"accept": Evidence.ACCEPTED}),
    )
    phase = _of_model("phase")
    caption = _of_model("caption")
    keeps_location = _of_model("keeps_location", label=_("keep the location where it was taken"))
