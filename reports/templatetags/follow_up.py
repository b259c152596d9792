"""What pages of pairings and projects show of the follow-up."""

from django import template
from django.utils import timezone

from reports.followup.tasks.rights import may_issue
from reports.followup.warnings.pages.attention import attention_within

register = template.Library()


@register.inclusion_tag("followup/_attention_panel.html")
def attention_of(kind, ref, view):
    """The panel of what calls for attention of a row, a unit, a pairing or a project."""
    return {
        "view": view,
        "attention": attention_within(kind, ref, view, today=timezone.localdate()),
        "may_issue": may_issue(view.user),
    }
