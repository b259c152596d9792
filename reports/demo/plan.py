"""The 2011 plan in outline: prefectures as printed, classes in the five-year plan's proportions."""

from reports.demo.outlines import (
    CANCELLED,
    OFF_PLAN,
    SMALLEST,
    STEP,
    Ground,
    Outline,
    aid_weights,
    match_sizes,
)
from reports.demo.quotas import apportion, deal, skewed

COMPLETED_SHARE = 6  # percent of the started ones, by the end of June
# The row in which one completed project has received more than was planned for it.
OVERPAID_IN = "653100"


def outline_plan(ground: Ground) -> list[Outline]:
    usual = usual_aid(ground)
    planned = {row: n["planned"] for row, n in ground.targets.by_row.items()}
    turns = {row: ground.recipients_in_turn(row, n) for row, n in planned.items()}
    counted = {row: [] for row in planned}
    for row, code in deal(ground.rng, planned, class_counts(ground)):
        counted[row].append(ground.outline(turns[row].pop(), code))
    for row, outlines in counted.items():
        figures = ground.targets.by_row[row]
        weights = aid_weights(ground.rng, outlines, usual)
        parts = apportion(figures["planned_aid"], weights, minimum=SMALLEST, step=STEP)
        for outline, part in zip(outlines, parts, strict=True):
            outline.aid = part
        match_sizes(outlines)
        _set_progress(ground, outlines, figures["started"])
        _set_disbursed(ground, outlines, figures["disbursed"], overpaid=row == OVERPAID_IN)
        ground.set_investments(outlines)
    besides = ground.besides(OFF_PLAN, 14) + ground.besides(CANCELLED, 9)
    return (
        [o for outlines in counted.values() for o in outlines] + _divisions(ground, usual) + besides
    )


def class_counts(ground: Ground) -> dict[str, int]:
    by_class = ground.targets.by_class
    codes = [code for code in ground.categories if by_class[code].get("planned")]
    weights = [by_class[code]["planned"] for code in codes]
    total = ground.targets.total["planned"]
    return dict(zip(codes, apportion(total, weights), strict=True))


def usual_aid(ground: Ground) -> dict[str, int]:
    """Yuan a project, by class, over the five-year plan."""
    by_class = ground.targets.by_class
    return {
        code: by_class[code]["planned_aid"] // by_class[code]["planned"]
        for code in ground.categories
    }


def _set_progress(ground: Ground, outlines: list[Outline], started: int):
    """Courses and purchases begin before the building season; they and small works end first."""
    rng = ground.rng
    by_start = sorted(outlines, key=lambda o: rng.randrange(100) + (25 if o.is_building else 0))
    for outline in by_start[:started]:
        outline.is_started = True
    by_end = sorted(
        by_start[:started],
        key=lambda o: rng.randrange(100) + (20 + o.aid // 200_000 if o.is_building else 0),
    )
    for outline in by_end[: started * COMPLETED_SHARE // 100]:
        outline.is_completed = True


def _set_disbursed(ground: Ground, outlines: list[Outline], total: int, *, overpaid: bool):
    """Money goes to the works under way and to a few others, as widely as there is enough of it."""
    rng = ground.rng
    if overpaid:
        first = min((o for o in outlines if o.is_completed), key=lambda o: o.aid)
        first.disbursed = first.aid * 104 // 100 // STEP * STEP
        total -= first.disbursed
        outlines = [o for o in outlines if o is not first]
    order = sorted(outlines, key=lambda o: (not o.is_started, rng.random()))
    started = sum(o.is_started for o in outlines)
    wanted = min(started, 1 + total * 3 * started // (2 * sum(o.aid for o in order[:started])))
    served, room = [], 0
    for outline in order:
        if len(served) >= wanted and room >= total * 5 // 4:
            break
        served.append(outline)
        room += outline.aid
    early = [o for o in order if not o.is_started and o not in served]
    served += early[: len(early) // 25]
    weights = [
        o.aid * (rng.randint(20, 100) if o.is_started else rng.randint(3, 30)) for o in served
    ]
    parts = apportion(total, weights, caps=[o.aid for o in served], step=STEP)
    for outline, part in zip(served, parts, strict=True):
        outline.disbursed = part


def _divisions(ground: Ground, usual: dict[str, int]) -> list[Outline]:
    """A few projects of each XPCC division: outside the printed tables."""
    rng, outlines = ground.rng, []
    for pairing in ground.divisions:
        for _ in range(rng.randint(2, 4)):
            outline = ground.outline(pairing, rng.choice(list(ground.categories)))
            amount = usual[outline.category.code] * skewed(rng) // 10**6
            outline.aid = max(SMALLEST, amount // 10_000 * 10_000)
            outline.is_started = rng.randrange(100) < 62
            if outline.is_started:
                outline.disbursed = outline.aid * rng.randint(10, 80) // 100 // STEP * STEP
            outlines.append(outline)
    ground.set_investments(outlines)
    return outlines
