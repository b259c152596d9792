"""What a list of transfers points to: what waits for somebody, and what its day leaves out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _t, ngettext

from aidtrack.values import formats
from projects.figures.viewpoint import Viewpoint
from projects.models import Transfer


@dataclass(frozen=True)
class TransferCount:
    """A sentence with a number, and the query parameters that list exactly that many transfers."""

    sentence: str
    params: dict


def counts_beside(view: Viewpoint, listed: QuerySet) -> list[TransferCount]:
    """What waits for the reader or differs, within ``listed`` and on any day, then what is later.

    ``listed`` are the transfers of the viewpoint. A count beyond them names its day and coverage.
    """
    everything = Transfer.objects.visible_to(view.user).filter(programme=view.programme)
    in_scope = everything.in_scope(view.scope)
    return [
        *_counts(view, listed, everything.awaiting(view.user), "awaiting", _awaiting),
        *_counts(view, listed, everything.acceptable_by(view.user), "acceptable", _acceptable),
        *_counts(view, listed, everything.waiting(), "waiting", _waiting),
        *_counts(view, listed, everything.differing(), "differing", _differing),
        *_later(view, in_scope.filter(on__gt=view.on)),
    ]


def _counts(
    view: Viewpoint, listed: QuerySet, rows: QuerySet, state: str, words: Callable[[int], str]
) -> list[TransferCount]:
    is_listed = Q(pk__in=listed.order_by().values("pk"))
    sums = rows.aggregate(here=Count("pk", filter=is_listed), all=Count("pk"), last_on=Max("on"))
    counts = []
    if sums["here"]:
        counts.append(TransferCount(words(sums["here"]), view.params | {"state": state}))
    if sums["all"] > sums["here"]:
        on = max(view.on, sums["last_on"])
        params = view.params | {"as_of": f"{on}", "scope": "all", "state": state}
        counts.append(TransferCount(_of_all(words(sums["all"]), on), params))
    return counts


def _later(view: Viewpoint, rows: QuerySet) -> list[TransferCount]:
    sums = rows.aggregate(n=Count("pk"), last_on=Max("on"))
    if not sums["n"]:
        return []
    sentence = ngettext(
        "%(n)s transfer after %(day)s", "%(n)s transfers after %(day)s", sums["n"]
    ) % {"n": formats.count(sums["n"]), "day": formats.day(view.on)}
    return [TransferCount(sentence, view.params | {"as_of": f"{sums['last_on']}"})]


def _of_all(sentence: str, on: date) -> str:
    words = {"sentence": sentence, "day": formats.day(on)}
    return _t("%(sentence)s as of %(day)s, including the XPCC") % words


def _awaiting(n: int) -> str:
    words = ngettext("%(n)s awaits your confirmation", "%(n)s await your confirmation", n)
    return words % {"n": formats.count(n)}


def _acceptable(n: int) -> str:
    words = ngettext("%(n)s can be accepted by you", "%(n)s can be accepted by you", n)
    return words % {"n": formats.count(n)}


def _waiting(n: int) -> str:
    words = ngettext(
        "%(n)s waits to be accepted and does not count yet",
        "%(n)s wait to be accepted and do not count yet",
        n,
    )
    return words % {"n": formats.count(n)}


def _differing(n: int) -> str:
    return ngettext("%(n)s differs", "%(n)s differ", n) % {"n": formats.count(n)}
