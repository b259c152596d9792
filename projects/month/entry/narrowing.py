"""Which rows of the grid are in sight: of one state, of one county, with the words of a search."""

from collections.abc import Mapping
from dataclasses import dataclass

from pairings.models import Organisation
from projects.month.due import Row, states


@dataclass(frozen=True)
class Chip:
    """A state of the month with its number of rows; ``state`` is empty for all of them."""

    state: str
    label: str
    n: int
    is_current: bool


def by_county(rows: list[Row]) -> list[Row]:
    """In the order of counties, within one of them in that of codes."""
    return sorted(rows, key=lambda row: (county(row).ref, row.project.code))


def county(row: Row) -> Organisation:
    return row.project.lead_pairing.recipient


class Narrowing:
    """What an address says of the rows in sight: ``state``, ``county`` and ``q``.

    Counts are those of the whole month, as on its page. An unknown state or county has no rows.
    """

    def __init__(self, parameters: Mapping[str, str], *, rows: list[Row]):
        self.state = parameters.get("state", "")
        self.county = parameters.get("county", "")
        self.q = parameters.get("q", "").strip()
        self.rows = rows

    def __bool__(self):
        return bool(self.state or self.county or self.q)

    def matches(self, row: Row) -> bool:
        return (
            self.state in ("", row.state)
            and self.county in ("", county(row).ref)
            and self.q.casefold() in _words(row).casefold()
        )

    @property
    def chips(self) -> list[Chip]:
        counts = states(self.rows).items()
        return [Chip(state, label, n, state == self.state) for (state, label), n in counts]

    @property
    def counties(self) -> list[tuple[Organisation, int]]:
        """Each county of the month with its number of rows."""
        numbers = {}
        for row in self.rows:
            numbers[county(row)] = numbers.get(county(row), 0) + 1
        return list(numbers.items())


def _words(row: Row) -> str:
    """What a search looks at: the project's names and code, its supporter's names."""
    project, supporter = row.project, row.project.lead_pairing.supporter
    return "\n".join(
        (project.name, project.name_en, project.code, supporter.name, supporter.name_en)
    )
