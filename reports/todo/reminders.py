"""Reminders by mail: when a month opens, every few days, before it is due, and on Mondays of the
money, the contributions and the answers that wait; of tasks by their due days; one message a
person.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from pairings.models import Role, language_of
from projects.models import Exemption, ReportingMonth
from reports.followup.tasks.waiting import to_answer, to_remind_of
from reports.models import Task
from reports.todo.mails import body, subject
from reports.todo.work import CLAUSES, work

# Days before the due day on which everybody who still owes a report is reminded.
BEFORE_DUE = 2
# Of these kinds of work people are told every Monday, whatever the day is to a month.
TO_DECIDE = frozenset({"task release", "task judge", "task time"})
OF_AID = frozenset({"aid returned", "aid review", "observation returned", "observation review"})
WEEKLY = frozenset({"money", "disputed"}) | OF_AID | TO_DECIDE
MONDAY = 0
# Of tasks to answer people are told on days of their own: ``to_remind_of``.
OWED = "task"


@dataclass(frozen=True)
class Reminder:
    """One message in the language of the person to whom it goes."""

    user: object
    subject: str
    body: str


def months_to_remind_of(*, on: date) -> list[ReportingMonth]:
    """Open months whose turn it is on ``on``: the first day since they opened, every
    ``settings.AIDTRACK_REMIND_EVERY`` days, BEFORE_DUE days before they are due, and each day
    after that.
    """
    months = ReportingMonth.objects.filter(closed_at=None)
    months = months.select_related("programme").order_by("month", "programme")
    return [month for month in months if _is_due_for_a_reminder(month, on)]


def _is_due_for_a_reminder(month: ReportingMonth, on: date) -> bool:
    days = (on - timezone.localdate(month.opened_at)).days
    if days < 0:
        return False
    return (
        month.reminded_on is None
        or days % settings.AIDTRACK_REMIND_EVERY == 0
        or on >= month.due_on - timedelta(days=BEFORE_DUE)
    )


def reminders(*, on: date) -> list[Reminder]:
    """One for each person for whom something waits on the day of a month, or money and
    contributions on a Monday, and for whoever is to hear of an exemption: the person who has it and
    the reviewers of its projects.
    """
    exemptions, kinds = untold_exemptions(on=on), kinds_to_remind_of(on=on)
    tasks = [task.pk for task in to_remind_of(on=on)]
    all_reminders = [
        _reminder(person, exemptions, on=on, kinds=kinds | _kinds_of_own(person, tasks, on=on))
        for person in _people(exemptions)
    ]
    return [reminder for reminder in all_reminders if reminder]


def _kinds_of_own(person, tasks: list[int], *, on: date) -> frozenset[str]:
    """Tasks to answer, where it is the turn of one of the person's own."""
    is_told = bool(tasks) and to_answer(person, on=on).filter(pk__in=tasks).exists()
    return frozenset({OWED}) if is_told else frozenset()


def kinds_to_remind_of(*, on: date) -> frozenset[str]:
    """The kinds of work that the mails of a day tell of."""
    if months_to_remind_of(on=on):
        return frozenset(CLAUSES)
    return WEEKLY if on.weekday() == MONDAY else frozenset()


def _people(exemptions: list[Exemption]):
    """Whoever may have something to do, and those who were exempted."""
    roles = [Role.RECORDER, Role.REVIEWER, Role.ADMINISTRATOR, Role.LEADER]
    exempted = Q(pk__in=[exemption.user_id for exemption in exemptions])
    who = Q(memberships__role__in=roles) | Q(is_superuser=True) | exempted
    people = get_user_model().objects.filter(who, is_active=True)
    return people.select_related("preference").distinct().order_by("pk")


def _reminder(person, exemptions, *, on: date, kinds: frozenset[str]) -> Reminder | None:
    with override(language_of(person)):
        # What the navigation counts, and nothing that is only told.
        items = work(person, on=on) if kinds else []
        items = [item for item in items if item.pieces and item.kind in kinds]
        news = _heard_of(person, exemptions)
        if not items and not news:
            return None
        return Reminder(person, subject(items), body(person, items, news, on=on))


def untold_exemptions(*, on: date) -> list[Exemption]:
    """Those in force of closed months of which no mail has told yet."""
    untold = Exemption.objects.valid(on=on).filter(told_on=None, month__closed_at__isnull=False)
    parties = ("office", "pairing__supporter", "pairing__recipient")
    return list(untold.select_related("user", "month__programme", *parties).order_by("pk"))


def _heard_of(person, exemptions: list[Exemption]) -> list[Exemption]:
    if not exemptions:
        return []
    reviewed = Exemption.objects.reviewed_by(person).filter(pk__in=[e.pk for e in exemptions])
    reviewed = set(reviewed.values_list("pk", flat=True))
    return [e for e in exemptions if e.user_id == person.pk or e.pk in reviewed]


def has_reminded(*, on: date) -> bool:
    """Whether the mails of the day were sent."""
    return (
        ReportingMonth.objects.filter(reminded_on=on).exists()
        or Exemption.objects.filter(told_on=on).exists()
        or Task.objects.filter(reminded_on=on).exists()
    )


def remind(*, on: date, again: bool = False, connection=None) -> list[Reminder]:
    """Sends the reminders of a day: one mail a person. A second call on the same day sends none,
    at once or later; what is new by then is of the next day. With ``again`` it sends all the same.

    A person without an address gets none: the caller says so. Gives all that were due.
    """
    months, exemptions, tasks, due = _take(on, again=again)
    messages = [
        EmailMessage(reminder.subject, reminder.body, to=[reminder.user.email])
        for reminder in due
        if reminder.user.email
    ]
    try:
        (connection or get_connection()).send_messages(messages)
    except BaseException:
        _put_back(months, exemptions, tasks)
        raise
    return due


def _take(on: date, *, again: bool):
    """The months, exemptions and reminders of a day, which nobody else sends from now on.

    Stored before anything is sent, so that nobody waits in the database for the mail server.
    """
    all_months = ReportingMonth.objects.order_by("pk")
    untold = Exemption.objects.filter(told_on=None).order_by("pk")
    with transaction.atomic():
        # Locks only: whoever waits here then sees what was reminded of meanwhile.
        list(all_months.select_for_update().values_list("pk"))
        list(untold.select_for_update().values_list("pk"))
        list(Task.objects.open().order_by("pk").select_for_update().values_list("pk"))
        if has_reminded(on=on) and not again:
            return [], [], [], []
        months, exemptions = _months_to_mark(on), untold_exemptions(on=on)
        tasks = to_remind_of(on=on)
        due = reminders(on=on)
        all_months.filter(pk__in=[month.pk for month in months]).update(reminded_on=on)
        untold.filter(pk__in=[exemption.pk for exemption in exemptions]).update(told_on=on)
        Task.objects.filter(pk__in=[task.pk for task in tasks]).update(reminded_on=on)
    return months, exemptions, tasks, due


def _months_to_mark(on: date) -> list[ReportingMonth]:
    """Those in which it is stored that the mails of a day were sent: on a Monday that is the day of
    no month the last one, open or closed.
    """
    if months := months_to_remind_of(on=on):
        return months
    is_money_day = bool(kinds_to_remind_of(on=on))
    return list(ReportingMonth.objects.order_by("-month", "-pk")[:1]) if is_money_day else []


def _put_back(months: list[ReportingMonth], exemptions: list[Exemption], tasks: list[Task]):
    """All of them are to be told of again: no mail could be sent."""
    for task in tasks:
        Task.objects.filter(pk=task.pk).update(reminded_on=task.reminded_on)
    Exemption.objects.filter(pk__in=[exemption.pk for exemption in exemptions]).update(told_on=None)
    for month in months:
        ReportingMonth.objects.filter(pk=month.pk).update(reminded_on=month.reminded_on)
