"""Where the rows of an accepted file of other aid are, and what is done with them next."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t, ngettext

from aidtrack.values.formats import count
from pairings.models import Scheme
from projects.contributions.entry.rights import may_review_some
from projects.models import Contribution, Indicator, Observation

State = Contribution.State
# What is done with rows of a state that the reader does not review.
DONE_WITH = {
    State.DRAFT: lambda: _t("See the drafts; then submit them for review"),
    State.RETURNED: lambda: _t("See what was returned; then submit it again"),
    State.SUBMITTED: lambda: _t("See what waits for a reviewer"),
    State.VERIFIED: lambda: _t("See the contributions"),
}


@dataclass(frozen=True)
class NextStep:
    """What was loaded, the page on which it is, and what is done there next."""

    what: str
    does: str
    url: str


def contribution_steps(rows: QuerySet, user) -> list[NextStep]:
    """One for each scheme and state."""
    pairs = rows.order_by("scheme__code", "state").values_list("scheme", "state")
    groups = [(*key, len(list(group))) for key, group in groupby(pairs)]
    schemes = Scheme.objects.in_bulk({pk for pk, _state, _n in groups})
    of_others = rows.filter(state=State.SUBMITTED).exclude(authors=user.pk)
    reviews = may_review_some(user) and of_others.exists()
    return [_of_state(schemes[pk], state, n, reviews) for pk, state, n in groups]


def _of_state(scheme: Scheme, state: str, n: int, reviews: bool) -> NextStep:
    what = ngettext("%(n)s contribution: %(where)s", "%(n)s contributions: %(where)s", n)
    words = what % {"n": count(n), "where": _t(", ").join([scheme.label, str(State(state).label)])}
    if state == State.SUBMITTED and reviews:
        return NextStep(words, _t("Review them"), reverse("contributions:review"))
    query = urlencode({"scheme": scheme.code, "state": state})
    return NextStep(words, DONE_WITH[state](), f"{reverse('contributions:list')}?{query}")


def observation_steps(rows: QuerySet, user) -> list[NextStep]:
    """The review of those that wait, for whoever reviews; then one for each indicator."""
    ids = rows.order_by("indicator__position", "indicator__code").values_list("indicator")
    numbers = [(key[0], len(list(group))) for key, group in groupby(ids)]
    indicators = Indicator.objects.in_bulk({pk for pk, _n in numbers})
    steps = [_of_indicator(indicators[pk], n) for pk, n in numbers]
    waiting = rows.awaiting_review().count()
    if not waiting:
        return steps
    own = Observation.objects.visible_to(user).reviewable_by(user)
    if not own.filter(pk__in=rows.values("pk")).exists():
        what = ngettext(
            "%(n)s observation waits for a reviewer of a party before it counts.",
            "%(n)s observations wait for a reviewer of a party before they count.",
            waiting,
        )
        return [NextStep(what % {"n": count(waiting)}, "", ""), *steps]
    what = ngettext(
        "%(n)s observation waits for its review",
        "%(n)s observations wait for their review",
        waiting,
    )
    review = NextStep(
        what % {"n": count(waiting)}, _t("Review them"), reverse("contributions:review")
    )
    return [review, *steps]


def _of_indicator(indicator: Indicator, n: int) -> NextStep:
    what = ngettext("%(n)s observation: %(where)s", "%(n)s observations: %(where)s", n)
    return NextStep(
        what % {"n": count(n), "where": indicator.label},
        _t("See the indicator"),
        indicator.get_absolute_url(),
    )
