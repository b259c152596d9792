"""From outlines to unsaved rows; reads pairings and printed figures from the database."""

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from pairings.models import Pairing, Scope
from projects.models import Programme, Project, Suspension, Tranche, Transfer
from reports.demo.outlines import OFF_PLAN, Ground, Outline
from reports.demo.payments import Ledger, tranches_of
from reports.demo.pilot import outline_pilot
from reports.demo.plan import outline_plan
from reports.demo.schedules import FACTS_THROUGH, Season, dates_of, stops_of
from reports.demo.targets import targets_of

OUTLINES = {"2010-pilot": outline_pilot, "2011-plan": outline_plan}
# Letters of the project codes; an XPCC division's are its ref without the hyphen.
LETTERS = {
    "ILI-DIRECT": "YL",
    "654200": "TC",
    "654300": "AL",
    "652700": "BZ",
    "652300": "CJ",
    "652100": "TP",
    "652200": "HM",
    "652800": "BY",
    "652900": "AK",
    "653000": "KZ",
    "653100": "KS",
    "653200": "HT",
}
SOURCE = "《对口支援工作总结(收集5篇)》篇4 三(二)"
Mode = Project.DeliveryMode


@dataclass
class Draft:
    """Unsaved rows; ``partners`` pairs a project with a further pairing."""

    projects: list[Project] = field(default_factory=list)
    partners: list[tuple[Project, Pairing]] = field(default_factory=list)
    suspensions: list[Suspension] = field(default_factory=list)
    tranches: list[Tranche] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)


def draw(programme: Programme) -> Draft:
    """The illustrative rows of a programme: the same ones at every call, on every machine."""
    rng = Random(f"illustrative {programme.code}")  # noqa: S311 -- drawn, not secret
    ground = Ground(programme, targets_of(programme.code), rng)
    season, draft = Season.of(ground), Draft()
    ledger = Ledger(rng, season)
    for outline, code in numbered(ground, OUTLINES[programme.code](ground)):
        project = _project(ground, season, outline, code)
        tranches = tranches_of(rng, project, programme.ends_on, season)
        ledger.pay(project, outline, tranches)
        draft.projects.append(project)
        draft.tranches += tranches
        draft.partners += _partners(ground, project)
    draft.suspensions = stops_of(rng, draft.projects, season)
    _complete(ledger, draft.projects, season)
    draft.transfers = ledger.transfers
    return draft


def numbered(ground: Ground, outlines: list[Outline]) -> list[tuple[Outline, str]]:
    """Outlines with their codes, numbered within a row by recipient, then class, then as drawn."""
    year, last = ground.programme.starts_on.year, defaultdict(int)
    order = {code: n for n, code in enumerate(ground.categories)}
    coded = []
    for outline in sorted(
        outlines,
        key=lambda o: (
            o.besides == OFF_PLAN,
            o.pairing.position,
            order[o.category.code] if o.category else len(order),
        ),
    ):
        recipient = outline.pairing.recipient
        is_local = recipient.scope == Scope.LOCAL
        row = (
            LETTERS[recipient.row_organisation.ref] if is_local else recipient.ref.replace("-", "")
        )
        last[row] += 1
        coded.append((outline, f"{row}-{year}-{last[row]:03d}"))
    return coded


def _project(ground: Ground, season: Season, outline: Outline, code: str) -> Project:
    rng, work, source_row = ground.rng, outline.naming.work, outline.named_by_source
    is_illustrative = source_row is None
    modes = [Mode.TURNKEY] * 9 + [Mode.CHEQUE] * 8 + [Mode.CO_BUILT] * 3
    continuing = rng.randrange(100) < (12 if ground.programme.starts_on.year > 2010 else 4)
    basis = outline.investment or outline.aid
    return Project(
        code=code,
        name=outline.naming.name,
        name_en=outline.naming.name_en,
        programme=ground.programme,
        lead_pairing=outline.pairing,
        category=outline.category,
        delivery_mode=rng.choice(modes),
        nature=Project.Nature.CONTINUING if continuing and is_illustrative else Project.Nature.NEW,
        is_construction=work.is_construction,
        is_livelihood=work.is_livelihood,
        is_county_and_below=rng.randrange(100) < 94,
        is_off_plan=outline.besides == OFF_PLAN,
        total_investment=outline.investment,
        planned_aid=outline.aid,
        scale=work.scale_text(rng, basis) if is_illustrative else source_row["scale"],
        provenance=(
            Project.Provenance.ILLUSTRATIVE
            if is_illustrative
            else Project.Provenance.PARTLY_ILLUSTRATIVE
        ),
        source="" if is_illustrative else SOURCE,
        **dates_of(rng, outline, season),
    )


def _partners(ground: Ground, project: Project) -> list[tuple[Project, Pairing]]:
    """A few co-built projects have a second pairing: another supporter's where the row has one."""
    rng, lead = ground.rng, project.lead_pairing
    if project.delivery_mode != Mode.CO_BUILT or rng.randrange(100) >= 20:
        return []
    if lead.recipient.scope == Scope.XPCC or project.cancelled_on:
        return []
    others = [p for p in ground.pairings[lead.recipient.row_organisation.ref] if p is not lead]
    elsewhere = [p for p in others if p.supporter != lead.supporter]
    return [(project, rng.choice(elsewhere or others))]


def _complete(ledger: Ledger, projects: list[Project], season: Season):
    """Adds mistakes and returned money, the money that came into the region, and documents."""
    ledger.make_mistakes(2)
    ledger.return_from_cancelled([p for p in projects if p.cancelled_on])
    over_winter = season.as_of < FACTS_THROUGH
    if over_winter:
        ledger.overpay(next(p for p in projects if p.handed_over_on), 1025)
    ledger.bring_into_region(projects)
    ledger.number_documents("援试" if over_winter else "援")
