"""Contributions and observations that wait for a reviewer, page by page."""

import django_filters as filters
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_safe

from aidtrack.web.filters import StrictFilterSet
from aidtrack.web.paging import page_of
from pairings.filters import offer_schemes
from pairings.models import Scheme
from projects.contributions.closed_months import sentences
from projects.contributions.entry.questions import answered_sentences
from projects.contributions.entry.rights import may_review_some
from projects.contributions.indicators.lines import ObservationLine
from projects.models import Contribution, Observation

A_PAGE = 20


class WaitingFilter(StrictFilterSet):
    """Of the contributions that wait and that a person sees."""

    page_parameters = frozenset({"page"})

    scheme = filters.ModelChoiceFilter(
        label=_("scheme"), empty_label=_("all"), to_field_name="code", queryset=None
    )
    form = filters.ChoiceFilter(
        label=pgettext_lazy("contribution", "form"),
        empty_label=_("all"),
        choices=Contribution.Form.choices,
    )

    class Meta:
        model = Contribution
        fields = []

    def __init__(self, data, *, queryset, user):
        super().__init__(data, queryset=queryset)
        # Those without anything that waits too: the last one may just have been decided on.
        schemes = Scheme.objects.offered_to(user)
        self.filters["scheme"].queryset = schemes
        offer_schemes(self.filters["scheme"].field, schemes)

    @property
    def query(self) -> str:
        """What is chosen, as an address says it."""
        return urlencode({name: self.data[name] for name in self.filters if self.data.get(name)})


def waiting_for_review(user):
    """Those that ``user`` may decide on first, ``is_decidable``; then the others that wait."""
    visible = Contribution.objects.visible_to(user).awaiting_review()
    decidable = Contribution.objects.reviewable_by(user).filter(pk=OuterRef("pk"))
    rows = visible.annotate(is_decidable=Exists(decidable)).select_related("entered_by")
    return rows.order_by("-is_decidable", *Contribution._meta.ordering)


@require_safe
def contribution_review(request):
    """What waits, of which the reader may decide on all but their own."""
    user = request.user
    if not may_review_some(user):
        raise PermissionDenied(_t("Only a reviewer of one of the two parties can decide."))
    narrowed = WaitingFilter(request.GET, queryset=waiting_for_review(user), user=user)
    rows = narrowed.rows().for_list(on=timezone.localdate())
    paged = page_of(request, rows, per_page=A_PAGE)
    observations = Observation.objects.visible_to(user).reviewable_by(user).with_subjects()
    lines = [ObservationLine(row, row.subject.label) for row in observations[:A_PAGE]]
    today = timezone.localdate()
    closed = sentences(paged.object_list, on=today)
    closed_to = sentences([line.row for line in lines], on=today)
    context = {
        "filter": narrowed,
        "query": narrowed.query,
        "paged": paged,
        "rows": [(row, answered_sentences(row), closed.get(row.pk)) for row in paged.object_list],
        "observations": [(line, closed_to.get(line.row.pk)) for line in lines],
        "more_observations": observations.count() - len(lines) if len(lines) == A_PAGE else 0,
    }
    return render(request, "contributions/review.html", context)
