"""What the list of pairings can be narrowed to."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.filters import LONGEST_SEARCH, StrictFilterSet
from pairings.models import Designation, Organisation, Pairing, Scheme, Scope


class OrganisationFilter(filters.ModelChoiceFilter):
    """An organisation by its ref, labelled by its short name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, to_field_name="ref", empty_label=_("all"), **kwargs)

    @property
    def field(self):
        field = super().field
        field.label_from_instance = lambda organisation: organisation.label
        field.error_messages["invalid_choice"] = _(
            "No organisation has this reference. Choose one from the list."
        )
        return field


class PairingChoiceFilter(filters.ModelChoiceFilter):
    """One pairing by its ref: two of the same parties, of different periods, are two."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, queryset=None, to_field_name="ref", empty_label=_("all"), **kwargs)

    @property
    def field(self):
        field = super().field
        field.label_from_instance = lambda pairing: pairing.label
        field.error_messages["invalid_choice"] = _(
            "No pairing has this reference. Choose one from the list."
        )
        return field


def offer_schemes(field, schemes):
    """What is refused reads alike whether there is such a scheme or not: it tells nothing of it."""
    field.queryset = schemes
    field.label_from_instance = lambda scheme: scheme.label
    field.error_messages["invalid_choice"] = _(
        "None of the schemes that you can see has this code. Choose one from the list; an "
        "administrator can add you to an organisation of another."
    )


class PairingFilter(StrictFilterSet):
    page_parameters = PARAMETERS | {"programme", "as_of", "sort", "page"}

    q = filters.CharFilter(label=_("search"), method="search", max_length=LONGEST_SEARCH)
    scheme = filters.ModelChoiceFilter(
        label=_("scheme"), empty_label=_("all"), to_field_name="code", queryset=None
    )
    supporter = OrganisationFilter(label=_("supporter"), queryset=None)
    recipient = OrganisationFilter(label=_("recipient"), method="of_recipient", queryset=None)
    scope = filters.ChoiceFilter(
        label=_("coverage"),
        empty_label=_("all"),
        choices=[
            (Scope.LOCAL, _("excluding the XPCC (Xinjiang Production and Construction Corps)")),
            (Scope.XPCC, _("XPCC only")),
            ("all", _("including the XPCC")),
        ],
        method="in_scope",
    )

    class Meta:
        model = Pairing
        fields = []

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.visible_to(user)
        schemes = Scheme.objects.offered_to(user)
        self.filters["scheme"].queryset = schemes
        offer_schemes(self.filters["scheme"].field, schemes)
        self.filters["supporter"].queryset = organisations.exclude(
            pairings_as_supporter=None
        ).distinct()
        self.filters["recipient"].queryset = organisations.filter(
            Q(pairings_as_recipient__isnull=False) | Q(reporting_row__isnull=False)
        ).distinct()

    def search(self, pairings, name, value):
        """Every word must occur in the reference or the name of either party."""
        for word in value.split():
            # No join: each word would multiply the rows by the names of the recipient.
            designations = Designation.objects.visible_to(self.user)
            organisations_by_name = designations.filter(name__icontains=word).values("organisation")
            pairings = pairings.filter(
                Q(ref__icontains=word)
                | Q(supporter__name__icontains=word)
                | Q(supporter__name_en__icontains=word)
                | Q(recipient__name__icontains=word)
                | Q(recipient__name_en__icontains=word)
                | Q(recipient__in=organisations_by_name)
            )
        return pairings

    def in_scope(self, pairings, name, value):
        return pairings if value == "all" else pairings.filter(recipient__scope=value)

    def of_recipient(self, pairings, name, value):
        return pairings.of_recipient(value)
