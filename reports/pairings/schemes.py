"""Which scheme the list of pairings is about: schemes are its first level."""

from dataclasses import dataclass

from pairings.models import Scheme
from projects.figures.viewpoint import CHOSEN, default_programme
from projects.models import Programme

# Parameters that look for pairings in every scheme where the address names none.
SEARCHES = ("q", "supporter", "recipient")


@dataclass(frozen=True)
class SchemeChoice:
    """The schemes of which the reader sees pairings, and the one of the page.

    ``scheme`` None: pairings of all of them. ``programme`` None: none runs under it.
    """

    schemes: list[Scheme]
    scheme: Scheme | None
    programme: Programme | None

    def is_of_another(self, programme: Programme | None) -> bool:
        """Whether the programme is of another scheme than the page."""
        return bool(self.scheme and programme and programme.scheme_id != self.scheme.pk)


def scheme_choice(request) -> SchemeChoice:
    """By the scheme of the address, else that of its programme, else that of the default one.

    An address that only looks for something looks in all of them.
    """
    schemes = list(Scheme.objects.offered_to(request.user))
    programmes = Programme.objects.visible_to(request.user).filter(scheme__in=schemes)
    chosen = request.COOKIES.get(CHOSEN, "")
    if "scheme" in request.GET or any(request.GET.get(name) for name in SEARCHES):
        code = request.GET.get("scheme", "")
        scheme = next((scheme for scheme in schemes if scheme.code == code), None)
        of_scheme = programmes.filter(scheme=scheme) if scheme else programmes
        return SchemeChoice(schemes, scheme, default_programme(of_scheme, chosen=chosen))
    # Compared here and not in the database, which takes no NUL.
    code = request.GET.get("programme", "")
    named = next((programme for programme in programmes if programme.code == code), None)
    programme = named or default_programme(programmes, chosen=chosen)
    first = schemes[0] if schemes else None
    by_pk = {scheme.pk: scheme for scheme in schemes}
    return SchemeChoice(schemes, by_pk[programme.scheme_id] if programme else first, programme)
