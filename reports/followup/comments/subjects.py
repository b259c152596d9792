"""The projects, monthly reports and tasks that comments are about."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from projects.models import Project, StatusReport
from reports.models import Task


@dataclass(frozen=True)
class CommentSubject:
    """``kind`` is one of ``Comment.SUBJECTS``, ``row`` of its model."""

    kind: str
    row: Project | StatusReport | Task

    @property
    def label(self) -> str:
        match self.row:
            case StatusReport():
                return f"{self.row.project.label} · {self.row.month.label}"
            case Task():
                return f"{self.row.number} {self.row.title}"
        return self.row.label

    @property
    def address(self) -> str:
        """The page that it is read on."""
        return self.row.get_absolute_url()

    @property
    def comments_url(self) -> str:
        ref = {"project": "code", "report": "pk", "task": "number"}[self.kind]
        return reverse(f"follow-up:{self.kind}-comments", args=[getattr(self.row, ref)])

    @property
    def condition(self) -> Q:
        """Of its comments; those on a project are also those on its reports."""
        own = Q((self.kind, self.row))
        return own | Q(report__project=self.row) if self.kind == "project" else own
