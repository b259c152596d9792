"""Reminders by mail: when a month opens, every few days, before it is due; one message a person."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _t, ngettext, override

from aidtrack.values import formats
from aidtrack.values.people import person_name
from pairings.models import Role
from projects.models import (
    Exemption,
    Programme,
    Project,
    ReportingMonth,
    StatusReport,
    Transfer,
)
from projects.models.amounts import to_fen
from projects.month.due import due_projects

# Days before the due day on which everybody who still owes a report is reminded.
BEFORE_DUE = 2


@dataclass(frozen=True)
class OwedReports:
    """What a person still owes for one month: projects without a report, or with a returned one."""

    month: ReportingMonth
    projects: list[Project]


@dataclass(frozen=True)
class AwaitedMoney:
    """Transfers of a programme that wait for a person's word: how many, and their sum in yuan."""

    programme: Programme
    transfers: int
    amount: Decimal

    @property
    def sentence(self) -> str:
        words = ngettext(
            "%(programme)s: %(n)s transfer of %(amount)s waits to be confirmed by you.",
            "%(programme)s: %(n)s transfers of together %(amount)s wait to be confirmed by you.",
            self.transfers,
        )
        return words % {
            "programme": self.programme.label,
            "n": formats.count(self.transfers),
            "amount": formats.money(self.amount),
        }


@dataclass(frozen=True)
class Reminder:
    """One message: to whom, everything that they still owe, the money that waits for their word
    and the exemptions they hear of.
    """

    user: object
    owed: list[OwedReports]
    exemptions: list[Exemption] = field(default_factory=list)
    money: list[AwaitedMoney] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(owed.projects) for owed in self.owed)

    @property
    def subject(self) -> str:
        if not self.owed:
            return self._subject_without_reports()
        return ngettext("%(n)s report is due", "%(n)s reports are due", self.count) % {
            "n": formats.count(self.count)
        }

    def _subject_without_reports(self) -> str:
        n = sum(awaited.transfers for awaited in self.money)
        if not n:
            return _t("Exemption granted")
        words = ngettext("%(n)s transfer waits for you", "%(n)s transfers wait for you", n)
        return words % {"n": formats.count(n)}

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
        parts += [awaited.sentence for awaited in self.money]
        for exemption in self.exemptions:
            parts += self._about(exemption)
        return "\n".join([*parts, ""])

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
    """One for each recorder who owes a report, with all their projects, for recorders and reviewers
    for whose word money waits, and for whoever is to hear of an exemption: the person who has it
    and the reviewers of its projects.
    """
    months, exemptions = months_to_remind_of(on=on), untold_exemptions(on=on)
    people = get_user_model().objects.filter(
        is_active=True, memberships__role__in=[Role.RECORDER, Role.REVIEWER]
    )
    all_reminders = [
        Reminder(
            person, _owed(person, months), _heard_of(person, exemptions), _awaited(person, months)
        )
        for person in people.distinct().order_by("pk")
    ]
    return [r for r in all_reminders if r.owed or r.exemptions or r.money]


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


def _owed(person, months: list[ReportingMonth]) -> list[OwedReports]:
    owed = []
    for month in months:
        done = StatusReport.objects.filter(month=month).exclude(state__in=StatusReport.EDITABLE)
        projects = due_projects(month, person).exclude(pk__in=done.values("project"))
        if listed := list(projects.order_by("code")):
            owed.append(OwedReports(month, listed))
    return owed


def _awaited(person, months: list[ReportingMonth]) -> list[AwaitedMoney]:
    """What waits for the person in the programmes of these months, whatever its day."""
    programmes = {month.programme_id: month.programme for month in months}
    acceptable = Transfer.objects.visible_to(person).acceptable_by(person)
    sums = acceptable.filter(programme__in=programmes).order_by("programme").values("programme")
    return [
        AwaitedMoney(programmes[row["programme"]], row["n"], to_fen(row["sum"]))
        for row in sums.annotate(n=Count("pk"), sum=Sum("amount"))
    ]


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
