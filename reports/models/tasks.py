"""督办事项: what was demanded of an office by a day, what it answered, and how it ended."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.web.once import FormKey
from pairings.models import Organisation
from pairings.querysets import VisibleQuerySet
from projects.models import Evidence, Programme, StatusReport
from projects.models.days import OF_THIS_AGE, SENTENCE, of_this_age
from reports.models.meetings import Item
from reports.models.subjects import OfSubject, at_most_one_subject
from reports.models.task_states import TaskQuerySet, TaskStanding, TaskState
from reports.models.warnings import WarningLevel, WarningRule


class Task(OfSubject):
    """One demand on one responsible office. Its state follows from its dates, answers and
    extensions; its due day is never edited.

    What the issuer saw is a quotation: ``rule`` of ``programme`` and ``scope`` as of ``as_of`` was
    at ``quoted_level``, numerator / denominator. It is never computed anew.
    """

    OFFICE_WAYS = (*OfSubject.OFFICE_WAYS, "responsible")

    class Origin(models.TextChoices):
        ITEM = "item", pgettext_lazy("task", "joint meeting")
        WARNING = "warning", pgettext_lazy("task", "warning")
        REPORT = "report", pgettext_lazy("task", "monthly report")
        NOTE = "note", pgettext_lazy("task", "leader's note")

    class Outcome(models.TextChoices):
        SOLVED = "A", pgettext_lazy("task", "A: solved")
        PLANNED = "B", pgettext_lazy("task", "B: planned")
        REFERENCE = "C", pgettext_lazy("task", "C: for reference")

    year = models.PositiveSmallIntegerField(_("year"), editable=False)
    sequence = models.PositiveIntegerField(_("number in its year"), editable=False)
    title = models.CharField(pgettext_lazy("task", "title"), max_length=120)
    demand = models.TextField(_("demand"), max_length=2000)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.NOTE)
    item = models.ForeignKey(
        Item,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("agenda item"),
    )
    report = models.ForeignKey(
        StatusReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("monthly report"),
    )
    responsible = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name=_("responsible office"),
    )
    assisting = models.ManyToManyField(
        Organisation,
        related_name="tasks_assisted",
        blank=True,
        verbose_name=_("assisting offices"),
    )
    # NULL: whoever records for the office.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks_assigned",
        verbose_name=_("assigned to"),
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tasks_issued",
        verbose_name=_("issued by"),
        editable=False,
    )
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now, editable=False)
    due_on = models.DateField(pgettext_lazy("task", "due on"), validators=OF_THIS_AGE)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    evidence_required = models.BooleanField(_("evidence required"), default=False)
    # What the issuer saw; NULL throughout where no figure is behind it.
    rule = models.ForeignKey(
        WarningRule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("warning rule"),
    )
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("programme"),
    )
    scope = models.CharField(_("coverage"), max_length=5, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    quoted_level = models.CharField(
        _("level when issued"), max_length=6, choices=WarningLevel, blank=True
    )
    numerator = models.DecimalField(
        _("numerator when issued"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("denominator when issued"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    accepted_at = models.DateTimeField(
        pgettext_lazy("task", "accepted at"), null=True, blank=True, editable=False
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks_accepted",
        verbose_name=pgettext_lazy("task", "accepted by"),
        editable=False,
    )
    closed_at = models.DateTimeField(
        pgettext_lazy("task", "closed at"), null=True, blank=True, editable=False
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks_closed",
        verbose_name=_("closed by"),
        editable=False,
    )
    outcome = models.CharField(
        _("outcome"), max_length=1, choices=Outcome, blank=True, editable=False
    )
    is_illustrative = models.BooleanField(_("illustrative"), default=False, editable=False)
    # From an office's register: its issuer here is who loaded it.
    is_loaded = models.BooleanField(_("loaded from a register"), default=False, editable=False)
    # NULL: no mail has told of it yet.
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)
    key = FormKey()

    objects = models.Manager.from_queryset(TaskQuerySet)()

    class Meta:
        verbose_name = _("follow-up task")
        verbose_name_plural = _("follow-up tasks")
        ordering = ["-year", "-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "sequence"],
                name="task_once_per_number",
                violation_error_message=_("Another task of the year already has that number."),
            ),
            models.CheckConstraint(
                name="task_is_about_one_subject_at_most",
                condition=at_most_one_subject(),
                violation_error_message=_(
                    "A task is about one row, unit, pairing or project at most."
                ),
            ),
            models.CheckConstraint(
                name="task_is_due_after_it_was_issued",
                condition=Q(due_on__gt=F("issued_at")),
                violation_error_message=_("The due day must be after today."),
            ),
            models.CheckConstraint(
                name="task_that_is_closed_says_by_whom_and_how",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                violation_error_message=_("Closing a task needs a person and an outcome."),
            ),
            models.CheckConstraint(
                name="task_that_is_accepted_says_by_whom",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                violation_error_message=_("Accepting a task needs a person."),
            ),
            models.CheckConstraint(
                name="task_that_quotes_a_rule_says_of_when",
                condition=Q(rule__isnull=True)
                | Q(programme__isnull=False, as_of__isnull=False, numerator__isnull=False),
                violation_error_message=_(
                    "A task that quotes a warning needs its programme, day and value."
                ),
            ),
            models.CheckConstraint(
                name="task_names_the_item_it_came_from",
                condition=Q(origin="item", item__isnull=False)
                | ~Q(origin="item") & Q(item__isnull=True),
                violation_error_message=_("A task of a joint meeting names the agenda item."),
            ),
            models.CheckConstraint(
                name="task_days_are_of_this_age",
                condition=of_this_age("due_on"),
                violation_error_message=SENTENCE,
            ),
        ]
        indexes = [models.Index(fields=["responsible", "closed_at"], name="task_by_office")]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("follow-up:task", args=[self.number])

    @property
    def number(self) -> str:
        """As printed: 2026-031."""
        return f"{self.year}-{self.sequence:03d}"

    @property
    def standing(self) -> TaskStanding:
        """Of a task that was fetched ``with_standing``."""
        return TaskStanding(TaskState(self.state), self.due_in_force, self.counted_on)


OF_TASK = tuple(f"task__{way}" for way in Task.OFFICE_WAYS)


def _visible_tasks(user) -> models.QuerySet:
    """The ids of the tasks that a user sees, kept on the user object as the reach is.

    A page asks by them several times, and to put the question takes longer than to answer it.
    """
    if not hasattr(user, "_visible_tasks"):
        user._visible_tasks = Task.objects.visible_to(user).order_by().values("pk")
    return user._visible_tasks


class OfTaskQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """What hangs on a task is seen with it."""
        return self.filter(task__in=_visible_tasks(user))

    def in_reach(self, reached):
        return self.filter(task__in=Task.objects.in_reach(reached).order_by().values("pk"))


class Answer(models.Model):
    """What the responsible office answered; released by its reviewer, and perhaps returned.

    Nothing else of it ever changes.
    """

    OFFICE_WAYS = OF_TASK

    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="answers", verbose_name=_("follow-up task")
    )
    text = models.TextField(_("answer"), max_length=2000)
    says_done = models.BooleanField(_("says that it is done"), default=False)
    evidence = models.ManyToManyField(
        Evidence, related_name="answers", blank=True, verbose_name=_("evidence")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="answers",
        verbose_name=_("by"),
        editable=False,
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    # NULL: waits for the office's reviewer.
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_released",
        verbose_name=_("released by"),
        editable=False,
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True, editable=False)
    # By the office's reviewer before its release, by who issued the task after it.
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_returned",
        verbose_name=_("returned by"),
        editable=False,
    )
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True, editable=False)
    reason = models.CharField(_("reason for return"), max_length=500, blank=True)
    key = FormKey()

    objects = models.Manager.from_queryset(OfTaskQuerySet)()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["task", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(returned_at__isnull=True),
                name="answer_stands_once_per_task",
                violation_error_message=_("This task has been answered: look at the answer first."),
            ),
            models.CheckConstraint(
                name="answer_is_released_by_another",
                condition=Q(released_by__isnull=True, released_at__isnull=True)
                | Q(released_at__isnull=False) & ~Q(released_by=F("by")),
                violation_error_message=_("You cannot release your own answer: ask a colleague."),
            ),
            models.CheckConstraint(
                name="answer_that_was_returned_says_why",
                condition=Q(returned_at__isnull=True, returned_by__isnull=True)
                | Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(reason=""),
                violation_error_message=_("Enter a reason for returning the answer."),
            ),
            models.CheckConstraint(
                name="answer_is_returned_by_another",
                condition=Q(returned_by__isnull=True) | ~Q(returned_by=F("by")),
                violation_error_message=_("You cannot return your own answer."),
            ),
        ]

    def __str__(self):
        return f"{self.task.number} / {self.pk}"


class Extension(models.Model):
    """More time that was asked for, on or before the due day, and how another person decided."""

    OFFICE_WAYS = OF_TASK

    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="extensions", verbose_name=_("follow-up task")
    )
    until = models.DateField(_("until"), validators=OF_THIS_AGE)
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="extensions_asked",
        verbose_name=_("asked by"),
        editable=False,
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="extensions_decided",
        verbose_name=_("decided by"),
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    # NULL: not decided.
    granted = models.BooleanField(_("granted"), null=True, blank=True, editable=False)
    # What was said to it; empty: nothing.
    words = models.CharField(_("words"), max_length=500, blank=True)
    key = FormKey()

    objects = models.Manager.from_queryset(OfTaskQuerySet)()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["task", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(decided_at__isnull=True),
                name="extension_waits_once_per_task",
                violation_error_message=_("More time has been asked for: wait for the decision."),
            ),
            models.CheckConstraint(
                name="extension_is_decided_by_another",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, granted__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, granted__isnull=False)
                & ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Another person than who asked decides."),
            ),
            models.CheckConstraint(
                name="extension_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Enter the reason for asking for more time."),
            ),
            models.CheckConstraint(
                name="extension_ends_after_it_was_asked_for",
                condition=Q(until__gt=F("asked_at")),
                violation_error_message=_("The new day must be after today."),
            ),
        ]

    def __str__(self):
        return f"{self.task.number} → {self.until}"
