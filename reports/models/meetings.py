"""联席会议: the joint meetings of a scheme, and what was raised and decided at each."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from pairings.models import Organisation, Scheme
from pairings.querysets import VisibleQuerySet
from projects.models import Evidence
from projects.models.days import OF_THIS_AGE, SENTENCE, of_this_age
from reports.models.subjects import OfSubject, at_most_one_subject


class MeetingQuerySet(VisibleQuerySet):
    def in_reach(self, reached):
        """Those that an organisation covered convened or attended."""
        attended = Meeting.attending.through.objects.filter(
            organisation__in=reached.organisations
        ).order_by()
        return self.filter(
            models.Q(convener__in=reached.organisations)
            | models.Q(pk__in=attended.values("meeting"))
        )


class Meeting(models.Model):
    """A joint meeting of the parties of a scheme."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("scheme")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("meeting", "number"))
    on = models.DateField(_("date"), validators=OF_THIS_AGE)
    place = models.CharField(_("place"), max_length=100, blank=True)
    title = models.CharField(pgettext_lazy("meeting", "title"), max_length=200)
    convener = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="meetings_convened",
        verbose_name=_("convener"),
    )
    attending = models.ManyToManyField(
        Organisation,
        related_name="meetings_attended",
        blank=True,
        verbose_name=_("attending organisations"),
    )
    # NULL: not added yet. The file belongs to the convener, and access follows that.
    minutes = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("minutes"),
    )
    is_illustrative = models.BooleanField(_("illustrative"), default=False, editable=False)

    objects = models.Manager.from_queryset(MeetingQuerySet)()

    class Meta:
        verbose_name = _("joint meeting")
        verbose_name_plural = _("joint meetings")
        ordering = ["-on", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "number"],
                name="meeting_once_per_number",
                violation_error_message=_("This scheme already has a meeting with that number."),
            ),
            models.CheckConstraint(
                name="meeting_day_is_of_this_age",
                condition=of_this_age("on"),
                violation_error_message=SENTENCE,
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("follow-up:meeting", args=[self.ref])

    @property
    def ref(self) -> str:
        """What addresses name it by: the scheme and its number in it."""
        return f"{self.scheme.code}-{self.number}"


class ItemQuerySet(VisibleQuerySet):
    def in_reach(self, reached):
        """An item is seen with its meeting."""
        meetings = Meeting.objects.in_reach(reached).order_by()
        return self.filter(meeting__in=meetings.values("pk"))


class Item(OfSubject):
    """议题: one matter of a meeting, who raised it, and what was decided."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="items", verbose_name=_("joint meeting")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    # NULL: raised by nobody in particular.
    raised_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items_raised",
        verbose_name=_("raised by"),
    )
    text = models.TextField(_("matter"), max_length=1000)
    decision = models.TextField(
        pgettext_lazy("agenda item", "decision"), max_length=1000, blank=True
    )

    objects = models.Manager.from_queryset(ItemQuerySet)()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="item_once_per_number",
                violation_error_message=_("This meeting already has an item with that number."),
            ),
            models.CheckConstraint(
                name="item_is_about_one_subject_at_most",
                condition=at_most_one_subject(),
                violation_error_message=_(
                    "An item is about one row, unit, pairing or project at most."
                ),
            ),
        ]

    def __str__(self):
        return _t("Item %(number)s") % {"number": self.number}
