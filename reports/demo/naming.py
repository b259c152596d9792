"""Names and scales: a place, a kind of work that fits the class, and how much of it."""

import re
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from pairings.models import Organisation
from reports.demo.targets import read_csv

UNCLASSIFIED = "unclassified"
PHASES = {2: "二期", 3: "三期", 4: "四期", 5: "五期"}


@dataclass(frozen=True)
class Work:
    """A kind of work, as ``fixtures/illustrative_works.csv`` lists them."""

    name: str
    name_en: str
    size: int  # 1 to 3: what its kind usually costs
    scale: str
    yuan_per_unit: int
    step: int
    is_construction: bool
    is_livelihood: bool

    def scale_text(self, rng: Random, amount: int) -> str:
        """How much an amount in yuan builds, at a price some way around the usual one."""
        units = amount * 100 // (self.yuan_per_unit * rng.randint(80, 125))
        n = max(self.step, (units + self.step // 2) // self.step * self.step)
        return self.scale.format(n=n)


@dataclass(frozen=True)
class ProjectName:
    work: Work
    name: str
    name_en: str


class Namer:
    """Hands out names that are unique within a programme.

    Each place goes through the kinds of work of a class in an order of its own; a kind that comes
    round again is the next phase.
    """

    def __init__(self, rng: Random, used_names: set[str]):
        self.rng = rng
        self.used_names = used_names
        self.waiting = defaultdict(list)
        self.works = defaultdict(list)
        for row in read_csv("illustrative_works.csv"):
            for code in row["classes"].split():
                self.works[code, row["places"]].append(_work(row))

    def name(self, place: Organisation, class_code: str) -> ProjectName:
        works = self.works_for(place, class_code)
        waiting = self.waiting[place.ref, class_code]
        if not waiting:
            waiting += self.rng.sample(works, len(works))
        return self._unique(place, waiting.pop())

    def works_for(self, place: Organisation, class_code: str) -> list[Work]:
        kind = "division" if place.kind == Organisation.Kind.XPCC_DIVISION else "county"
        return self.works[class_code, kind]

    def _unique(self, place: Organisation, work: Work) -> ProjectName:
        name = work.name.format(place=place.name)
        # Kashgar (Kashi) City: the further name belongs to lists, not into other names.
        name_en = work.name_en.format(place=re.sub(r" \(.*?\)", "", place.name_en))
        # The first phase may have been another programme's.
        phase = 2 if work.is_construction and self.rng.randrange(100) < 7 else 1
        while _in_phase(name, phase) in self.used_names:
            phase += 1
        self.used_names.add(_in_phase(name, phase))
        return ProjectName(
            work, _in_phase(name, phase), name_en if phase == 1 else f"{name_en}, phase {phase}"
        )


def _in_phase(name: str, phase: int) -> str:
    return name if phase == 1 else f"{name}（{PHASES[phase]}）"


def _work(row: dict[str, str]) -> Work:
    return Work(
        name=row["name"],
        name_en=row["name_en"],
        size=int(row["size"]),
        scale=row["scale"],
        yuan_per_unit=int(row["yuan_per_unit"]),
        step=int(row["step"]),
        is_construction=row["construction"] == "1",
        is_livelihood=row["livelihood"] == "1",
    )
