"""Reminders by mail: when a month opens, every few days, before it is due; one message a person."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, ngettext, override

from aidtrack.values import formats
from aidtrack.values.people import person_name
from pairings.models import Role
from projects.models import Project, ReportingMonth, StatusReport
from projects.month.due import due_projects

# Days before the due day on which everybody who still owes a report is reminded.
BEFORE_DUE = 2


@dataclass(frozen=True)
class OwedReports:
    """What a person still owes for one month: projects without a report, or with a returned one."""

    month: ReportingMonth
    projects: list[Project]


@dataclass(frozen=True)
class Reminder:
    """One message: to whom, and everything that they still owe."""

    user: object
    owed: list[OwedReports]

    @property
    def count(self) -> int:
        return sum(len(owed.projects) for owed in self.owed)

    @property
    def subject(self) -> str:
        return ngettext("%(n)s report is due", "%(n)s reports are due", self.count) % {
            "n": formats.count(self.count)
        }

    @property
    def body(self) -> str:
        parts = [_t("Dear %(name)s,") % {"name": person_name(self.user)}]
        for owed in self.owed:
            parts.append(
                _t("%(programme)s, %(month)s, due %(day)s:")
                % {
                    "programme": owed.month.programme.label,
                    "month": owed.month.label,
                    "day": formats.day(owed.month.due_on),
                }
            )
            parts += [f"    {project.code}  {project.label}" for project in owed.projects]
        return "\n".join([*parts, ""])


def months_to_remind_of(*, on: date) -> list[ReportingMonth]:
    """Open months whose turn it is on ``on``: the day they opened, every
    ``settings.AIDTRACK_REMIND_EVERY`` days since, BEFORE_DUE days before they are due, and each
    day after that. A month that was reminded of that day already is left out.
    """
    months = ReportingMonth.objects.filter(closed_at=None).exclude(reminded_on=on)
    months = months.select_related("programme").order_by("month", "programme")
    return [month for month in months if _is_due_for_a_reminder(month, on)]


def _is_due_for_a_reminder(month: ReportingMonth, on: date) -> bool:
    days = (on - timezone.localdate(month.opened_at)).days
    if days < 0:
        return False
    return days % settings.AIDTRACK_REMIND_EVERY == 0 or on >= month.due_on - timedelta(
        days=BEFORE_DUE
    )


def reminders(*, on: date) -> list[Reminder]:
    """One for each recorder who owes a report, with all their projects."""
    months = months_to_remind_of(on=on)
    people = (
        get_user_model().objects.filter(is_active=True, memberships__role=Role.RECORDER).distinct()
    )
    all_reminders = [Reminder(person, _owed(person, months)) for person in people.order_by("pk")]
    return [reminder for reminder in all_reminders if reminder.owed]


def _owed(person, months: list[ReportingMonth]) -> list[OwedReports]:
    owed = []
    for month in months:
        done = StatusReport.objects.filter(month=month).exclude(state__in=StatusReport.EDITABLE)
        projects = due_projects(month, person).exclude(pk__in=done.values("project"))
        if listed := list(projects.order_by("code")):
            owed.append(OwedReports(month, listed))
    return owed


def remind(*, on: date, connection=None) -> list[Reminder]:
    """Sends the reminders of a day; a second call on the same day sends none, at once or later.

    A person without an address gets none: the caller says so. Gives all that were due.
    """
    months, due = _take(on)
    messages = [_message(reminder) for reminder in due if reminder.user.email]
    try:
        (connection or get_connection()).send_messages(messages)
    except BaseException:
        _put_back(months)
        raise
    return due


def _take(on: date) -> tuple[list[ReportingMonth], list[Reminder]]:
    """The months and reminders of a day, which nobody else sends from now on.

    Stored before anything is sent, so that nobody waits in the database for the mail server.
    """
    open_months = ReportingMonth.objects.filter(closed_at=None).order_by("pk")
    with transaction.atomic():
        # A lock only: whoever waits here then sees what was reminded of meanwhile.
        list(open_months.select_for_update().values_list("pk"))
        months, due = months_to_remind_of(on=on), reminders(on=on)
        open_months.filter(pk__in=[month.pk for month in months]).update(reminded_on=on)
    return months, due


def _put_back(months: list[ReportingMonth]):
    """The months are to be reminded of again: their reminders could not be sent."""
    for month in months:
        ReportingMonth.objects.filter(pk=month.pk).update(reminded_on=month.reminded_on)


def _message(reminder: Reminder) -> EmailMessage:
    with override(settings.LANGUAGE_CODE):
        return EmailMessage(reminder.subject, reminder.body, to=[reminder.user.email])
