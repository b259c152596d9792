"""What a page shows of the comments on its subject."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from projects.models import StatusReport
from reports.followup.comments.commenting import may_comment
from reports.followup.comments.forms import CommentForm
from reports.followup.comments.subjects import CommentSubject
from reports.models import Comment

# Of a project or a task, and of each of many reports on one page.
LATEST, LATEST_OF_MANY = 20, 3


@dataclass(frozen=True)
class CommentPanel:
    """The latest comments, oldest first; ``form`` is None for who only reads.

    ``later`` are those written after day ``on`` of the page; none where it has no such day.
    """

    subject: CommentSubject
    comments: list[Comment]
    later: list[Comment]
    on: date | None
    has_earlier: bool
    form: CommentForm | None


def comment_panel(subject: CommentSubject, user, *, on: date | None = None) -> CommentPanel:
    rows = list(comments_on(subject).reverse()[: LATEST + 1])
    latest = rows[:LATEST][::-1]
    return CommentPanel(
        subject=subject,
        comments=[row for row in latest if not _is_after(row, on)],
        later=[row for row in latest if _is_after(row, on)],
        on=on,
        has_earlier=len(rows) > LATEST,
        form=CommentForm() if may_comment(user) else None,
    )


def comments_on(subject: CommentSubject):
    """Seen by whoever sees the subject: the caller fetches that through permission."""
    return Comment.objects.filter(subject.condition).select_related(
        "by", "report__month__programme"
    )


def _is_after(comment: Comment, on: date | None) -> bool:
    return on is not None and timezone.localdate(comment.at) > on


def comments_by_report(reports: Iterable[StatusReport], user) -> dict[int, list[Comment]]:
    """{id of a report: its comments} of many reports in one query."""
    pks = [report.pk for report in reports]
    by_report = defaultdict(list)
    for row in Comment.objects.visible_to(user).filter(report__in=pks).select_related("by"):
        by_report[row.report_id].append(row)
    return by_report
