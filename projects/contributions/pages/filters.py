"""What a list of contributions can be narrowed to."""

from datetime import date

import django_filters as filters
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.fields import PickedDayField
from aidtrack.web.filters import LONGEST_SEARCH, StrictFilterSet
from pairings.filters import OrganisationFilter, PairingChoiceFilter, offer_schemes
from pairings.models import Organisation, Pairing, Scheme
from projects.models import Contribution, CountingUnit, Precision, Quantity

# Chips stand for these: what each counts is not narrowed by the other.
OF_CHIPS = ("form", "timing")


class AsOfFilter(filters.Filter):
    field_class = PickedDayField


class ContributionFilter(StrictFilterSet):
    """Of the contributions that a person sees; what is done is so as of its day.

    ``today`` is the day where the address names none.
    """

    page_parameters = PARAMETERS | {"sort", "page"}

    q = filters.CharFilter(label=_("search"), method="search", max_length=LONGEST_SEARCH)
    scheme = filters.ModelChoiceFilter(
        label=_("scheme"), empty_label=_("all"), to_field_name="code", queryset=None
    )
    pairing = PairingChoiceFilter(
        label=_("pairing"), null_label=_("the scheme as a whole"), null_value="none"
    )
    supporter = OrganisationFilter(
        label=_("supporter"), field_name="pairing__supporter", queryset=None
    )
    recipient = OrganisationFilter(label=_("recipient"), method="of_recipient", queryset=None)
    form = filters.ChoiceFilter(
        label=pgettext_lazy("contribution", "form"),
        empty_label=_("all"),
        choices=Contribution.Form.choices,
    )
    unit = filters.ModelChoiceFilter(
        label=_("counting unit"),
        empty_label=_("all"),
        to_field_name="code",
        queryset=None,
        method="in_unit",
    )
    direction = filters.ChoiceFilter(
        label=_("direction"), empty_label=_("all"), choices=Contribution.Direction.choices
    )
    timing = filters.ChoiceFilter(
        label=_("progress"),
        empty_label=_("all"),
        choices=Contribution.Timing.choices,
        field_name="timing",
    )
    state = filters.ChoiceFilter(
        label=pgettext_lazy("report", "status"),
        empty_label=_("all"),
        choices=Contribution.State.choices,
    )
    counted = filters.ChoiceFilter(
        label=_("figures"),
        empty_label=_("all"),
        choices=[
            ("yes", _("counted in figures")),
            ("flows", _("counted in figures, without people in post")),
        ],
        method="in_figures",
    )
    as_of = AsOfFilter(label=_("as of"), method="as_of_day")

    class Meta:
        model = Contribution
        fields = []

    def __init__(self, data, *, user, today: date, **kwargs):
        self.today = today
        seen = Contribution.objects.visible_to(user)
        super().__init__(data, queryset=seen, **kwargs)
        pairings = Pairing.objects.visible_to(user)
        # Schemes are reference data; offered are those of which something can be seen.
        schemes = Scheme.objects.offered_to(user)
        within = Q(pk__in=pairings.order_by().values("scheme")) | Q(
            pk__in=seen.order_by().values("scheme")
        )
        self.filters["scheme"].queryset = schemes.filter(within)
        offer_schemes(self.filters["scheme"].field, schemes.filter(within))
        aided = pairings.filter(Exists(seen.filter(pairing=OuterRef("pk"))))
        self.filters["pairing"].queryset = aided.select_related("supporter", "recipient")
        self._offer_parties(aided.order_by(), Organisation.objects.visible_to(user))
        self.filters["unit"].queryset = CountingUnit.objects.visible_to(user)
        self.filters["unit"].field.label_from_instance = lambda unit: unit.name

    def _offer_parties(self, pairings: QuerySet, organisations: QuerySet):
        """Their parties, and the prefectures under which recipients are reported."""
        supporters, recipients, above = (
            Q(pk__in=pairings.values(party))
            for party in ("supporter", "recipient", "recipient__reported_under")
        )
        self.filters["supporter"].queryset = organisations.filter(supporters)
        self.filters["recipient"].queryset = organisations.filter(recipients | above)

    @property
    def on(self) -> date:
        """The day of the page. Raises WrongAddress."""
        if not self.form.is_valid():
            raise WrongAddress(form=self.form)
        return self.form.cleaned_data["as_of"] or self.today

    @property
    def is_narrowed(self) -> bool:
        return any(
            value for name, value in self.form.cleaned_data.items() if name not in ("as_of",)
        )

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset.for_list(on=self.on))

    def chips(self) -> list[tuple[str, str, int, str]]:
        """(parameter, value, number, label) of each form that there is, then of what has no date.

        Narrowed by everything else on the form; one query.
        """
        rows = self.queryset.with_timing(on=self.on)
        for name, value in self.form.cleaned_data.items():
            if name not in OF_CHIPS:
                rows = self.filters[name].filter(rows, value)
        counts = list(
            rows.order_by().values_list("form", "precision").annotate(n=Count("pk", distinct=True))
        )
        by_form = [
            ("form", form, sum(n for of_form, _p, n in counts if of_form == form), label)
            for form, label in Contribution.Form.choices
        ]
        undated = sum(n for _form, precision, n in counts if precision == Precision.UNKNOWN)
        without_date = ("timing", "undated", undated, Contribution.Timing.UNDATED.label)
        return [chip for chip in (*by_form, without_date) if chip[2]]

    def search(self, contributions, name, value):
        """Every word must occur in the reference, the title or a printed text."""
        for word in value.split():
            printed = Quantity.objects.filter(contribution=OuterRef("pk"), printed__icontains=word)
            contributions = contributions.filter(
                Q(ref__icontains=word) | Q(title__icontains=word) | Q(Exists(printed))
            )
        return contributions

    def in_unit(self, contributions, name, value):
        counted = Quantity.objects.filter(contribution=OuterRef("pk"), counting_unit=value)
        return contributions.filter(Exists(counted))

    def of_recipient(self, contributions, name, value):
        """Of the pairings of a recipient, or of those that are reported under it."""
        pairings = Pairing.objects.of_recipient(value).order_by()
        return contributions.filter(pairing__in=pairings.values("pk"))

    def in_figures(self, contributions, name, value):
        """Those behind the figures of a panel: in the counting unit that is chosen, if any.

        What is ahead is there where it was planned in numbers.
        """
        numbers = Quantity.objects.filter(contribution=OuterRef("pk"))
        if unit := self.form.cleaned_data["unit"]:
            numbers = numbers.filter(counting_unit=unit)
        is_ahead = Q(timing=Contribution.Timing.AHEAD)
        rows = contributions.counting().tops()
        rows = rows.filter(Exists(numbers.filter(planned__gt=0)) | ~is_ahead & Exists(numbers))
        return rows.exclude(form__in=Contribution.STOCKS) if value == "flows" else rows

    def as_of_day(self, contributions, name, value):
        """Hides nothing: the day says what is done."""
        return contributions
