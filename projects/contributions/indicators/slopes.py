"""A change as a line from before to after, from 0 in its own unit, for an SVG in percent."""

from dataclasses import dataclass
from decimal import Decimal

from aidtrack.values.intervals import Interval, printed
from projects.contributions.indicators.lines import ChangeLine

# Percent of the drawing: the axis at 0, and the larger of both values.
AXIS, TOP = Decimal(86), Decimal(16)
LEFT, RIGHT = Decimal(16), Decimal(84)
# The label of the lower value stands below its mark where there is room above the axis.
ROOM_BELOW = Decimal(66)
SHORTEST_SPAN = Decimal(8)


@dataclass(frozen=True)
class SlopeEnd:
    """A mark at ``x``, ``y``: a dot of an exact number, else a bar from ``low`` to ``high``."""

    label: str
    day: str
    x: Decimal
    y: Decimal
    low: Decimal
    high: Decimal
    is_exact: bool
    is_label_below: bool


@dataclass(frozen=True)
class Slope:
    line: ChangeLine
    before: SlopeEnd
    after: SlopeEnd


def is_drawable(line: ChangeLine) -> bool:
    """Whether both ends are numbers of 0 and more."""
    change = line.change
    return change.difference is not None and change.before.low >= 0 and change.after.low >= 0


def slope(line: ChangeLine) -> Slope:
    before, after = line.change.before, line.change.after
    top = max(_highest(before), _highest(after))
    is_rise = _middle(before) <= _middle(after)
    return Slope(
        line,
        _end(before, line.before_on, LEFT, top, is_lower=is_rise),
        _end(after, line.after_on, RIGHT, top, is_lower=not is_rise),
    )


def _end(value: Interval, day: str, x: Decimal, top: Decimal, *, is_lower: bool) -> SlopeEnd:
    y = _height(_middle(value), top)
    # A range too short to be seen is drawn as long as the shortest.
    low = min(AXIS, max(_height(value.low, top), y + SHORTEST_SPAN / 2))
    high = min(_height(_highest(value), top), y - SHORTEST_SPAN / 2)
    is_below = is_lower and y <= ROOM_BELOW
    return SlopeEnd(printed(value), day, x, y, low, high, value.is_exact, is_below)


def _height(number: Decimal, top: Decimal) -> Decimal:
    share = number / top if top else Decimal(0)
    return round(AXIS - (AXIS - TOP) * share, 2)


def _highest(value: Interval) -> Decimal:
    return value.low if value.high is None else value.high


def _middle(value: Interval) -> Decimal:
    """Where the line ends: in the drawing only, it is printed nowhere."""
    return (value.low + _highest(value)) / 2
