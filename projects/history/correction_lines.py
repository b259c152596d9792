"""All corrections of closed months, each once with the months whose figures it moves."""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _t

from projects.figures.corrections import Correction, MovedFact, corrections
from projects.models import Project, ReportingMonth


@dataclass
class CorrectionLine:
    """A correction, with the labels of the closed months that it moves, the first one first."""

    correction: Correction
    months: list[str] = field(default_factory=list)
    # In the order in which the months name them.
    facts: dict[MovedFact, None] = field(default_factory=dict)

    @property
    def project(self) -> Project:
        return self.correction.project

    @property
    def months_in_words(self) -> str:
        return _t(", ").join(self.months)

    @property
    def facts_in_words(self) -> str:
        return "\n".join(f"{capfirst(f.label)}: {f.old} → {f.new}" for f in self.facts)


def every_correction(user) -> list[CorrectionLine]:
    """Those that ``user`` may see, the latest first; a query at least for each closed month."""
    months = ReportingMonth.objects.visible_to(user).exclude(closed_at=None)
    lines: dict[tuple, CorrectionLine] = {}
    for month in months.select_related("programme").order_by("month", "programme"):
        projects = Project.objects.visible_to(user).filter(programme=month.programme_id)
        days = {"first": month.month, "last": month.ends_on}
        for correction in corrections(projects, month.programme, **days):
            key = (correction.project.pk, correction.at, correction.person)
            line = lines.setdefault(key, CorrectionLine(correction))
            line.months.append(month.label)
            line.facts |= dict.fromkeys(correction.facts)
    return sorted(lines.values(), key=lambda line: line.correction.at, reverse=True)
