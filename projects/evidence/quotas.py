"""How much the files of a project may take, and those that a person adds on a day."""

from datetime import datetime, time
from decimal import Decimal

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aidtrack.values.formats import decimal
from projects.models import Evidence, Project, StatusReport, Transfer

MB = 1_000_000

PROJECT_FULL = _(
    "The files of this project take up %(used)s of %(most)s MB, and this one needs %(size)s MB: "
    "make it smaller, or ask an administrator."
)
DAY_FULL = _(
    "The files that you added today take up %(used)s of %(most)s MB, and this one needs "
    "%(size)s MB: make it smaller, or add it tomorrow."
)


def project_of(owner) -> Project | None:
    """The project whose quota a file of this owner counts towards, if any."""
    if isinstance(owner, StatusReport | Transfer):
        return owner.project
    return owner if isinstance(owner, Project) else None


def refuse_over_quota(project: Project | None, person, size: int):
    """Raises  ValidationError for ``file``. The project must be locked; locks the person.

    Of two files at once the later one counts the earlier.
    """
    if project:
        _refuse(Evidence.objects.about(project), size, settings.EVIDENCE_OF_PROJECT, PROJECT_FULL)
    people = get_user_model().objects.select_for_update(no_key=True).order_by()
    list(people.filter(pk=person.pk).values_list("pk"))
    of_today = Evidence.objects.filter(added_by=person, added_at__gte=_midnight())
    _refuse(of_today, size, settings.EVIDENCE_OF_DAY, DAY_FULL)


def _refuse(files: QuerySet, size: int, most: int, sentence: str):
    used = files.order_by().aggregate(used=Sum("size"))["used"] or 0
    if used + size > most:
        words = {"used": _megabytes(used), "most": most // MB, "size": _megabytes(size)}
        raise ValidationError({"file": ValidationError(sentence, params=words)})


def _megabytes(size: int) -> str:
    return decimal(Decimal(size) / MB, 1)


def _midnight() -> datetime:
    """The beginning of today, of the office."""
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
