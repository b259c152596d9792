"""What a report states: the facts that it sets or changes. What it merely repeats is no statement.

The facts are the dates of FACT_DATES and the stop, called STOP.
"""

from datetime import date, timedelta

from projects.models import FACT_DATES, Project, StatusReport

STOP = "stop"
FACTS = (*FACT_DATES, STOP)


def text(fact) -> str | None:
    """A date or a stop as ``StatusReport.stated`` keeps it; None where there is none."""
    if isinstance(fact, tuple):
        return " ".join(f"{part or ''}" for part in fact)
    return fact and f"{fact}"


def stated_facts(
    report: StatusReport,
    *,
    corrected: StatusReport | None,
    last_saved: StatusReport | None = None,
) -> dict[str, str | None]:
    """{fact: what was known of it} for the facts that a report sets or changes.

    ``corrected`` is the report that held for its month when it was entered. What nobody changed
    since it was ``last_saved`` stays the statement or the repetition that it was, whatever has
    become of the fact meanwhile.
    """
    stated = {}
    for name in FACTS:
        fact = claimed_fact(report, name)
        if last_saved is not None and fact == claimed_fact(last_saved, name):
            if name in report.stated:
                stated[name] = report.stated[name]
            continue
        known = claimed_fact(corrected, name) if corrected else known_fact(report, name)
        if fact != known:
            stated[name] = text(known)
    return stated


def claimed_fact(report: StatusReport, name: str) -> date | tuple | None:
    """A date that a report claims, or its stop: first day, reason and the day of resumption."""
    if name != STOP:
        return getattr(report, name)
    if report.stage == Project.Stage.SUSPENDED:
        return report.stopped_on, report.delay_reason, None
    return (None, "", report.resumed_on) if report.resumed_on else None


def known_fact(report: StatusReport, name: str) -> date | tuple | None:
    """A fact of the project as it was at the end of the report's month, in the same form.

    The stop is known from the side that the report speaks of: its beginning, or its end.
    """
    ends_on = report.month.ends_on
    if name != STOP:
        return known_dates(report.project, on=ends_on)[name]
    if claimed_fact(report, STOP) is None:
        return None
    stop = report.project.suspensions.begun(on=ends_on).order_by("starts_on").last()
    resumed_on = stop and stop.ends_on and stop.ends_on + timedelta(days=1)
    if stop is None or report.stage == Project.Stage.SUSPENDED:
        is_over = stop is None or (resumed_on and resumed_on <= ends_on)
        return None if is_over else (stop.starts_on, stop.reason, None)
    return (None, "", resumed_on) if resumed_on else None


def known_dates(project: Project, *, on: date) -> dict[str, date | None]:
    """The dates of a project as they were by the end of ``on``."""
    days = {name: getattr(project, name) for name in FACT_DATES}
    return {name: day if day and day <= on else None for name, day in days.items()}
