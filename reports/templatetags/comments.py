"""What pages of projects, monthly reports and tasks show of the comments on them."""

from urllib.parse import urlencode

from django import template

from reports.followup.comments.commenting import may_comment
from reports.followup.comments.panel import (
    LATEST_OF_MANY,
    comment_panel,
    comments_by_report as by_report,
)
from reports.followup.comments.subjects import CommentSubject

register = template.Library()


@register.inclusion_tag("followup/_comments.html", takes_context=True)
def comments_on(context, kind, row, on=None):
    """The panel of comments on a project, a report or a task, with the form for a further one."""
    return {"panel": comment_panel(CommentSubject(kind, row), context.request.user, on=on)}


@register.simple_tag(takes_context=True)
def comments_by_report(context, *groups):
    """Those on the reports of all groups of items under review."""
    reports = [item.report for items in groups for item in items]
    return by_report(reports, context.request.user) if reports else {}


@register.inclusion_tag("followup/_report_comments.html", takes_context=True)
def comments_on_report(context, item, comments):
    """The latest comments on one of many reports under review; ``comments`` are those of all."""
    request, report = context.request, item.report
    rows = comments.get(report.pk, [])
    address = CommentSubject("report", report).comments_url
    back = urlencode({"next": f"{request.get_full_path()}#r-{report.pk}"})
    return {
        "comments": rows[-LATEST_OF_MANY:],
        "number": len(rows),
        "project": item.project,
        "may_comment": may_comment(request.user),
        "url": f"{address}?{back}",
    }
