"""The 2010 pilot in outline: classes and their money as printed, prefectures by count alone."""

from reports.demo.naming import UNCLASSIFIED, ProjectName
from reports.demo.outlines import CANCELLED, OFF_PLAN, SMALLEST, STEP, Ground, Outline, match_sizes
from reports.demo.quotas import apportion, deal, skewed

# Of the projects that the source names, those drawn as completed on the printed day.
COMPLETED_BY_NAME = {"653221", "653222"}
AID_OF_THE_DIVISION = 18_600_000  # yuan


def outline_pilot(ground: Ground) -> list[Outline]:
    source_outlines = [_outline_of_source(ground, row) for row in ground.source_names]
    local = [outline for outline in source_outlines if outline.pairing in _local(ground)]
    counted = local + _drawn_outlines(ground, local)
    _set_aid(ground, counted)
    match_sizes(counted)
    _set_investments(ground, counted)
    _set_disbursed(ground, counted)
    for outline in source_outlines:
        if outline not in local:
            outline.aid = AID_OF_THE_DIVISION
            outline.investment = AID_OF_THE_DIVISION * 2
            outline.disbursed = AID_OF_THE_DIVISION * 7 // 10
    besides = ground.besides(OFF_PLAN, 3) + ground.besides(CANCELLED, 2)
    return counted + [outline for outline in source_outlines if outline not in local] + besides


def completed_by_class(ground: Ground) -> dict[str, int]:
    """Completed counts: printed by class they are fewer than printed in all.

    The difference goes where projects are left to complete; a class whose completions are not
    printed keeps none, since no completed money is printed for it.
    """
    by_class = ground.targets.by_class
    completed = {code: figures.get("completed", 0) for code, figures in by_class.items()}
    room = [by_class[code]["planned"] - n if n else 0 for code, n in completed.items()]
    missing = ground.targets.total["completed"] - sum(completed.values())
    further = apportion(missing, room, caps=room)
    return {code: n + more for (code, n), more in zip(completed.items(), further, strict=True)}


def _local(ground: Ground) -> list:
    return [pairing for pairings in ground.pairings.values() for pairing in pairings]


def _outline_of_source(ground: Ground, row: dict[str, str]) -> Outline:
    """Name, place, scale and month are the source's; the kind of work only lends its flags."""
    pairings = [*_local(ground), *ground.divisions]
    parties = (row["supporter"], row["recipient"])
    pairing = next(p for p in pairings if (p.supporter.ref, p.recipient.ref) == parties)
    work = ground.namer.works_for(pairing.recipient, row["class"])[0]
    return Outline(
        pairing,
        ground.categories[row["class"]],
        ProjectName(work, row["name"], row["name_en"]),
        is_started=True,
        is_completed=row["recipient"] in COMPLETED_BY_NAME,
        named_by_source=row,
    )


def _drawn_outlines(ground: Ground, source_outlines: list[Outline]) -> list[Outline]:
    """Deals completed projects and others separately, so that all four margins match."""
    by_row, by_class = ground.targets.by_row, ground.targets.by_class
    rows = {True: {row: n["completed"] for row, n in by_row.items()}}
    rows[False] = {row: n["planned"] - n["completed"] for row, n in by_row.items()}
    classes = {True: completed_by_class(ground)}
    classes[False] = {code: n["planned"] - classes[True][code] for code, n in by_class.items()}
    classes[False][UNCLASSIFIED] = sum(rows[False].values()) - sum(classes[False].values())
    for outline in source_outlines:
        rows[outline.is_completed][outline.pairing.recipient.row_organisation.ref] -= 1
        classes[outline.is_completed][outline.category.code] -= 1
    turns = {
        row: ground.recipients_in_turn(row, rows[True][row] + rows[False][row]) for row in by_row
    }
    return [
        ground.outline(turns[row].pop(), code, is_started=True, is_completed=is_completed)
        for is_completed in (True, False)
        for row, code in deal(ground.rng, rows[is_completed], classes[is_completed])
    ]


def _set_aid(ground: Ground, outlines: list[Outline]):
    left = ground.targets.total["planned_aid"]
    for code, figures in ground.targets.by_class.items():
        done = figures.get("completed_aid", 0)
        amounts = {True: done, False: figures["planned_aid"] - done}
        for is_completed, amount in amounts.items():
            of_class = [o for o in outlines if o.category and o.category.code == code]
            same = [o for o in of_class if o.is_completed == is_completed]
            weights = [1 + skewed(ground.rng) for _ in same]
            parts = apportion(amount, weights, minimum=SMALLEST, step=STEP)
            for outline, part in zip(same, parts, strict=True):
                outline.aid = part
        left -= figures["planned_aid"]
    unclassified = [o for o in outlines if o.category is None]
    for outline, part in zip(
        unclassified, apportion(left, [1] * len(unclassified), step=STEP), strict=True
    ):
        outline.aid = part


def _set_investments(ground: Ground, outlines: list[Outline]):
    """The total investment of completed projects is printed, so the rest of it is divided."""
    ground.set_investments(o for o in outlines if not o.is_completed)
    completed = [o for o in outlines if o.is_completed]
    further = ground.targets.total["completed_investment"] - sum(o.aid for o in completed)
    weights = [
        0 if ground.rng.randrange(100) < 25 else o.aid * ground.rng.randint(10, 100)
        for o in completed
    ]
    for outline, part in zip(completed, apportion(further, weights, step=STEP), strict=True):
        outline.investment = outline.aid + part


def _set_disbursed(ground: Ground, outlines: list[Outline]):
    rng = ground.rng
    weights = [
        o.aid * (rng.randint(80, 110) if o.is_completed else rng.randint(25, 90)) for o in outlines
    ]
    total = ground.targets.total["disbursed"]
    parts = apportion(total, weights, caps=[o.aid for o in outlines], step=STEP)
    for outline, part in zip(outlines, parts, strict=True):
        outline.disbursed = part
