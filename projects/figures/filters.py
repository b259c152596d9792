"""Choices of parties, pairings and regions for the filters of lists."""

from django.db.models import Q

from pairings.models import Organisation, Pairing, Region


def offer_parties(offered, viewpoint):
    """Gives the filters called supporter and recipient those of the programme's scheme."""
    scheme = viewpoint.programme.scheme_id
    organisations = Organisation.objects.visible_to(viewpoint.user)
    edge = Q(pairings_as_recipient__scheme=scheme)
    recipients = organisations.filter(edge | Q(reporting_row__scheme=scheme))
    supporters = organisations.filter(pairings_as_supporter__scheme=scheme)
    offered["recipient"].queryset = recipients.distinct()
    offered["supporter"].queryset = supporters.distinct()


def offer_pairings(offered, viewpoint, *names: str):
    """Gives the filters of these names the pairings of the programme's scheme."""
    pairings = Pairing.objects.visible_to(viewpoint.user).filter(
        scheme=viewpoint.programme.scheme_id
    )
    for name in names:
        offered[name].queryset = pairings.select_related("supporter", "recipient")


def offer_regions(offered, viewpoint):
    """Gives the filter called region those of the programme's scheme, and gives them."""
    regions = Region.objects.visible_to(viewpoint.user).filter(scheme=viewpoint.programme.scheme_id)
    offered["region"].extra["choices"] = [(region.code, region.label) for region in regions]
    return regions
