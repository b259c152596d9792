"""What a leader should look at first, the most serious first, each with a link to its rows."""

from dataclasses import dataclass
from datetime import date

from projects.figures.viewpoint import Viewpoint
from projects.models import Project
from reports.figures.pace import BEHIND_BOTH, Pace

# How many projects of one kind are listed; the others are behind a link.
SHOWN = 2


@dataclass(frozen=True)
class Concern:
    """Projects of one kind: how many, the largest of them, and the parameters that list all."""

    status: str
    kind: str
    count: int
    largest: list[Project]
    params: dict


@dataclass(frozen=True)
class Attention:
    """Rows behind on both rates, then projects suspended, then starts overdue."""

    rows: list[Pace]
    concerns: list[Concern]

    @property
    def count(self) -> int:
        return len(self.rows) + sum(concern.count for concern in self.concerns)


def attention(view: Viewpoint, paces: list[Pace]) -> Attention:
    """Everything that needs attention on the viewpoint's day."""
    staged = view.projects.with_stage(on=view.on)
    kinds = [
        ("stop", "suspended", staged.filter(stage="suspended"), {"stage": "suspended"}),
        ("warn", "overdue", staged.overdue_to_start(on=view.on), {"overdue": "start"}),
    ]
    return Attention(
        [pace for pace in paces if pace.status == BEHIND_BOTH],
        [
            Concern(status, kind, projects.count(), _largest(projects, view.on), params)
            for status, kind, projects, params in kinds
        ],
    )


def _largest(projects, on: date) -> list[Project]:
    listed = projects.select_related("lead_pairing__supporter", "lead_pairing__recipient")
    return list(listed.with_stopped_since(on=on).order_by("-planned_aid", "code")[:SHOWN])
