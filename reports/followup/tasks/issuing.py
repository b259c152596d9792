"""Issuing a task: its number, its parties, and what its issuer saw."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.formats import day
from aidtrack.values.refusals import Refused
from pairings.access.reach import ACTING
from pairings.models import Organisation
from reports.followup.tasks.quotations import Quotation
from reports.followup.tasks.rights import may_issue
from reports.models import SUBJECTS, Task

# Far more than people who issue within the same second.
TRIES = 50


def issue(
    *,
    user,
    key: UUID,
    title: str,
    demand: str,
    responsible: Organisation,
    due_on: date,
    on: date,
    subject=None,
    assisting: Iterable[Organisation] = (),
    quotation: Quotation | None = None,
    is_outside_meant: bool = False,
    **details,
) -> Task:
    """Issues a task on day ``on``; the same key again gives the task already there.

    ``details`` are further fields: origin with its item or report, is_urgent, evidence_required.

    Raises  Refused, or ValidationError by the field that must be mended; an office outside the
            parties of the subject is asked about there, until ``is_outside_meant``.
    """
    if not may_issue(user):
        raise Refused(_t("Only a leader or an administrator issues tasks."))
    if subject and not type(subject).objects.visible_to(user).filter(pk=subject.pk).exists():
        raise PermissionDenied
    refuse_past_day(due_on, on=on)
    if not is_outside_meant and is_outside(responsible, subject):
        raise ValidationError({"is_outside_meant": outside_question(responsible, subject)})
    task = Task(
        key=key,
        title=title,
        demand=demand,
        responsible=responsible,
        due_on=due_on,
        issued_by=user,
        year=timezone.localdate().year,
        **about(subject),
        **(asdict(quotation) if quotation else {}),
        **details,
    )
    with transaction.atomic():
        if earlier_task := Task.objects.filter(key=key, issued_by=user).first():
            return earlier_task
        task.full_clean(exclude=["year", "sequence"])
        save_with_number(task)
        task.assisting.set([office for office in assisting if office != responsible])
        return task


def refuse_past_day(due_on: date, *, on: date):
    if due_on <= on:
        sentence = _t("The due day must be after today (%(today)s).")
        raise ValidationError({"due_on": sentence % {"today": day(on)}})


def about(subject) -> dict:
    """The field of a task that names its subject; empty for none."""
    for name in SUBJECTS:
        if isinstance(subject, Task._meta.get_field(name).related_model):
            return {name: subject}
    return {}


def save_with_number(task: Task):
    """Gives it the next number of its year. Whoever saved the same one meanwhile keeps it."""
    for _try in range(TRIES):
        of_year = Task.objects.filter(year=task.year)
        task.sequence = (of_year.aggregate(last=Max("sequence"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                task.save(force_insert=True)
                return
        except IntegrityError:
            if not of_year.filter(sequence=task.sequence).exists():
                raise
    raise Refused(_t("Too many tasks are being issued right now: send it again."))


def parties_of(subject) -> set[int]:
    """Ids of the organisations that a row, unit, pairing or project concerns."""
    match about(subject):
        case {"row": row}:
            return {row.prefecture_id, *row.units.values_list("supporter_id", flat=True)}
        case {"unit": unit}:
            return {unit.supporter_id, unit.row.prefecture_id}
        case {"pairing": pairing}:
            return parties_of_pairing(pairing)
        case {"project": project}:
            return parties_of_pairing(project.lead_pairing)
    return set()


def parties_of_pairing(pairing) -> set[int]:
    above = pairing.recipient.reported_under_id
    return {pairing.supporter_id, pairing.recipient_id, above} - {None}


def is_outside(office: Organisation, subject) -> bool:
    """Whether an office is neither a party of the subject nor acts for one."""
    parties = parties_of(subject)
    acts_for = office.parent_id if office.kind in ACTING else None
    return bool(parties) and parties.isdisjoint({office.pk, acts_for})


def outside_question(office: Organisation, subject) -> str:
    names = {"office": office.label, "subject": getattr(subject, "label", f"{subject}")}
    return _t("%(office)s is no party of %(subject)s. Is it meant?") % names
