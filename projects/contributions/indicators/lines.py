"""A change in words: its values with their unit, its days, its sources, whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _t, ngettext

from aidtrack.values.formats import DASH
from aidtrack.values.intervals import Interval, multiple, printed, signed
from projects.contributions.changes import IndicatorChange
from projects.models import Indicator, Observation
from projects.models.days import Precision

KNOWN_BY = {Precision.YEAR: "%Y", Precision.MONTH: "%Y-%m"}
Kind = Indicator.Kind


@dataclass(frozen=True)
class ChangeLine:
    """A change as a line of a table."""

    change: IndicatorChange

    @property
    def subject(self) -> str:
        """Whose it is; of parties that are named or summed together it says so."""
        subject, parties = self.change.subject, len(self.change.parties)
        if subject is None:
            words = ngettext("%(n)s party together", "%(n)s parties together", parties)
            return words % {"n": parties}
        if self.change.is_of_several:
            return _t("%(parties)s together") % {"parties": subject.label}
        return subject.label

    @property
    def before(self) -> str:
        return value_words(self.change.indicator, self.change.before, self.change.baseline)

    @property
    def after(self) -> str:
        return value_words(self.change.indicator, self.change.after, self.change.actual)

    @property
    def before_on(self) -> str:
        """When; of a total, which has values of many days, nothing."""
        return day_words(self.change.baseline) if self.change.subject else ""

    @property
    def after_on(self) -> str:
        return day_words(self.change.actual) if self.change.subject else ""

    @property
    def difference(self) -> str:
        """With its sign; the levels gained on a scale."""
        if self.change.steps is not None:
            steps = abs(self.change.steps)
            words = ngettext("%(n)s level", "%(n)s levels", steps)
            return words % {"n": signed(Interval.exactly(self.change.steps))}
        return signed(self.change.difference) if self.is_computable else _t("unknown")

    @property
    def multiple(self) -> str:
        return multiple(self.change.multiple)

    @property
    def is_computable(self) -> bool:
        """Whether there is a difference, or a reason of its own why there is none."""
        return self.change.difference is not None or self.change.is_known

    @property
    def printed(self) -> list[str]:
        """What the sources print, from before first."""
        return [row.printed for row in self._ends if row.printed]

    @property
    def sources(self) -> list[str]:
        return list(dict.fromkeys(row.source for row in self._ends if row.source))

    @property
    def provenances(self) -> list[str]:
        return list(dict.fromkeys(str(row.get_provenance_display()) for row in self._ends))

    @property
    def is_illustrative(self) -> bool:
        illustrative = Observation.Provenance.ILLUSTRATIVE
        return any(row.provenance == illustrative for row in self._ends)

    @property
    def _ends(self) -> list[Observation]:
        if self.change.subject is None:
            return list(self.change.observations)
        return [row for row in (self.change.baseline, self.change.actual) if row]


def change_lines(changes: Iterable[IndicatorChange]) -> list[ChangeLine]:
    return [ChangeLine(change) for change in changes]


@dataclass(frozen=True)
class ObservationLine:
    """One observation in words, beside the change that it belongs to."""

    row: Observation
    subject: str

    @property
    def value(self) -> str:
        return value_words(self.row.indicator, self.row.value, self.row)

    @property
    def fraction(self) -> str:
        """What a ratio is of: 13 / 67; empty of anything else."""
        if self.row.denominator is None:
            return ""
        return f"{plain_number(self.row.numerator)} / {plain_number(self.row.denominator)}"

    @property
    def day(self) -> str:
        return day_words(self.row)


def observation_lines(lines: Iterable[ChangeLine]) -> list[ObservationLine]:
    """The observations behind changes, the oldest first."""
    return [
        ObservationLine(row, line.subject) for line in lines for row in line.change.observations
    ]


def plain_number(number: Decimal) -> str:
    return printed(Interval.exactly(number))


def value_words(indicator: Indicator, value: Interval | None, row: Observation | None) -> str:
    """A number with its unit, a level, yes or no; a dash where it is unknown."""
    if indicator.kind == Kind.LEVEL:
        return indicator.level_label(row.level) if row else DASH
    if value is None:
        return DASH
    if indicator.kind == Kind.YES_NO and value.is_exact:
        return _t("yes") if value.low else _t("no")
    return with_unit(printed(value), indicator.unit_label)


def with_unit(number: str, unit: str) -> str:
    return _t("%(number)s %(unit)s") % {"number": number, "unit": unit} if unit else number


def day_words(row: Observation | None) -> str:
    """The day as exactly as it is known: 2001, 2001-06 or 2001-06-30; empty without a row."""
    return f"{row.on:{KNOWN_BY.get(row.precision, '%Y-%m-%d')}}" if row else ""
