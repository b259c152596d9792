"""Dates: a building season from April, late starts, stops; after FACTS_THROUGH only plans."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from projects.models import Suspension
from reports.demo.outlines import CANCELLED, Ground, Outline, month_of

FACTS_THROUGH = date(2011, 6, 30)
FIRST_AGREED_ON = date(2010, 3, 30)  # the conference that set the pairings
Reason = Suspension.Reason


@dataclass(frozen=True)
class Season:
    """When a programme's works begin; money and courses may come before the building season.

    ``as_of`` is the day that the printed figures speak of.
    """

    opens_on: date
    begins_by: date  # building begins between the two
    courses_from: date
    as_of: date
    approved_from: date

    @classmethod
    def of(cls, ground: Ground) -> "Season":
        year = ground.programme.starts_on.year
        as_of = ground.targets.as_of
        return cls(
            opens_on=date(year, 4, 1),
            begins_by=min(as_of, date(year, 10, 25)),
            courses_from=max(date(year, 1, 10), FIRST_AGREED_ON + timedelta(days=7)),
            as_of=as_of,
            approved_from=max(date(year - 1, 10, 15), FIRST_AGREED_ON),
        )


def dates_of(rng: Random, outline: Outline, season: Season) -> dict[str, date | None]:
    """The values of a project's date fields: facts, then the plans from which they strayed."""
    facts = _facts(rng, outline, season)
    started_on = facts.get("started_on")
    planned_start_on = _planned_start(rng, season, started_on)
    days = rng.randint(110, 420) if outline.is_building else rng.randint(60, 260)
    return {
        **facts,
        "planned_start_on": planned_start_on,
        "planned_finish_on": planned_start_on + timedelta(days=days),
        "approved_on": _approved(rng, season, started_on, planned_start_on),
    }


def _facts(rng: Random, outline: Outline, season: Season) -> dict[str, date | None]:
    facts = {}
    if outline.is_started:
        facts["started_on"] = _started(rng, outline, season)
    if outline.besides == CANCELLED:
        first = facts.get("started_on", season.opens_on)
        facts["cancelled_on"] = _between(rng, first + timedelta(days=5), season.as_of)
    elif outline.is_started:
        facts.update(_finish(rng, outline, season, facts["started_on"]))
    return facts


def _started(rng: Random, outline: Outline, season: Season) -> date:
    if outline.named_by_source:
        return month_of(outline.named_by_source) + timedelta(days=rng.randint(4, 25))
    first, last = season.opens_on, season.begins_by
    if not outline.is_building:
        first = season.courses_from
        last = min(last, season.as_of - timedelta(days=10))
    if outline.is_completed:
        months = 3 if (season.as_of - season.opens_on).days > 200 else 2
        last = min(last, season.as_of - timedelta(days=months * 30))
    if outline.besides == CANCELLED:
        last = min(last, season.as_of - timedelta(days=30))
    # The earlier of two days: most works begin early in the season.
    return min(_between(rng, first, last), _between(rng, first, last))


def _finish(rng: Random, outline: Outline, season: Season, started_on: date) -> dict[str, date]:
    """Completion, acceptance and handover, each as far as it had come by FACTS_THROUGH."""
    if outline.is_completed:
        autumn = season.as_of - timedelta(days=110)
        first = max(
            started_on + timedelta(days=45), autumn if autumn > season.opens_on else started_on
        )
        completed_on = _between(rng, first, season.as_of - timedelta(days=2))
    elif season.as_of < FACTS_THROUGH and rng.randrange(100) < 62:
        spring = max(started_on + timedelta(days=60), date(FACTS_THROUGH.year, 4, 20))
        completed_on = _between(rng, spring, FACTS_THROUGH - timedelta(days=2))
    else:
        return {}
    facts = {"completed_on": completed_on}
    later = [("accepted_on", 70, (12, 75)), ("handed_over_on", 75, (3, 45))]
    day = completed_on
    for name, percent, days in later:
        day += timedelta(days=rng.randint(*days))
        if day > FACTS_THROUGH or rng.randrange(100) >= percent:
            break
        facts[name] = day
    return facts


def _planned_start(rng: Random, season: Season, started_on: date | None) -> date:
    """Of works begun, a part began late; of those not begun, a part should have by now."""
    if started_on:
        stray = rng.choice([0, 0, 0, 0, 5, 10, 15, 25, 40, -6, -12])
        return max(started_on - timedelta(days=stray), season.courses_from)
    if season.as_of < FACTS_THROUGH or rng.randrange(100) < 45:
        return _between(rng, season.opens_on + timedelta(days=14), season.begins_by)
    return _between(rng, FACTS_THROUGH + timedelta(days=1), FACTS_THROUGH + timedelta(days=85))


def _approved(rng, season, started_on, planned_start_on) -> date | None:
    """None: unknown, or not approved yet."""
    if rng.randrange(100) < (6 if started_on else 25):
        return None
    day = (started_on or planned_start_on) - timedelta(days=rng.randint(6, 95))
    if day < season.approved_from:
        day = _between(rng, season.approved_from, started_on or planned_start_on)
    return day if day <= FACTS_THROUGH else None


def stops_of(rng: Random, projects: list, season: Season) -> list[Suspension]:
    """Stops of works begun: through the winter, for a while in spring, or still going on."""
    begun = [p for p in projects if p.is_construction and p.started_on and not p.cancelled_on]
    rng.shuffle(begun)
    over_winter = season.as_of < FACTS_THROUGH
    stops = _winter_stops(rng, begun, season) if over_winter else []
    stopped = {stop.project.code for stop in stops}
    others = [p for p in begun if not p.completed_on and p.code not in stopped]
    first_open, number_open, number_ended = date(2011, 4, 25), (4 if over_winter else 8), 14
    for project in others[:number_open]:
        first = max(project.started_on + timedelta(days=8), first_open)
        last = max(first, FACTS_THROUGH - timedelta(days=6))
        starts_on = min(_between(rng, first, last), FACTS_THROUGH)
        stops.append(Suspension(project=project, starts_on=starts_on, reason=_reason(rng)))
    if not over_winter:
        stops += _ended_stops(rng, others[number_open:], number_ended)
    return stops


def _winter_stops(rng: Random, begun: list, season: Season) -> list[Suspension]:
    going_on = [
        p
        for p in begun
        if p.started_on <= date(2010, 10, 20) and (p.completed_on or date.max) > date(2011, 4, 19)
    ]
    return [
        Suspension(
            project=project,
            starts_on=_between(rng, date(2010, 11, 8), date(2010, 12, 4)),
            ends_on=_between(rng, date(2011, 3, 8), date(2011, 4, 10)),
            reason=Reason.WEATHER,
        )
        for project in going_on[:28]
    ]


def _ended_stops(rng: Random, projects: list, number: int) -> list[Suspension]:
    early = [p for p in projects if p.started_on <= date(2011, 5, 20)]
    stops = []
    for project in early[:number]:
        starts_on = project.started_on + timedelta(days=rng.randint(6, 18))
        ends_on = starts_on + timedelta(days=rng.randint(4, 20))
        reason = _reason(rng)
        stops.append(
            Suspension(project=project, starts_on=starts_on, ends_on=ends_on, reason=reason)
        )
    return stops


def _reason(rng: Random) -> str:
    return rng.choice([Reason.FUNDS, Reason.DESIGN, Reason.DESIGN, Reason.LAND, Reason.CONTRACTOR])


def _between(rng: Random, first: date, last: date) -> date:
    """Any day of a period; its first where it is empty."""
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))
