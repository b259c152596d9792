"""The year and month that a file states of itself: in its title, in the name of a sheet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from aidtrack.spreadsheets.tables.units import squeezed

# A day on which a form was filled in says nothing of its period.
FILLED_IN = re.compile("填表|填报日期|填报时间|制表|编制|打印|报送日期|报送时间|上报")
YEAR_AND_MONTH = re.compile(
    r"(?:19|20)[0-9]{2}(?:年|[-./])(?:[0-9]{1,2}[-~至到])?([0-9]{1,2})(?![0-9])"
)
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
MONTH = re.compile(r"(?<![0-9])([0-9]{1,2})月(?!底|初)")


@dataclass(frozen=True)
class Period:
    """A year, a month, or both; None where the text does not say."""

    year: int | None
    month: int | None

    def holds(self, day: date) -> bool:
        return self.year in (None, day.year) and self.month in (None, day.month)

    def first_day(self, of: date) -> date:
        """The month, with what is not stated taken from another day."""
        return date(self.year or of.year, self.month or of.month, 1)


def stated_periods(texts: Iterable[str]) -> list[Period]:
    """The periods that texts name, each once; those that name a month before those that do not."""
    periods = [period for text in texts if (period := _period(squeezed(text)))]
    return sorted(dict.fromkeys(periods), key=lambda period: period.month is None)


def _period(text: str) -> Period | None:
    if FILLED_IN.search(text):
        return None
    years = YEAR.findall(text) or [whole[:4] for whole in re.findall("(?:19|20)[0-9]{2}年", text)]
    months = [int(month) for month in YEAR_AND_MONTH.findall(text) + MONTH.findall(text)]
    months = [month for month in months if 1 <= month <= 12]
    if len(set(years)) > 1 or not (years or months):
        return None
    return Period(int(years[0]) if years else None, months[-1] if months else None)
