"""The lines of a year's grid: those of the office that can be changed, and empty ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from aidtrack.web.overwriting import AS_OPENED
from pairings.models import Scheme
from projects.contributions.entry.forms import QuantityForm, begun_with, reading
from projects.contributions.entry.posting import ContributionEntry
from projects.contributions.entry.questions import AS_ENTERED
from projects.contributions.entry.rights import EntryOwners
from projects.contributions.quantities import quantity_words
from projects.contributions.year.forms import (
    LineQuantityForm,
    YearLineForm,
    digest_of_stored,
    is_touched,
    line_quantity_begun_with,
)
from projects.models import Contribution, CountingUnit, Quantity

# What the lines of a form are named by: row-UN-2013-04, new-0.
STORED, NEW = "row-", "new-"
NUMBERED = re.compile(r"new-[0-9]{1,3}")
LINES = "line"
EMPTY_LINES = 5


@dataclass
class YearLine:
    """A contribution in one line, with the first of its quantities or the one that was there.

    ``sentence`` says why it was not sent to review.
    """

    prefix: str
    entry: ContributionEntry
    sentence: str = ""
    # Whether it came back from a post unsaved.
    is_open: bool = False

    @property
    def contribution(self) -> Contribution | None:
        return self.entry.stored

    @property
    def form(self) -> YearLineForm:
        return self.entry.form

    @property
    def row(self) -> QuantityForm:
        return self.entry.rows[0]

    @property
    def has_errors(self) -> bool:
        return self.is_open and bool(self.form.errors or self.row.errors)

    @property
    def is_to_be_read(self) -> bool:
        """Whether nothing is missing but that the person has seen how the number was read."""
        return self.is_open and not (self.has_errors or self.entry.questions or self.sentence)

    @property
    def has_remarks(self) -> bool:
        """Whether anything is said below the line."""
        is_returned = bool(self.contribution and self.contribution.return_reason)
        return self.is_open or is_returned or bool(self.sentence or self.entry.unlisted)

    @property
    def more_quantities(self) -> list[str]:
        return [quantity_words(quantity) for quantity in self.entry.unlisted]

    @property
    def answers(self) -> dict[str, str]:
        """What the form carries on: posted answers, or stored ones that leave all as entered."""
        if self.is_open or self.contribution is None:
            return self.entry.answers
        stored = self.contribution.answers.items()
        return {code: answer for code, answer in stored if answer == AS_ENTERED}


@dataclass
class YearGrid:
    """What a person enters in a grid: of a scheme, in a year."""

    user: object
    scheme: Scheme
    year: int

    @cached_property
    def owners(self) -> EntryOwners:
        return EntryOwners(self.user, self.scheme)

    @cached_property
    def units(self) -> list[tuple[str, str]]:
        return [(unit.code, unit.name) for unit in CountingUnit.objects.visible_to(self.user)]

    def visible(self):
        """All of the scheme that the person sees, with what a line prints."""
        visible = Contribution.objects.visible_to(self.user).filter(scheme=self.scheme)
        related = visible.select_related("scheme", "pairing__supporter", "pairing__recipient")
        return related.prefetch_related("quantities__counting_unit").order_by("ref")

    def own(self):
        """Of what the person may enter for; the state may keep it from change."""
        pairings = [pairing.pk for pairing in self.owners.pairings.values()]
        return self.visible().filter(Q(pairing__in=pairings) | Q(pairing=None))

    def contributions(self):
        return self.own().of_year(self.year)

    def to_change(self):
        return self.contributions().filter(state__in=Contribution.EDITABLE)

    def to_read(self, *, on):
        """Those that wait for review or were decided on."""
        return self.contributions().exclude(state__in=Contribution.EDITABLE).for_list(on=on)

    def line(self, contribution: Contribution, data: Mapping[str, str] | None = None) -> YearLine:
        prefix = f"{STORED}{contribution.ref}"
        quantities = list(contribution.quantities.all())
        listed = _listed(quantities, (data or {}).get(f"{prefix}-quantity", ""))
        initial = begun_with(contribution) | {"quantity": listed and listed.pk}
        return self._line(prefix, data, initial, contribution, listed)

    def new_line(self, prefix: str, data: Mapping[str, str] | None = None) -> YearLine:
        """Begins with the year, and with the one pairing where there is no other."""
        refs = list(self.owners.pairings)
        initial = {"starts": f"{self.year}"}
        if len(refs) == 1:
            initial["whose"] = f"pairing:{refs[0]}"
        return self._line(prefix, data, initial, None, None)

    def _line(self, prefix, data, initial, stored, listed: Quantity | None) -> YearLine:
        form = YearLineForm(
            data,
            prefix=prefix,
            user=self.user,
            stored=stored,
            owners=self.owners,
            initial=initial,
        )
        row = LineQuantityForm(
            data,
            prefix=f"{prefix}-quantity",
            units=CountingUnit.objects.visible_to(self.user),
            unit_choices=self.units,
            initial=line_quantity_begun_with(listed) if listed else {},
        )
        form.initial[AS_OPENED] = digest_of_stored(form, row)
        unlisted = [q for q in stored.quantities.all() if q != listed] if stored else []
        read = _stored_reading(listed) if data is None else ""
        entry = ContributionEntry(form, [row], data or {}, stored, unlisted, read=read)
        return YearLine(prefix, entry, is_open=data is not None)

    def posted(self, data: Mapping[str, str]) -> list[YearLine]:
        """The lines in which something was typed; of contributions that the person sees."""
        names = data.getlist(LINES)
        dropped = data.getlist("theirs")
        refs = {name.removeprefix(STORED) for name in names if name.startswith(STORED)}
        stored = self.visible().filter(
            ref__in=[ref for ref in refs if ref.isascii() and ref.isprintable()]
        )
        lines = [self.line(row, data) for row in stored]
        lines += [
            self.new_line(name, data) for name in dict.fromkeys(names) if NUMBERED.fullmatch(name)
        ]
        return [
            line
            for line in lines
            if line.prefix not in dropped and is_touched(line.form, line.row, data)
        ]

    def empty_lines(self, taken: set[str]) -> list[YearLine]:
        free = (f"{NEW}{n}" for n in range(len(taken) + EMPTY_LINES))
        return [self.new_line(name) for name in free if name not in taken][:EMPTY_LINES]


def _listed(quantities: list[Quantity], posted_id: str) -> Quantity | None:
    """The quantity that the person saw in the line; the first before a post."""
    seen_in_line = [quantity for quantity in quantities if f"{quantity.pk}" == posted_id]
    return next(iter(seen_in_line or quantities), None)


def _stored_reading(quantity: Quantity | None) -> str:
    """How the text was read, which stands below it."""
    if quantity is None or not quantity.printed or quantity.done is None:
        return ""
    return reading(quantity.done, quantity.counting_unit)
