"""Printed statements, kept as printed and never mixed with live rows."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.store.natural import NaturalKeyManager
from pairings.models import in_language, ref_validator
from pairings.querysets import VisibleQuerySet
from projects.measures import MEASURES
from projects.models import Programme


class PublishedTable(models.Model):
    """A statement as it was printed: a table, a list, or the totals in a sentence."""

    class Kind(models.TextChoices):
        TABLE = "table", _("table")
        LIST = "list", _("class list")
        PROSE = "prose", _("totals in the text")

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[ref_validator])
    kind = models.CharField(_("type"), max_length=5, choices=Kind)
    title = models.CharField(_("title as printed"), max_length=150)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name="published_tables",
        verbose_name=_("programme"),
    )
    # NULL: the statement is of a plan, not of a day.
    as_of = models.DateField(_("as of"), null=True, blank=True)
    citation = models.CharField(_("citation"), max_length=200)
    printed_on = models.DateField(_("printed on"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    parts_complete = models.BooleanField(
        _("all parts printed"),
        default=True,
        help_text=_("no: a total may be more than the parts that the source names"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    natural_key_fields = ("code",)
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("published table")
        verbose_name_plural = _("published tables")
        ordering = ["position", "code"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reports:published", args=[self.code])

    def natural_key(self):
        return (self.code,)

    natural_key.dependencies = ["projects.programme"]

    @property
    def label(self) -> str:
        return in_language(self.title, self.title_en)


class PublishedFigure(models.Model):
    """One printed number. ``printed`` is the text; ``value`` what it says.

    ``row_ref`` is the ref of the organisation, the code of the class, or ``total``; ``measure`` is
    a name from ``projects.measures``, so that live rows can stand beside it, or ``share``: of the
    planned funds of all rows; or ``funds``: money of a scheme whose projects are not known.
    """

    TOTAL = "total"
    SHARE = "share"
    FUNDS = "funds"
    OF_NO_PROJECT = (SHARE, FUNDS)

    class Unit(models.TextChoices):
        COUNT = "count", pgettext_lazy("unit", "projects")
        HUNDRED_MILLION = "hundred_million_yuan", _("100 million yuan")
        PERCENT = "percent", _("%")
        TEN_THOUSAND = "10k_yuan", _("10,000 yuan")

    class Population(models.TextChoices):
        LOCAL = "local", _("excluding the XPCC (Xinjiang Production and Construction Corps)")
        XPCC = "xpcc", _("XPCC only")
        ALL = "all", _("including the XPCC")

    table = models.ForeignKey(
        PublishedTable, on_delete=models.CASCADE, related_name="figures", verbose_name=_("table")
    )
    row_ref = models.CharField(_("reporting row"), max_length=40)
    row_label = models.CharField(_("row as printed"), max_length=60)
    supporters_printed = models.CharField(_("supporters as printed"), max_length=60, blank=True)
    row_position = models.PositiveSmallIntegerField(_("row position"))
    measure = models.CharField(_("measure"), max_length=40)
    column_label = models.CharField(_("column as printed"), max_length=60)
    column_position = models.PositiveSmallIntegerField(_("column position"))
    printed = models.CharField(_("as printed"), max_length=20)
    decimals = models.PositiveSmallIntegerField(_("decimals printed"))
    unit = models.CharField(_("unit"), max_length=20, choices=Unit)
    scope = models.CharField(_("scope"), max_length=5, choices=Population)
    definition = models.CharField(_("definition"), max_length=300)
    citation = models.CharField(_("citation"), max_length=200)

    natural_key_fields = ("table__code", "row_ref", "measure")
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        ordering = ["table", "row_position", "column_position"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "row_ref", "measure"],
                name="published_figure_once_per_cell",
                violation_error_message=_("This table already has a figure in that cell."),
            ),
        ]

    def __str__(self):
        return f"{self.row_label} {self.column_label} {self.printed}"

    def natural_key(self):
        return (*self.table.natural_key(), self.row_ref, self.measure)

    natural_key.dependencies = ["reports.publishedtable"]

    def clean(self):
        super().clean()
        if self.measure and self.measure not in (*MEASURES, *self.OF_NO_PROJECT):
            raise ValidationError(
                {
                    "measure": _("%(measure)s is not a measure: choose one of %(measures)s.")
                    % {
                        "measure": self.measure,
                        "measures": ", ".join((*MEASURES, *self.OF_NO_PROJECT)),
                    }
                }
            )
        try:
            decimals = max(0, -Decimal(self.printed).as_tuple().exponent)
        except (InvalidOperation, TypeError):
            raise ValidationError(
                {"printed": _("Enter the number as printed, e.g. 90.3.")}
            ) from None
        if decimals != self.decimals:
            raise ValidationError(
                {
                    "decimals": _("Decimal places must be %(decimals)d, as in %(printed)s.")
                    % {"printed": self.printed, "decimals": decimals}
                }
            )

    @property
    def value(self) -> Decimal:
        """The printed number, in ``unit``."""
        return Decimal(self.printed)

    @property
    def half_step(self) -> Decimal:
        """How far the exact amount may lie from the printed one, in ``unit``; counts are exact."""
        if self.unit == self.Unit.COUNT:
            return Decimal(0)
        return Decimal(1).scaleb(-self.decimals) / 2
