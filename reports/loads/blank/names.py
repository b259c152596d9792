"""The names that a person may write into a file, each as loading understands it."""

from collections.abc import Callable, Iterable
from functools import cached_property

from pairings.models import Pairing, Scheme
from pairings.querysets import visible_rows
from projects.models import Category, CategoryScheme, Programme
from reports.loads.names.parties import Parties, Party

Purpose = CategoryScheme.Purpose
# The lists that categories of a file are from, where they are not the classes of projects.
OF_KIND = {"contributions": Purpose.CONTRIBUTION}


class OfferedNames:
    """Of the rows that the person may see, in the language in use; ``kind``: of which files."""

    def __init__(self, user, kind: str):
        self.user, self.kind = user, kind

    def of(self, column: str) -> list[str]:
        """Those for a column of a file; none for a column that holds no names."""
        offer: Callable | None = {
            "supporter": lambda: self._parties("supporter_id"),
            "recipient": lambda: self._parties("recipient_id"),
            "receiver": lambda: self._parties("recipient_id"),
            "programme": lambda: self._labels(Programme),
            "category": lambda: self._classes(OF_KIND.get(self.kind, Purpose.CLASS)),
            "profession": lambda: self._classes(Purpose.PROFESSION),
            "scheme": lambda: self._labels(Scheme),
        }.get(column)
        return list(dict.fromkeys(offer())) if offer else []

    @cached_property
    def parties(self) -> Parties:
        return Parties(self.user)

    def _classes(self, purpose: Purpose) -> list[str]:
        rows = visible_rows(Category.objects.filter(scheme__purpose=purpose), self.user)
        return [str(row.label) for row in rows]

    def _labels(self, model) -> list[str]:
        return [str(row.label) for row in visible_rows(model.objects.all(), self.user)]

    def _parties(self, side: str) -> list[str]:
        pairings = visible_rows(Pairing.objects.all(), self.user)
        ids = pairings.order_by(side).values_list(side, flat=True).distinct()
        return [self._word(self.parties.by_id[pk]) for pk in ids if pk in self.parties.by_id]

    def _word(self, party: Party) -> str:
        """The label; the reference where several organisations have the label."""
        return party.label if len(self.parties.find(party.label)) == 1 else party.ref


def choices_of(column, offered: OfferedNames) -> list[str]:
    """What the cells of a column offer; nothing where anything may be written."""
    labels: Iterable = column.choice_labels.values()
    return [str(label) for label in labels] or offered.of(column.name)
