"""What a person reads before a transfer is recorded: the amount in words, and its project."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _t

from aidtrack.values import formats
from aidtrack.values.capitals import capitals
from aidtrack.values.numbers import plain
from projects.models import Project

# How many projects of a name are listed to choose from.
LISTED = 5


@dataclass(frozen=True)
class CheckLine:
    """The sentence, and the mark by which a form says that it was on show."""

    text: str
    mark: str


def check_line(amount: Decimal, project: Project | None) -> CheckLine:
    """``amount`` in yuan."""
    words = {"yuan": formats.without_zeros(formats.yuan(amount)), "capitals": capitals(amount)}
    text, mark = _t("%(yuan)s yuan (%(capitals)s)") % words, plain(amount)
    if project is None:
        return CheckLine(text, mark)
    words = {
        "project": project.label,
        "code": project.code,
        "plan": formats.exact_money(project.planned_aid),
    }
    named = _t("%(project)s (%(code)s), planned %(plan)s") % words
    return CheckLine(f"{text} → {named}", f"{mark} {project.code}")


def find_project(user, text: str) -> Project:
    """The project with this code, or the only one with this in its name.

    Raises  ValidationError where there is none, or where several are meant.
    """
    projects = Project.objects.visible_to(user).select_related(
        "lead_pairing__supporter", "lead_pairing__recipient__reported_under"
    )
    if project := projects.filter(code=text).first():
        return project
    named = list(
        projects.filter(Q(name__icontains=text) | Q(name_en__icontains=text))[: LISTED + 1]
    )
    if not named:
        raise ValidationError(
            _t("There is no project with this code or name: check it on the project's page.")
        )
    if len(named) > 1:
        names = [f"{project.label} ({project.code})" for project in named[:LISTED]]
        listed = _t(", ").join(names) + (" …" if len(named) > LISTED else "")
        raise ValidationError(
            _t("Several projects have this in their name: enter the code of one. %(listed)s")
            % {"listed": listed}
        )
    return named[0]
