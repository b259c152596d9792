"""A project in outline: its pairing, class, money and progress, before any date."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from pairings.models import Pairing, ReportingRow, Scope
from projects.models import Category, Programme
from reports.demo.naming import Namer, ProjectName
from reports.demo.quotas import apportion, skewed
from reports.demo.targets import Targets, read_csv

SMALLEST = 60_000  # yuan of aid
STEP = 1_000  # amounts are planned in whole thousands
OFF_PLAN, CANCELLED = "off_plan", "cancelled"


@dataclass
class Outline:
    """Amounts in whole yuan; ``is_started`` and ``is_completed`` speak of the printed day."""

    pairing: Pairing
    category: Category | None
    naming: ProjectName
    aid: int = 0
    # None: the total of all sources is not known.
    investment: int | None = None
    disbursed: int = 0
    is_started: bool = False
    is_completed: bool = False
    besides: str = ""  # OFF_PLAN or CANCELLED: beside the counted ones
    named_by_source: dict[str, str] | None = None

    @property
    def is_building(self) -> bool:
        return self.naming.work.is_construction


@dataclass
class Ground:
    """What a programme's projects are drawn from, with the one random generator for them."""

    programme: Programme
    targets: Targets
    rng: Random
    pairings: dict[str, list[Pairing]] = field(default_factory=dict)
    divisions: list[Pairing] = field(default_factory=list)
    categories: dict[str, Category] = field(default_factory=dict)
    source_names: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self):
        scheme = self.programme.scheme
        for row in ReportingRow.objects.filter(scheme=scheme).select_related("prefecture"):
            self.pairings[row.prefecture.ref] = []
        parties = ("supporter", "recipient__reported_under")
        for pairing in scheme.pairings.select_related(*parties).order_by("position"):
            if pairing.recipient.scope == Scope.XPCC:
                self.divisions.append(pairing)
            else:
                self.pairings[pairing.recipient.row_organisation.ref].append(pairing)
        categories = self.programme.category_scheme.categories.filter(is_reserve=False)
        self.categories = {category.code: category for category in categories}
        self.source_names = read_csv("named_projects.csv")
        self.namer = Namer(self.rng, {row["name"] for row in self.source_names})

    def outline(self, pairing: Pairing, class_code: str, **fields) -> Outline:
        naming = self.namer.name(pairing.recipient, class_code)
        return Outline(pairing, self.categories.get(class_code), naming, **fields)

    def recipients_in_turn(self, row: str, number: int) -> list[Pairing]:
        """The pairings of a row, each about equally often, in random order."""
        pairings = self.pairings[row]
        weights = [self.rng.randint(60, 140) for _ in pairings]
        fewest = 1 if number >= len(pairings) else 0
        counts = apportion(number, weights, minimum=fewest)
        turns = [p for p, n in zip(pairings, counts, strict=True) for _ in range(n)]
        self.rng.shuffle(turns)
        return turns

    def set_investments(self, outlines: Iterable[Outline]):
        """Sets the total: the aid alone, unknown, or the aid and further money."""
        for outline in outlines:
            kind = self.rng.randrange(100)
            if kind < 35:
                outline.investment = outline.aid
            elif kind < 92:
                further = outline.aid * self.rng.randint(5, 160) // 100
                outline.investment = outline.aid + further // STEP * STEP

    def besides(self, kind: str, number: int) -> list[Outline]:
        """Small projects off the plan, or cancelled: never among the counted ones."""
        rows, codes, rng = list(self.pairings), list(self.categories), self.rng
        outlines = []
        for _ in range(number):
            pairing = rng.choice(self.pairings[rng.choice(rows)])
            outline = self.outline(pairing, rng.choice(codes), besides=kind)
            outline.aid = rng.randint(15, 220) * 10_000
            if kind == OFF_PLAN:
                outline.is_started = rng.randrange(100) < 80
                outline.disbursed = rng.choice([0, 30, 50, 80]) * outline.aid // 100
            else:
                outline.is_started = rng.randrange(100) < 30
            outlines.append(outline)
        self.set_investments(outlines)
        return outlines


def aid_weights(rng: Random, outlines: list[Outline], usual: dict[str, int]) -> list[int]:
    """Skewed round the usual amount of each class, given in yuan."""
    return [1 + skewed(rng) * usual[outline.category.code] // 10**6 for outline in outlines]


def match_sizes(outlines: Iterable[Outline]):
    """Of a recipient's projects in a class the larger amounts go to the larger kinds of work."""
    groups = defaultdict(list)
    for outline in outlines:
        if not outline.named_by_source:
            groups[outline.pairing.pk, outline.category].append(outline)
    for group in groups.values():
        namings = sorted((o.naming for o in group), key=lambda naming: naming.work.size)
        for outline, naming in zip(sorted(group, key=lambda o: o.aid), namings, strict=True):
            outline.naming = naming


def month_of(source_row: dict[str, str]) -> date:
    return date.fromisoformat(f"{source_row['started_month']}-01")
