"""Asks what stands in the way of a project that is behind its plan and names no problem."""

from datetime import date

from django.utils.translation import gettext as _t, ngettext

from aidtrack.values import formats
from projects.checks.claims import UNDER_WAY
from projects.checks.findings import UNLIKELY, WARNING, Finding, Reading
from projects.models import Project

OBSTACLE = "obstacle"


def days_past(planned_on: date | None, day: date) -> int:
    """Days from a planned day to a later one; 0 where none is planned or it is not later."""
    return max((day - planned_on).days, 0) if planned_on else 0


def passed_plan(claim, *, on: date) -> str:
    """The planned date of the project that has passed by the day while the claimed stage has not
    come to it; empty where none has.
    """
    project = claim.project
    if claim.stage == Project.Stage.NOT_STARTED and days_past(project.planned_start_on, on):
        return "planned_start_on"
    if claim.stage in UNDER_WAY and days_past(project.planned_finish_on, on):
        return "planned_finish_on"
    return ""


def names_problem(claim) -> bool:
    """A stop says by its reason what stands in the way."""
    is_stopped = claim.stage == Project.Stage.SUSPENDED
    return bool(claim.problem or claim.problem_type or (is_stopped and claim.delay_reason))


def obstacle_question(claim, *, on: date) -> Finding | None:
    """The question; None where the project keeps to its plan or a problem is named."""
    name = passed_plan(claim, on=on)
    if not name or names_problem(claim):
        return None
    planned_on = getattr(claim.project, name)
    nothing = Reading(_t("Nothing stands in the way"), planned_on.isoformat())
    return Finding(
        UNLIKELY,
        "problem",
        _t("%(plan)s: what stands in the way? Enter the problem and its type.")
        % {"plan": _behind_words(name, planned_on, on)},
        OBSTACLE,
        nothing.value,
        (nothing,),
        only_confirms=True,
    )


def no_obstacle(claim, *, on: date) -> list[Finding]:
    """What a reviewer reads where the answer was that nothing stands in the way."""
    question = obstacle_question(claim, on=on)
    if question is None or not question.is_answered(claim.answers):
        return []
    name = passed_plan(claim, on=on)
    words = _t("%(plan)s; the office says that nothing stands in the way.")
    plan = _behind_words(name, getattr(claim.project, name), on)
    return [Finding(WARNING, "problem", words % {"plan": plan}, OBSTACLE)]


def _behind_words(name: str, planned_on: date, day: date) -> str:
    n = days_past(planned_on, day)
    if name == "planned_start_on":
        words = ngettext("Start %(n)s day overdue", "Start %(n)s days overdue", n)
    else:
        words = ngettext("Finish %(n)s day overdue", "Finish %(n)s days overdue", n)
    return words % {"n": formats.count(n)}
