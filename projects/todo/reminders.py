"""Reminders by mail: when a month opens, every few days, before it is due; one message a person."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, override

from aidtrack.values import formats
from aidtrack.values.people import person_name
from pairings.models import Role
from projects.models import (
    Exemption,
    ReportingMonth,
)
from projects.todo.items import TodoItem, days_left
from projects.todo.work import summary, work

# Days before the due day on which everybody who still owes a report is reminded.
BEFORE_DUE = 2


@dataclass(frozen=True)
class Reminder:
    """One message: to whom, what waits for them as their page lists it, and the exemptions they
    hear of.
    """

    user: object
    items: list[TodoItem]
    exemptions: list[Exemption] = field(default_factory=list)

    @property
    def subject(self) -> str:
        return summary(self.items) or _t("Exemption granted")

    @property
    def body(self) -> str:
        parts = [_t("Dear %(name)s,") % {"name": person_name(self.user)}]
        parts += self.lines
        for exemption in self.exemptions:
            parts += self._about(exemption)
        return "\n".join([*parts, ""])

    @property
    def lines(self) -> list[str]:
        """A line for each item, those returned first."""
        return [_t("; ").join(filter(None, _said(item))) for item in self.items]

    def _about(self, exemption: Exemption) -> list[str]:
        words = {
            "person": person_name(exemption.user),
            "programme": exemption.month.programme.label,
            "month": exemption.month.label,
            "day": formats.day(exemption.until),
            "reason": exemption.reason,
        }
        sentence = _t(
            "%(person)s can correct %(programme)s, %(month)s, until %(day)s (%(reason)s):"
        )
        return [sentence % words, *(f"    {line}" for line in self._covered(exemption))]

    def _covered(self, exemption: Exemption) -> list[str]:
        """What the exemption covers, a line each."""
        money = [_t("money paid in the month as well")] if exemption.covers_money else []
        if party := exemption.pairing or exemption.office:
            return [_t("all projects of %(name)s") % {"name": party.label}, *money]
        projects = exemption.projects.visible_to(self.user).order_by("code")
        return [*(f"{project.code}  {project.label}" for project in projects), *money]


def _said(item: TodoItem) -> Iterator[str]:
    """How many, what, why, and until when."""
    yield f"{formats.count(item.n)} {item.unit}: {item.title}"
    yield from (sentence.rstrip(".。") for sentence in item.sentences)
    yield item.quote
    yield days_left(item.due_on, on=timezone.localdate()) if item.due_on else item.mark


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
    """One for each person for whom something waits on the day of a month, and for whoever is to
    hear of an exemption: the person who has it and the reviewers of its projects.
    """
    months, exemptions = months_to_remind_of(on=on), untold_exemptions(on=on)
    roles = [Role.RECORDER, Role.REVIEWER, Role.ADMINISTRATOR]
    people = get_user_model().objects.filter(is_active=True, memberships__role__in=roles)
    all_reminders = [
        Reminder(person, _waiting(person, on=on) if months else [], _heard_of(person, exemptions))
        for person in people.distinct().order_by("pk")
    ]
    return [r for r in all_reminders if r.items or r.exemptions]


def _waiting(person, *, on: date) -> list[TodoItem]:
    """What the navigation counts, and nothing that is only told."""
    return [item for item in work(person, on=on) if item.pieces]


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


def remind(*, on: date, connection=None) -> list[Reminder]:
    """Sends the reminders of a day; a second call on the same day sends none, at once or later.

    A person without an address gets none: the caller says so. Gives all that were due.
    """
    months, exemptions, due = _take(on)
    messages = [_message(reminder) for reminder in due if reminder.user.email]
    try:
        (connection or get_connection()).send_messages(messages)
    except BaseException:
        _put_back(months, exemptions)
        raise
    return due


def _take(on: date) -> tuple[list[ReportingMonth], list[Exemption], list[Reminder]]:
    """The months, exemptions and reminders of a day, which nobody else sends from now on.

    Stored before anything is sent, so that nobody waits in the database for the mail server.
    """
    open_months = ReportingMonth.objects.filter(closed_at=None).order_by("pk")
    untold = Exemption.objects.filter(told_on=None).order_by("pk")
    with transaction.atomic():
        # Locks only: whoever waits here then sees what was reminded of meanwhile.
        list(open_months.select_for_update().values_list("pk"))
        list(untold.select_for_update().values_list("pk"))
        months, exemptions = months_to_remind_of(on=on), untold_exemptions(on=on)
        with override(settings.LANGUAGE_CODE):
            due = reminders(on=on)
        open_months.filter(pk__in=[month.pk for month in months]).update(reminded_on=on)
        untold.filter(pk__in=[exemption.pk for exemption in exemptions]).update(told_on=on)
    return months, exemptions, due


def _put_back(months: list[ReportingMonth], exemptions: list[Exemption]):
    """The months are to be reminded of and the exemptions told of again: no mail could be sent."""
    Exemption.objects.filter(pk__in=[exemption.pk for exemption in exemptions]).update(told_on=None)
    for month in months:
        ReportingMonth.objects.filter(pk=month.pk).update(reminded_on=month.reminded_on)


def _message(reminder: Reminder) -> EmailMessage:
    with override(settings.LANGUAGE_CODE):
        return EmailMessage(reminder.subject, reminder.body, to=[reminder.user.email])
