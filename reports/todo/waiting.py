"""What waits for one person: one query for each kind of work, and all of them counted at once.

The list of the page, its count in the navigation and the reminders read these.
"""

import itertools
from collections.abc import Iterator
from datetime import date

from django.db.models import CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value

from aidtrack.store.queries import mark
from aidtrack.values.dates import month_end
from pairings.access.navigation import judges, works
from pairings.access.permissions import may
from pairings.access.reach import reach
from pairings.access.reviewers import covering
from pairings.access.stand_in import FURTHER, rows_for
from pairings.models import Role
from projects.models import (
    Contribution,
    Exemption,
    LateEntry,
    Observation,
    Programme,
    ReportingMonth,
    StatusReport,
    Transfer,
)
from projects.month.completeness import OFFICE
from projects.month.due import due_projects
from projects.month.rounds import next_month
from reports.followup.tasks import waiting as tasks

# Stands for the transfers that only an administrator can accept.
LEFT = mark(FURTHER)
# What is read of an open month, and of a programme to say whether its next month is to be opened.
MONTH_FIELDS = ("pk", "programme_id", "month")
PROGRAMME_FIELDS = ("pk", "starts_on", "ends_on", "reported_through")


def open_months(user) -> list[ReportingMonth]:
    months = ReportingMonth.objects.visible_to(user).select_related("programme")
    months = months.filter(closed_at=None).with_lack_of_projects()
    return list(months.order_by("month", "programme"))


def to_fill(month: ReportingMonth, user) -> QuerySet:
    """The projects due from the person for the month without a report, or with a draft."""
    reports = StatusReport.objects.filter(month=month, project=OuterRef("pk"))
    draft = reports.filter(state=StatusReport.State.DRAFT)
    return due_projects(month, user).filter(Exists(draft) | ~Exists(reports))


def returned(user) -> QuerySet:
    return StatusReport.objects.visible_to(user).returned_to(user)


def to_review(user) -> QuerySet:
    return StatusReport.objects.visible_to(user).reviewable_by(user)


def returned_contributions(user) -> QuerySet:
    return Contribution.objects.visible_to(user).returned_to(user)


def contributions_to_review(user) -> QuerySet:
    return Contribution.objects.visible_to(user).reviewable_by(user)


def returned_observations(user) -> QuerySet:
    return Observation.objects.visible_to(user).returned_to(user)


def observations_to_review(user) -> QuerySet:
    return Observation.objects.visible_to(user).reviewable_by(user)


def acceptable(user, *, left: list[int] | None = None) -> QuerySet:
    return Transfer.objects.visible_to(user).acceptable_by(user, left=left)


def disputed(user) -> QuerySet:
    return Transfer.objects.visible_to(user).disputed_for(user)


def to_release(user) -> QuerySet:
    return LateEntry.objects.visible_to(user).releasable_by(user)


def to_correct(user, *, on: date) -> QuerySet:
    return Exemption.objects.unused_by(user, on=on)


def to_close(user, months: list[ReportingMonth]) -> list[ReportingMonth]:
    """Every open month, whoever it still waits for: an administrator sees to it."""
    return months if may(user, "close") else []


def to_open(user, *, on: date) -> list[tuple[Programme, date]]:
    """Programmes with the first day of their next month, once it is over and no other is open."""
    if not may(user, "open"):
        return []
    unfinished = _without_open_month(user).order_by("code")
    candidates = [(programme, next_month(programme)) for programme in unfinished]
    return [(plan, first) for plan, first in candidates if _is_over(plan, first, on)]


def _without_open_month(user) -> QuerySet:
    """Programmes that were begun and are not reported to their end, of which no month is open."""
    begun = Programme.objects.visible_to(user).annotate(
        last_month=Max("months__month"),
        open_months=Count("months", filter=Q(months__closed_at=None)),
    )
    begun = begun.filter(Q(reported_through__isnull=False) | Q(last_month__isnull=False))
    return begun.exclude(reported_through__gte=F("ends_on")).filter(open_months=0)


def _is_over(programme: Programme, first: date, on: date) -> bool:
    return first <= programme.ends_on and month_end(first) < on


def offices_without_reviewer(user, months: list[ReportingMonth]) -> list[int]:
    """Ids of the offices of which a report is due that nobody could review."""
    if not (may(user, "appoint") and months):
        return []
    due = [due_projects(month, user, role=None).order_by() for month in months]
    pairs = [projects.values_list(OFFICE, "lead_pairing__recipient").distinct() for projects in due]
    offices = set(pairs[0].union(*pairs[1:]))
    reviewers = covering(Role.REVIEWER, {recipient for _office, recipient in offices})
    return sorted({office for office, recipient in offices if not reviewers[recipient]})


def count_waiting(user, *, on: date) -> int:
    """How many pieces of work wait for the person: as many as their list has.

    A month to fill is one for each office; each report, transfer, late entry, contribution,
    observation and task is one. For a leader, whose home is the overview, that is what waits of
    the follow-up.
    Takes one query once the reach is known, two for a recorder, some more for an administrator.
    """
    if not (works(user) or judges(user)):
        return 0
    months = _months_that_wait(user)
    rounds = len(to_close(user, months)) + _count_to_open(user, on=on)
    return rounds + _counted_at_once(user, months, on=on)


def _months_that_wait(user) -> list[ReportingMonth]:
    """The open months, for whoever fills or closes them; with MONTH_FIELDS alone."""
    if not (reach(user).has(Role.RECORDER) or may(user, "close")):
        return []
    rows = rows_for(user, _open_month_fields)
    return [ReportingMonth(**dict(zip(MONTH_FIELDS, row, strict=True))) for row in rows]


def _open_month_fields(user) -> QuerySet:
    months = ReportingMonth.objects.visible_to(user).filter(closed_at=None)
    return months.order_by("month", "pk").values_list(*MONTH_FIELDS)


def _count_to_open(user, *, on: date) -> int:
    """How many programmes ``to_open`` lists."""
    if not may(user, "open"):
        return 0
    rows = rows_for(user, _programme_fields)
    plans = [Programme(**dict(zip(PROGRAMME_FIELDS, row, strict=True))) for row in rows]
    return sum(_is_over(plan, next_month(plan), on) for plan in plans)


def _programme_fields(user) -> QuerySet:
    return _without_open_month(user).order_by().values_list(*PROGRAMME_FIELDS)


def _counted_at_once(user, months: list[ReportingMonth], *, on: date) -> int:
    months = months if reach(user).has(Role.RECORDER) else []
    firsts = tuple(month.month for month in months)
    ids = {LEFT: _left_to_coordination(user)}
    for month, marked in zip(months, _marked_months(firsts), strict=True):
        ids |= {marked.pk: [month.pk], marked.programme_id: [month.programme_id]}
    return sum(n for (n,) in rows_for(user, _all_counts, firsts, on, ids=ids))


def _left_to_coordination(user) -> list[int]:
    """Transfers that only an administrator can accept, by their ids."""
    if not reach(user).has(Role.ADMINISTRATOR):
        return []
    return Transfer.objects.left_to_coordination(rows_for(user, _with_recording_side))


def _with_recording_side(user) -> QuerySet:
    waiting = Transfer.objects.visible_to(user).waiting_for_another(user)
    return waiting.with_recording_side()


def _marked_months(firsts: tuple[date, ...]) -> list[ReportingMonth]:
    """Unsaved months that begin on these days, with marks instead of ids."""
    marks = map(mark, itertools.count(FURTHER + 1))
    return [
        ReportingMonth(pk=next(marks), programme_id=next(marks), month=first) for first in firsts
    ]


def _all_counts(user, firsts: tuple[date, ...], on: date) -> QuerySet:
    """All that is counted for the person, with open months that begin on ``firsts``."""
    first, *others = _counts(user, _marked_months(firsts), on=on)
    return first.union(*others, all=True)


def _counts(user, months: list[ReportingMonth], *, on: date) -> Iterator[QuerySet]:
    """A row each of what can wait for the person: what needs a role that they lack never does."""
    for month in months:
        yield _one_row(to_fill(month, user), Count(OFFICE, distinct=True))
    rows = _rows_of_work(user, on=on) if works(user) else []
    for waiting in rows + _tasks(user, on=on):
        yield _one_row(waiting, Count("pk", distinct=True))


def _rows_of_work(user, *, on: date) -> list[QuerySet]:
    rows = [acceptable(user, left=[LEFT]), disputed(user), to_correct(user, on=on)]
    if reach(user).has(Role.RECORDER):
        rows += [returned(user), returned_contributions(user), returned_observations(user)]
    if reach(user).has(Role.REVIEWER):
        rows += [to_review(user), contributions_to_review(user), observations_to_review(user)]
    if reach(user).has(Role.ADMINISTRATOR):
        rows.append(to_release(user))
    return rows


def _tasks(user, *, on: date) -> list[QuerySet]:
    rows = []
    if reach(user).has(Role.RECORDER):
        rows.append(tasks.to_answer(user, on=on))
    if reach(user).has(Role.REVIEWER):
        rows.append(tasks.to_release(user))
    if judges(user):
        rows += [tasks.to_judge(user), tasks.to_decide(user)]
    return rows


def _one_row(rows: QuerySet, count: Count) -> QuerySet:
    """How many, as a row of its own."""
    every = Value("", output_field=CharField())
    return rows.order_by().annotate(every=every).values("every").annotate(n=count).values_list("n")
