"""What a warning, a response or a task is about: a row, a unit, a pairing or a project."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aidtrack.store.rules import exactly_one_of
from pairings.access.reach import Reach
from pairings.models import Pairing, ReportingRow, ReportingUnit
from pairings.querysets import leads_to
from projects.models import Project

SUBJECTS = ("row", "unit", "pairing", "project")


def exactly_one_subject() -> Q:
    """The condition of a constraint: it is about one of them."""
    return exactly_one_of(*SUBJECTS)


def at_most_one_subject() -> Q:
    """The same of what may also be about a scheme as a whole."""
    return exactly_one_subject() | Q(**{f"{name}__isnull": True for name in SUBJECTS})


class OfSubject(models.Model):
    """For the models of what people do about a row, a unit, a pairing or a project.

    ``OFFICE_WAYS`` lead to the organisations to whose history a row belongs.
    """

    OFFICE_WAYS = (
        "row__prefecture",
        "unit__row__prefecture",
        "pairing__recipient",
        "project__lead_pairing__recipient",
    )

    row = models.ForeignKey(
        ReportingRow,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reporting row"),
    )
    unit = models.ForeignKey(
        ReportingUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reporting unit"),
    )
    pairing = models.ForeignKey(
        Pairing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pairing"),
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("project"),
    )

    class Meta:
        abstract = True

    @property
    def subject(self):
        """The row, unit, pairing or project; None where it is about none."""
        return next(filter(None, (getattr(self, name) for name in SUBJECTS)), None)

    @property
    def subject_key(self) -> tuple[str, int] | None:
        """Which of them, and its id: what warnings and responses are matched by."""
        ids = ((name, getattr(self, f"{name}_id")) for name in SUBJECTS)
        return next(((name, pk) for name, pk in ids if pk), None)


def about_subjects_in_reach(reached: Reach) -> Q:
    """About a row, unit, pairing or project in reach; for a query of a model of ``OfSubject``."""
    # The ids of the pairings are at hand.
    within = Q(pairing__in=reached.pairings)
    for name in ("row", "unit", "project"):
        subjects = OfSubject._meta.get_field(name).related_model.objects
        within |= leads_to(subjects.in_reach(reached), by=name)
    return within
