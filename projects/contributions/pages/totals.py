"""What stands at the foot of a list of contributions: sums of the units that add."""

from dataclasses import dataclass

from projects.contributions.given import GROUPINGS, IN_POST, GivenLine, lines, quantities


@dataclass(frozen=True)
class ContributionTotals:
    """``adding`` have a sum each, people in post too; the names of the other units say of what
    there is none.
    """

    adding: list[GivenLine]
    names_without_sum: list[str]


def list_totals(contributions, *, on, unit=None) -> ContributionTotals:
    """Of those that count on the day, in the order of the counting units; two queries.

    ``unit``: of this counting unit alone.
    """
    by_unit = lines(quantities(contributions.order_by(), on=on), GROUPINGS["counting-unit"])
    chosen = [line for line in by_unit if unit is None or line.counting_unit == unit]
    adding = [line for line in chosen if line.done is not None and _adds(line)]
    without = [line.counting_unit.name for line in chosen if not _adds(line)]
    return ContributionTotals(adding, without)


def _adds(line: GivenLine) -> bool:
    """People in post do, on any day."""
    return line.counting_unit.adds or line.group == IN_POST
