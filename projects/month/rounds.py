"""The month's round: opening it, closing it, and letting somebody correct it after the close."""

from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values import formats
from aidtrack.values.people import person_name
from aidtrack.values.refusals import Refused
from pairings.access.permissions import Standing, may
from pairings.access.reach import reach
from pairings.models import Organisation, Pairing, Role
from projects.models import (
    Contribution,
    Exemption,
    Observation,
    Programme,
    Project,
    ReportingMonth,
)
from projects.models.months import ONE_REACH
from projects.month.due import missing_projects


def next_month(programme: Programme) -> date:
    """The first day of the month that is opened next: after the last round, or the last report."""
    last = programme.months.order_by("-month").first()
    if last is not None:
        return last.ends_on + timedelta(days=1)
    through = programme.reported_through
    return (through + timedelta(days=1) if through else programme.starts_on).replace(day=1)


def open_month(*, user, programme: Programme, month: date, due_on: date) -> ReportingMonth:
    """Opens a month for reports.

    Raises  Refused for anybody but an administrator; ValidationError for a month that was
            reported on already, or that cannot be.
    """
    _require(user, "open")
    through = programme.reported_through
    opened = ReportingMonth(programme=programme, month=month, due_on=due_on)
    with transaction.atomic():
        # Nobody reopens an earlier month meanwhile.
        list(Programme.objects.select_for_update().filter(pk=programme.pk).values_list("pk"))
        opened.full_clean()
        if through and opened.ends_on <= through:
            raise ValidationError(
                {"month": _t("%(programme)s is reported through %(day)s: open a later month.")
                    % {"programme": programme.label, "day": formats.day(through)}}
            )  # fmt: skip
        opened.save()
    return opened


def close_month(*, user, month: ReportingMonth, reason: str = "", now=None) -> ReportingMonth:
    """Closes a month: its reports are read-only from now on, and the programme is reported
    through its last day. A month that is closed already stays as it is.

    Raises  Refused for anybody but an administrator, while reports, contributions or observations
            wait for review, and while an earlier month is open: what counts in that one counts in
            the sums of this one;
            ValidationError where reports are missing and no reason is given.
    """
    _require(user, "close")
    with transaction.atomic():
        month = ReportingMonth.objects.select_for_update(of=("self",)).get(pk=month.pk)
        if month.is_closed:
            return month
        if earlier := _earlier_open_month(month):
            raise Refused(_t("%(month)s is still open: close it first.") % {"month": earlier.label})
        if waiting := month.reports.awaiting_review().count():
            raise Refused(
                _t("Reports awaiting review: %(count)s. Verify or return them first.")
                % {"count": formats.count(waiting)}
            )
        _refuse_waiting_aid(month)
        if not reason.strip() and missing_projects(month, user).exists():
            raise ValidationError({"reason": _t("Enter why you close the month with gaps.")})
        programme = Programme.objects.select_for_update().get(pk=month.programme_id)
        month.closed_at = now or timezone.now()
        month.closing_reason = reason.strip()
        month.through_before = programme.reported_through
        month.save()
        if programme.reported_through is None or programme.reported_through < month.ends_on:
            programme.reported_through = month.ends_on
            programme.save()
    return month


def _refuse_waiting_aid(month: ReportingMonth):
    """What counts from a day of the month: once it is closed, it could not be verified."""
    first, last = month.month, month.ends_on
    contributions = Contribution.objects.of_programme(month.programme).awaiting_review()
    observations = Observation.objects.of_programme(month.programme).awaiting_review()
    for sentence, waiting in (
        (
            _t("Contributions awaiting review: %(count)s. Verify or return them first."),
            contributions.counting_within(first, last),
        ),
        (
            _t("Observations awaiting review: %(count)s. Verify or return them first."),
            observations.observed_within(first, last),
        ),
    ):
        if number := waiting.count():
            raise Refused(sentence % {"count": formats.count(number)})


def _earlier_open_month(month: ReportingMonth) -> ReportingMonth | None:
    earlier = ReportingMonth.objects.filter(programme=month.programme_id, month__lt=month.month)
    return earlier.filter(closed_at=None).order_by("month").first()


def reopen_month(*, user, month: ReportingMonth, reason: str) -> ReportingMonth:
    """Opens the last closed month again; the programme is reported through the day it was before.
    A month that is open stays as it is.

    Raises  Refused for anybody but an administrator, without a reason, for a month that was
            loaded, and where a later month was opened.
    """
    _require(user, "reopen", standing=Standing.CLOSED)
    if not reason.strip():
        raise Refused(_t("Enter why you reopen the month."))
    with transaction.atomic():
        month = ReportingMonth.objects.select_for_update(of=("self",)).get(pk=month.pk)
        if not month.is_closed:
            return month
        if month.is_loaded:
            raise Refused(_t("The month was never open here: grant an exemption instead."))
        programme = Programme.objects.select_for_update().get(pk=month.programme_id)
        if not is_last(month):
            raise Refused(_t("A later month was opened already: grant an exemption instead."))
        if programme.reported_through == month.ends_on:
            programme.reported_through = month.through_before
            programme.save()
        month.closed_at = month.through_before = None
        month.closing_reason, month.reopening_reason = "", reason.strip()
        month.save()
    return month


def may_reopen(user, month: ReportingMonth) -> bool:
    is_let = may(user, "reopen", standing=Standing.CLOSED) and month.is_closed
    return is_let and not month.is_loaded and is_last(month)


def is_last(month: ReportingMonth) -> bool:
    """Whether no later month of its programme was opened yet."""
    return not ReportingMonth.objects.filter(
        programme=month.programme_id, month__gt=month.month
    ).exists()


def grant_exemption(
    *,
    user,
    month: ReportingMonth,
    to,
    projects: Collection[Project] = (),
    pairing: Pairing | None = None,
    office: Organisation | None = None,
    covers_money: bool = False,
    until: date,
    reason: str,
    key,
    today: date | None = None,
) -> Exemption:
    """Lets a person correct a closed month until a day, for projects, a pairing or an office. The
    same key counts once.

    Raises  Refused for anybody but an administrator; ValidationError where the day is past, or
            where it is not the person who enters what it covers, or records its money.
    """
    _require(user, "exempt", standing=Standing.CLOSED)
    with transaction.atomic():
        if earlier_exemption := Exemption.objects.filter(key=key).first():
            return earlier_exemption
        if not month.is_closed:
            raise ValidationError(_t("The month is open, so no exemption is needed."))
        if [bool(projects), pairing is not None, office is not None].count(True) != 1:
            raise ValidationError({"projects": ONE_REACH})
        if until < (today or timezone.localdate()):
            raise ValidationError({"until": _t("The day is past: choose today or a later day.")})
        granted = Exemption(
            month=month,
            user=to,
            pairing=pairing,
            office=office,
            covers_money=covers_money,
            until=until,
            reason=reason,
            granted_by=user,
            key=key,
        )
        _refuse_beyond_reach(granted, projects)
        granted.full_clean()
        granted.save()
        granted.projects.set(projects)
    return granted


def _refuse_beyond_reach(granted: Exemption, projects: Collection[Project]):
    """Refuses an exemption for a person who does not enter, or record, all that it covers."""
    if not reach(granted.user).has(Role.RECORDER):
        raise ValidationError({"to": _t("Only a recorder can be granted an exemption.")})
    programme, person = granted.month.programme, {"person": person_name(granted.user)}
    not_theirs = [
        project.code
        for project in projects
        if project.programme_id != programme.pk or not _may_use(granted, project.lead_pairing)
    ]
    if not_theirs:
        sentence = _t("%(person)s does not enter these projects: %(codes)s.")
        raise ValidationError({"projects": sentence % {**person, "codes": ", ".join(not_theirs)}})
    if (pairing := granted.pairing) and (
        pairing.scheme_id != programme.scheme_id or not _may_use(granted, pairing)
    ):
        sentence = _t("%(person)s does not enter the projects of this pairing.")
        raise ValidationError({"pairing": sentence % person})
    if granted.office and not reach(granted.user).covers(Role.RECORDER, granted.office_id):
        sentence = _t("%(person)s does not enter the projects of this office.")
        raise ValidationError({"office": sentence % person})


def _may_use(granted: Exemption, pairing: Pairing) -> bool:
    """Whether the person enters what the pairing does; of money also for its supporter."""
    parties = {pairing.recipient_id} | ({pairing.supporter_id} if granted.covers_money else set())
    return any(reach(granted.user).covers(Role.RECORDER, party) for party in parties)


def withdraw_exemption(*, user, exemption: Exemption, now=None) -> Exemption:
    """Ends an exemption, used or not: what was entered by it stays, nothing more is entered.
    One that was withdrawn already stays as it is.

    Raises  Refused for anybody but an administrator
    """
    _require(user, "exempt", standing=Standing.CLOSED)
    with transaction.atomic():
        # Whoever reports by it locks the month for share.
        list(
            ReportingMonth.objects.select_for_update()
            .filter(pk=exemption.month_id)
            .values_list("pk")
        )
        exemption = Exemption.objects.get(pk=exemption.pk)
        if exemption.withdrawn_at is None:
            exemption.withdrawn_at, exemption.withdrawn_by = now or timezone.now(), user
            exemption.save()
    return exemption


def _require(user, action: str, **standing):
    if not may(user, action, **standing):
        raise Refused(_t("Only an administrator can do this."))
