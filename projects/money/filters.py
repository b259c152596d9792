"""What a list of transfers can be narrowed to."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.filters import LONGEST_SEARCH, RunsFilter, StrictFilterSet
from pairings.filters import OrganisationFilter, PairingChoiceFilter
from projects.figures.filters import offer_pairings, offer_parties, offer_regions
from projects.models import Project, Transfer

# Only links lead to these: the form offers them where the address has them.
FROM_LINKS = ("region", "project", "numbers")


class TransferFilter(StrictFilterSet):
    """Needs the ``viewpoint`` whose transfers are listed, those up to its day."""

    page_parameters = PARAMETERS | {"programme", "as_of", "scope", "sort", "page"}

    q = filters.CharFilter(label=_("search"), method="search", max_length=LONGEST_SEARCH)
    level = filters.ChoiceFilter(
        label=_("funding stage"), empty_label=_("all"), choices=Transfer.Level.choices
    )
    supporter = OrganisationFilter(label=_("supporter"), queryset=None)
    recipient = OrganisationFilter(label=_("recipient"), method="of_recipient", queryset=None)
    pairing = PairingChoiceFilter(label=_("pairing"), method="of_pairing")
    region = filters.ChoiceFilter(
        label=_("region"), empty_label=_("all"), method="of_region", choices=()
    )
    project = filters.CharFilter(label=_("project"), field_name="project__code", max_length=40)
    numbers = RunsFilter()
    counted = filters.ChoiceFilter(
        label=_("projects"),
        empty_label=_("all"),
        choices=[
            ("planned", _("planned projects")),
            ("outside", _("off-plan and cancelled projects")),
        ],
        method="of_counted",
    )
    state = filters.ChoiceFilter(
        label=pgettext_lazy("transfer", "status"),
        empty_label=_("all"),
        choices=[
            ("awaiting", _("awaiting you")),
            ("acceptable", _("to be accepted by you")),
            ("waiting", _("waiting to be accepted")),
            ("counted", _("counted in figures")),
            ("unconfirmed", pgettext_lazy("transfer", "unconfirmed")),
            ("differing", pgettext_lazy("transfer", "differs")),
            ("agreed", pgettext_lazy("transfer", "confirmed")),
            ("reversed", pgettext_lazy("transfer", "reversed")),
        ],
        method="in_state",
    )

    class Meta:
        model = Transfer
        fields = []

    def __init__(self, data, *, viewpoint, **kwargs):
        self.viewpoint = viewpoint
        of_programme = Transfer.objects.visible_to(viewpoint.user).filter(
            programme=viewpoint.programme
        )
        listed = of_programme.in_scope(viewpoint.scope).for_list(on=viewpoint.on)
        super().__init__(data, queryset=listed, **kwargs)
        offer_parties(self.filters, viewpoint)
        offer_pairings(self.filters, viewpoint, "pairing")
        if "region" in data:
            self.regions = offer_regions(self.filters, viewpoint)
        for name in FROM_LINKS:
            if name not in data:
                del self.filters[name]

    def search(self, transfers, name, value):
        """Every word must occur in the document number, or in the project's code or name."""
        for word in value.split():
            transfers = transfers.filter(
                Q(document_number__icontains=word)
                | Q(project__code__icontains=word)
                | Q(project__name__icontains=word)
                | Q(project__name_en__icontains=word)
            )
        return transfers

    def of_recipient(self, transfers, name, value):
        return transfers.of_recipient(value)

    def of_region(self, transfers, name, value):
        return transfers.of_regions(self.regions.filter(code=value))

    def of_counted(self, transfers, name, value):
        of_programme = Project.objects.filter(programme=self.viewpoint.programme)
        planned = of_programme.counted("planned", on=self.viewpoint.on)
        if value == "planned":
            return transfers.filter(project__in=planned)
        return transfers.exclude(project=None).exclude(project__in=planned)

    def of_pairing(self, transfers, name, value):
        return transfers.of_pairing(value)

    def in_state(self, transfers, name, value):
        match value:
            case "awaiting":
                return transfers.awaiting(self.viewpoint.user)
            case "acceptable":
                return transfers.acceptable_by(self.viewpoint.user)
            case "counted":
                return transfers.accepted()
            case "reversed":
                return transfers.exclude(reversed_by=None)
            case _:
                return getattr(transfers, value)()
