"""What the whole history can be narrowed to."""

from datetime import date, datetime, time, timedelta

import django_filters as filters
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from aidtrack.store.history import PROGRAM
from aidtrack.values.people import person_name
from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.fields import PickedDayField
from aidtrack.web.filters import LONGEST_SEARCH, StrictFilterSet, StrictForm
from pairings.filters import OrganisationFilter
from pairings.models import Organisation, Pairing
from pairings.querysets import row_organisation
from projects.history.belonging import after_close, of_office
from projects.history.entries import THROUGH

# In the address where nobody is meant: the program itself.
NOBODY = "-"


class DayFilter(filters.Filter):
    field_class = PickedDayField


class HistoryFilter(StrictFilterSet):
    """Needs ``user``, who sees every entry: people and offices are offered as they see them."""

    page_parameters = PARAMETERS | {"page"}

    q = filters.CharFilter(label=_("search"), method="search", max_length=LONGEST_SEARCH)
    who = filters.ChoiceFilter(label=_("who"), empty_label=_("all"), method="by", choices=())
    office = OrganisationFilter(label=_("office"), method="of", queryset=None)
    kind = filters.ChoiceFilter(label=_("type"), empty_label=_("all"), method="about", choices=())
    through = filters.ChoiceFilter(
        label=_("via"), empty_label=_("all"), method="made_through", choices=()
    )
    since = DayFilter(label=_("from day"), method="from_day")
    until = DayFilter(label=_("to day"), method="to_day")
    closed = filters.ChoiceFilter(
        label=_("month"),
        empty_label=_("all"),
        choices=[("after", _("after its month was closed"))],
        method="after_its_close",
    )

    class Meta:
        model = LogEntry
        fields = []

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.order_by("username")
        self.filters["who"].extra["choices"] = [
            (NOBODY, _("the system")),
            *((person.username, person_name(person)) for person in people),
        ]
        pairings = Pairing.objects.visible_to(user).order_by()
        offices = pairings.values_list(row_organisation("recipient"))
        organisations = Organisation.objects.visible_to(user)
        self.filters["office"].queryset = organisations.filter(pk__in=offices)
        kinds = {model._meta.label_lower: model._meta.verbose_name for model in kept_models()}
        self.filters["kind"].extra["choices"] = sorted(
            ((name, capfirst(str(label))) for name, label in kinds.items()),
            key=lambda choice: choice[1],
        )
        self.filters["through"].extra["choices"] = [
            (name or PROGRAM, label) for name, label in THROUGH.items()
        ]

    def search(self, entries, name, value):
        """Every word must occur in the words for the row."""
        for word in value.split():
            entries = entries.filter(object_repr__icontains=word)
        return entries

    def by(self, entries, name, value):
        if value == NOBODY:
            return entries.filter(actor=None)
        return entries.filter(actor__username=value)

    def of(self, entries, name, value):
        return entries.filter(of_office(value))

    def about(self, entries, name, value):
        app, _dot, model = value.partition(".")
        return entries.filter(content_type=ContentType.objects.get_by_natural_key(app, model))

    def made_through(self, entries, name, value):
        if value == PROGRAM:
            unnamed = Q(additional_data__through__isnull=True) | Q(additional_data__through="")
            return entries.filter(unnamed)
        return entries.filter(additional_data__through=value)

    def from_day(self, entries, name, value):
        return entries.filter(timestamp__gte=_begin(value))

    def to_day(self, entries, name, value):
        return entries.filter(timestamp__lt=_begin(value + timedelta(days=1)))

    def after_its_close(self, entries, name, value):
        return entries.filter(after_close())

    def get_form_class(self):
        class HistoryFilterForm(super().get_form_class()):
            def clean(self):
                cleaned = super().clean()
                _check_days(self, cleaned)
                return cleaned

        return HistoryFilterForm


class AuditListForm(StrictForm):
    """What a ready list can be narrowed to: the days of its moments."""

    page_parameters = PARAMETERS | {"page"}

    since = PickedDayField(label=_("from day"), required=False)
    until = PickedDayField(label=_("to day"), required=False)

    def clean(self):
        cleaned = super().clean()
        _check_days(self, cleaned)
        return cleaned

    @property
    def moments(self) -> tuple[datetime | None, datetime | None]:
        """The first moment, and the one before which the last lies; None where it is open."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return since and _begin(since), until and _begin(until + timedelta(days=1))


def _check_days(form, cleaned: dict):
    since, until = cleaned.get("since"), cleaned.get("until")
    if since and until and since > until:
        form.add_error("until", _("The last day must not be before the first."))


def kept_models() -> list[type]:
    """The models whose rows have entries, without the tables between two others."""
    return [model for model in auditlog.get_models() if not model._meta.auto_created]


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
