"""Who supports whom: organisations with their dated names, schemes, and the pairings in them."""

from pairings.models.identities import ProviderIdentity
from pairings.models.link_requests import LinkRequest
from pairings.models.maps import Landmark, Region
from pairings.models.memberships import Membership, Role
from pairings.models.organisations import (
    Designation,
    Organisation,
    Scope,
    in_language,
    ref_validator,
)
from pairings.models.pairings import Pairing
from pairings.models.preferences import Preference, language_of
from pairings.models.reporting import ReportingRow, ReportingUnit
from pairings.models.schemes import Scheme

__all__ = [
    "Designation",
    "Landmark",
    "LinkRequest",
    "Membership",
    "Organisation",
    "Pairing",
    "Preference",
    "ProviderIdentity",
    "Region",
    "ReportingRow",
    "ReportingUnit",
    "Role",
    "Scheme",
    "Scope",
    "in_language",
    "language_of",
    "ref_validator",
]
