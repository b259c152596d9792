"""What the pages of indicators can be narrowed to."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.fields import PickedDayField
from aidtrack.web.filters import StrictForm
from pairings.filters import offer_schemes
from pairings.models import Scheme
from projects.contributions.changes import of_scheme


class IndicatorForm(StrictForm):
    """Scheme and day: a plain GET form. Empty fields mean every scheme, and today."""

    page_parameters = PARAMETERS | {"page"}

    scheme = forms.ModelChoiceField(
        Scheme.objects.none(),
        to_field_name="code",
        label=_("scheme"),
        required=False,
        empty_label=_("all"),
    )
    as_of = PickedDayField(label=_("as of"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_schemes(self.fields["scheme"], Scheme.objects.offered_to(user))

    @property
    def where(self) -> Q:
        """The observations that it leaves."""
        scheme = self.cleaned_data["scheme"]
        return of_scheme(scheme) if scheme else Q()

    @property
    def on(self):
        return self.cleaned_data["as_of"] or timezone.localdate()


def indicator_form(request) -> IndicatorForm:
    """The form as the address fills it. Raises WrongAddress for what it refuses."""
    form = IndicatorForm(request.GET, user=request.user)
    if not form.is_valid():
        raise WrongAddress(form=form)
    return form
