"""What is planned in: class lists and programmes."""

from collections.abc import Iterable
from datetime import date
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.store.natural import NaturalKeyManager
from aidtrack.values.dates import count_months, elapsed_share, month_end, month_ends
from pairings.models import Organisation, Scheme, in_language, ref_validator
from pairings.querysets import VisibleQuerySet
from projects.models.code_patterns import CodePattern, code_pattern_validator
from projects.models.days import OF_THIS_AGE, SENTENCE, of_this_age


class CategoryScheme(models.Model):
    """A list of one version: nine classes of projects in 2010, six and a reserve line from 2011.

    Contributions, professions and industries have lists of their own.
    """

    class Purpose(models.TextChoices):
        CLASS = "class", pgettext_lazy("class list", "classes of projects")
        CONTRIBUTION = "contribution", pgettext_lazy("class list", "kinds of contributions")
        PROFESSION = "profession", pgettext_lazy("class list", "professions")
        INDUSTRY = "industry", pgettext_lazy("class list", "industries")

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[ref_validator])
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    source = models.TextField(_("source"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.CLASS)

    natural_key_fields = ("code",)
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("class list")
        verbose_name_plural = _("class lists")
        ordering = ["code"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)


class Category(models.Model):
    """A class of one list. A reserve line holds money and no projects."""

    scheme = models.ForeignKey(
        CategoryScheme,
        on_delete=models.CASCADE,
        related_name="categories",
        verbose_name=_("class list"),
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))
    is_reserve = models.BooleanField(_("reserve line"), default=False)

    natural_key_fields = ("scheme__code", "code")
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["scheme", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="category_once_per_list",
                violation_error_message=_("This class list already has a class with that code."),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.scheme.natural_key(), self.code)

    natural_key.dependencies = ["projects.categoryscheme"]

    def clean(self):
        super().clean()
        if self.pk and not self._fits_its_projects():
            raise ValidationError(
                _(
                    "Projects use this class: it cannot move to another list or become a reserve "
                    "line."
                )
            )

    def _fits_its_projects(self) -> bool:
        if self.is_reserve:
            return not self.projects.exists()
        elsewhere = self.projects.exclude(programme__category_scheme=self.scheme_id)
        return not elsewhere.exists()

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)


class ProgrammeQuerySet(VisibleQuerySet):
    def with_something_to_show(self):
        """Those that have projects, or published figures: the others are in preparation."""
        every = self.model.objects.order_by()
        planned = every.filter(projects__isnull=False)
        published = every.filter(published_tables__figures__isnull=False)
        return self.filter(Q(pk__in=planned.values("pk")) | Q(pk__in=published.values("pk")))

    def latest_reported_first(self):
        """Those with projects, by the last day that their reports speak of, then the others.

        Of two the one that starts later.
        """
        every = self.model.objects.order_by()
        planned = Q(pk__in=every.filter(projects__isnull=False).values("pk"))
        rank = Case(When(planned, then=0), default=1)
        reported = F("reported_through").desc(nulls_last=True)
        return self.order_by(rank, reported, "-starts_on", "position", "code")


class Programme(models.Model):
    """One plan under a scheme: the 2010 pilot, the 2011 plan, the 12th five-year plan.

    ``target_curve`` is the share of the plan that should be reached at the end of each month of
    the period, one number from 0 to 1 a month; NULL means in step with the days passed.
    """

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[ref_validator])
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="programmes", verbose_name=_("scheme")
    )
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    starts_on = models.DateField(_("starts on"), validators=OF_THIS_AGE)
    ends_on = models.DateField(_("ends on"), validators=OF_THIS_AGE)
    category_scheme = models.ForeignKey(
        CategoryScheme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("class list"),
    )
    target_curve = models.JSONField(_("target curve"), null=True, blank=True)
    # NULL: nothing has been reported under this programme.
    reported_through = models.DateField(
        _("reported through"), null=True, blank=True, validators=OF_THIS_AGE
    )
    # "": its projects are not numbered here, each comes with its code.
    code_pattern = models.CharField(
        _("pattern of project codes"),
        max_length=40,
        blank=True,
        validators=[code_pattern_validator],
        help_text=_(
            "The first code, e.g. HT-2011-001: projects in files without codes are numbered on "
            "from the highest. *-2011-001 begins with the letters that the codes of the same "
            "prefecture have."
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    natural_key_fields = ("code",)
    objects = NaturalKeyManager.from_queryset(ProgrammeQuerySet)()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                name="programme_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A programme cannot end before the day it starts."),
            ),
            models.CheckConstraint(
                name="programme_is_reported_after_it_starts",
                condition=Q(reported_through__isnull=True)
                | Q(reported_through__gte=F("starts_on")),
                violation_error_message=_(
                    "The date through which a programme is reported cannot be before its start."
                ),
            ),
            models.CheckConstraint(
                name="programme_dates_are_of_this_age",
                condition=of_this_age("starts_on", "ends_on", "reported_through"),
                violation_error_message=SENTENCE,
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

    natural_key.dependencies = ["pairings.scheme", "projects.categoryscheme"]

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    def clean(self):
        super().clean()
        if self.target_curve is not None and self.starts_on and self.ends_on:
            self._clean_target_curve()
        if self.pk:
            self._clean_against_projects()

    def _clean_against_projects(self):
        """Refuses to change what each project was checked against."""
        if self.projects.exclude(lead_pairing__scheme=self.scheme_id).exists():
            raise ValidationError(
                {"scheme": _("The programme has projects under pairings of another scheme.")}
            )
        classed = self.projects.filter(category__isnull=False)
        if classed.exclude(category__scheme=self.category_scheme_id).exists():
            raise ValidationError(
                {"category_scheme": _("The programme has projects in classes of another list.")}
            )

    def _clean_target_curve(self):
        months = count_months(self.starts_on, self.ends_on)
        curve = self.target_curve
        if not isinstance(curve, list) or len(curve) != months:
            raise ValidationError(
                {
                    "target_curve": _("Enter %(months)d cumulative shares, one per month.")
                    % {"months": months}
                }
            )
        shares = [share for share in curve if isinstance(share, (int, float)) and 0 <= share <= 1]
        if len(shares) != months or shares != sorted(shares):
            raise ValidationError(
                {"target_curve": _("Shares must be between 0 and 1 and never decrease.")}
            )

    @transaction.atomic
    def follow_loading(self):
        """Adds the months up to ``reported_through`` as loaded ones, until one is opened here.

        Those that lie after it are removed again, but for months that somebody may correct.
        """
        if self.months.opened().exists():
            return
        firsts = self._reported_months()
        unused = self.months.loaded().filter(reports=None, exemptions=None)
        unused.exclude(month__in=firsts).delete()
        firsts -= set(self.months.values_list("month", flat=True))
        month = self.months.model
        loaded = {"origin": month.Origin.LOADED, "opened_at": None, "closed_at": timezone.now()}
        month.objects.bulk_create(
            month(programme=self, month=first, **loaded) for first in sorted(firsts)
        )

    def _reported_months(self) -> set[date]:
        """The first days of the months that ended by ``reported_through``."""
        if self.reported_through is None:
            return set()
        ends = month_ends(self.starts_on, self.reported_through)
        return {end.replace(day=1) for end in ends if end == month_end(end)}

    def next_codes(
        self,
        count: int,
        *,
        recipient: Organisation | None,
        taken: Iterable[str] = (),
        lock: bool = False,
    ) -> list[str]:
        """The codes of so many new projects, behind the highest number of the pattern.

        ``taken`` are codes that others will have. ``lock``: nobody else draws numbers until the
        transaction ends.
        Returns  [] where the programme has no pattern, or its letters are not known.
        """
        if lock:
            list(type(self).objects.select_for_update(no_key=True).filter(pk=self.pk))
        pattern = self._pattern_for(recipient)
        if pattern is None:
            return []
        project = self.projects.model
        stored = project.objects.order_by().filter(code__startswith=pattern.prefix)
        codes = [*stored.values_list("code", flat=True), *taken]
        return list(islice(pattern.codes_after(codes), count))

    @property
    def has_letters(self) -> bool:
        """Whether codes begin with letters that differ by recipient."""
        return bool(self.code_pattern) and CodePattern.of(self.code_pattern).has_letters

    def _pattern_for(self, recipient: Organisation | None) -> CodePattern | None:
        """The pattern with the letters of a recipient: those of its own projects, or of its row's.

        None where there is no pattern, or the letters are unknown.
        """
        if not self.code_pattern:
            return None
        pattern = CodePattern.of(self.code_pattern)
        if not pattern.has_letters:
            return pattern
        codes = self.projects.order_by().values_list("code", flat=True)
        row, of = recipient.row_organisation_id, "lead_pairing__recipient"
        in_row = Q(**{of: row}) | Q(**{f"{of}__reported_under": row})
        letters = pattern.letters_of(codes.filter(**{of: recipient})) or pattern.letters_of(
            codes.filter(in_row, **{f"{of}__scope": recipient.scope})
        )
        return pattern.with_letters(letters.pop()) if len(letters) == 1 else None

    @property
    def told_through(self) -> date:
        """The last day to be told of month by month: the period's, or that of later reports."""
        return max(self.ends_on, self.reported_through or self.ends_on)

    def time_elapsed(self, *, on: date) -> float:
        """时间进度: the share that should be reached at the end of ``on``, the yardstick for rates.

        Unit    fraction, 0..1
        Source  the target curve where there is one, else the days of the period that have passed.
        """
        share = elapsed_share(self.starts_on, self.ends_on, on=on)
        if not self.target_curve or share == 0:
            return share
        on = min(on, self.ends_on)
        done = count_months(self.starts_on, on) - 1
        month_starts = max(on.replace(day=1), self.starts_on)
        month_ends = min(month_end(on), self.ends_on)
        before = self.target_curve[done - 1] if done else 0
        within = elapsed_share(month_starts, month_ends, on=on)
        return before + (self.target_curve[done] - before) * within
