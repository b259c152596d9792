"""What people say to each other about a project, a monthly report or a task."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aidtrack.store.rules import exactly_one_of
from aidtrack.web.once import FormKey
from pairings.querysets import VisibleQuerySet, leads_to
from projects.models import Project, StatusReport
from projects.querysets.append_only import AppendOnly, AppendOnlyQuerySet
from reports.models.tasks import Task


class CommentQuerySet(AppendOnlyQuerySet, VisibleQuerySet):
    def visible_to(self, user):
        """Those on a task also for the person who issued it, wherever that is."""
        tasks = Task.objects.visible_to(user).order_by()
        return super().visible_to(user) | self.filter(task__in=tasks.values("pk"))

    def in_reach(self, reached):
        """A comment is seen with what it is about."""
        within = Q()
        for name in self.model.SUBJECTS:
            subjects = self.model._meta.get_field(name).related_model.objects
            within |= leads_to(subjects.in_reach(reached), by=name)
        return self.filter(within)


class Comment(AppendOnly, models.Model):
    """Words of a person, added and never changed."""

    SUBJECTS = ("project", "report", "task")
    OFFICE_WAYS = (
        "project__lead_pairing__recipient",
        "report__project__lead_pairing__recipient",
        *(f"task__{way}" for way in Task.OFFICE_WAYS),
    )
    append_instead = _("A comment cannot be changed or deleted: write a further one.")

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("project"),
    )
    report = models.ForeignKey(
        StatusReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("monthly report"),
    )
    task = models.ForeignKey(
        Task,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("follow-up task"),
    )
    text = models.TextField(_("comment"), max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="comments",
        verbose_name=_("by"),
        editable=False,
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    key = FormKey()

    objects = models.Manager.from_queryset(CommentQuerySet)()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_is_about_one_thing",
                condition=exactly_one_of("project", "report", "task"),
                violation_error_message=_(
                    "A comment is about exactly one project, report or task."
                ),
            ),
            models.CheckConstraint(
                name="comment_is_not_empty",
                condition=~Q(text=""),
                violation_error_message=_("Enter the comment."),
            ),
        ]

    def __str__(self):
        return self.text[:60]
