"""Organisations by the names that files call them: dated, short, English, by code or reference."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from aidtrack.values.characters import squeezed
from pairings.models import Designation, Organisation
from pairings.querysets import visible_rows

NEAREST = 3


def plain(name) -> str:
    """A name as ``squeezed`` gives it; a code without the zeros it may lose."""
    text = squeezed(name)
    return text.lstrip("0") if text.isdigit() else text


@dataclass(frozen=True)
class Party:
    """An organisation as far as loading needs it; ``row`` is where it is reported.

    ``pk`` of one that the same load creates is a ``batches.New``.
    """

    pk: int
    ref: str
    label: str
    row: int


class Parties:
    """The organisations that a user may see, by every name of theirs; two queries."""

    def __init__(self, user):
        self.by_id: dict[int, Party] = {}
        self.by_name: dict[str, set[int]] = {}
        self.strong: dict[str, set[int]] = {}
        self.organisations = {o.pk: o for o in visible_rows(Organisation.objects.all(), user)}
        for o in self.organisations.values():
            self.by_id[o.pk] = Party(o.pk, o.ref, o.label, o.row_organisation_id)
            self._add(o.pk, (o.ref, o.name, o.short_name, o.name_en), self.strong)
        dated = visible_rows(Designation.objects.all(), user).order_by()
        for pk, *names in dated.values_list("organisation_id", "name", "name_en", "code"):
            self._add(pk, names, self.by_name)

    def _add(self, pk: int, names: Iterable[str], index: dict[str, set[int]]):
        for name in names:
            if name:
                index.setdefault(plain(name), set()).add(pk)

    def find(self, name) -> list[Party]:
        """The organisations with this name today; if there are none, those that ever had it."""
        key = plain(name)
        ids = self.strong.get(key) or self.by_name.get(key) or ()
        return [self.by_id[pk] for pk in sorted(ids) if pk in self.by_id]

    def nearest(self, name) -> list[Party]:
        """The organisations with the most similar names, the most similar first."""
        names = [*self.strong, *self.by_name]
        alike = get_close_matches(plain(name), names, n=2 * NEAREST, cutoff=0.5)
        parties = [party for close in alike for party in self.find(close)]
        return list(dict.fromkeys(parties))[:NEAREST]
