"""What moved figures of a month since its close: reports verified, late entries released.

Computed from them each time; pages, files and a month's page name the same ones.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, F, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _t, ngettext

from aidtrack.values.dates import month_end
from aidtrack.values.formats import DASH, count, exact_wan
from aidtrack.values.people import person_name
from projects.models import LateEntry, Programme, Project, StatusReport, Transfer
from projects.querysets.projects import TERM_DATES
from projects.querysets.terms import COUNTED

LEVEL = Transfer.Level.AT_PROJECT
REPORT, LATE = "report", "late"


@dataclass(frozen=True)
class MovedFact:
    """A fact of a project: its name, what it was and what it is since; in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Correction:
    """Who moved which facts of a project that figures of a closed month read, when and why.

    ``report`` states them; None for money that was recorded as a transfer.
    """

    project: Project
    facts: tuple[MovedFact, ...]
    person: str
    at: datetime
    reason: str
    report: StatusReport | None = None

    @property
    def url(self) -> str:
        url = self.project.get_absolute_url()
        return f"{url}#report-{self.report.pk}" if self.report else url


def corrections(
    projects: QuerySet,
    programme: Programme,
    *,
    first: date,
    last: date,
    candidates: Iterable[tuple[str, int]] | None = None,
) -> list[Correction]:
    """Those of ``projects`` that move a figure of a day from ``first`` to ``last``, days of one
    month, since that month was closed; the latest first.

    ``candidates``: what ``may_have_moved`` answers of these projects or of more, where at hand.
    Takes no query then where nothing may have moved a figure, else one.
    """
    if candidates is None:
        candidates = may_have_moved(projects, programme, first=first, last=last)
    keys: dict[str, set[int]] = {REPORT: set(), LATE: set()}
    for kind, pk in candidates:
        keys[kind].add(pk)
    own, span = projects.order_by().values("pk"), Span(first, last)
    corrected = [*_of_reports(keys[REPORT], own, span), *_of_late_entries(keys[LATE], own, span)]
    return sorted(corrected, key=lambda correction: correction.at, reverse=True)


def may_have_moved(
    projects: QuerySet, programme: Programme, *, first: date, last: date
) -> QuerySet:
    """(kind, id) of the reports and late entries that may have moved a figure of these days."""
    span = Span(first, last)
    reports = _reports(projects, span).filter(_is_since("reviewed_at", programme, first))
    entries = _late_entries(projects, span).filter(_is_since("decided_at", programme, first))
    return _keyed(reports, REPORT).union(_keyed(entries, LATE), all=True)


@dataclass(frozen=True)
class Span:
    """The days from ``first`` to ``last``."""

    first: date
    last: date

    def is_between(self, old: date | None, new: date | None) -> bool:
        """Whether a fact that moved from one day to another counts otherwise on a day of these."""
        earlier, later = sorted(day or date.max for day in (old, new))
        return earlier <= self.last and later > self.first and earlier != later

    def moves(self, name: str) -> Q:
        """The same of a date of a verified report and what its verification overwrote."""
        new, old = name, f"former_{name}"
        reaches = Q((f"{new}__lte", self.last)) | Q((f"{old}__lte", f"{self.last}"))
        lasts = Q((f"{new}__gt", self.first)) | Q((f"{old}__gt", f"{self.first}"))
        lasts |= Q((f"{new}__isnull", True)) | Q((f"{old}__isnull", True))
        return Q(overwritten__dates__has_key=name) & reaches & lasts


def _keyed(rows: QuerySet, kind: str) -> QuerySet:
    return rows.order_by().values_list(Value(kind), "pk")


def _is_since(moment: str, programme: Programme, first: date) -> Q:
    """After the close of the month; of one that was never opened here, ever since it was loaded."""
    months = programme.months.order_by().filter(month=first.replace(day=1))
    is_after = Q((f"{moment}__gt", Subquery(months.values("closed_at"))))
    through = programme.reported_through
    return is_after | ~Exists(months) if through and month_end(first) <= through else is_after


def _counting(projects: QuerySet, span: Span) -> QuerySet:
    """Those that count as planned on the first or the last day."""
    is_planned = COUNTED["planned"].as_of(span.first) | COUNTED["planned"].as_of(span.last)
    return projects.filter(is_planned).order_by().values("pk")


def _reports(projects: QuerySet, span: Span) -> QuerySet:
    """Verified reports that may have moved a figure of the span."""
    counting = Q(project__in=_counting(projects, span))
    former = {
        f"former_{name}": Cast(KT(f"overwritten__dates__{name}"), TextField())
        for name in TERM_DATES
    }
    moved = span.moves("cancelled_on")
    moved |= counting & (span.moves("started_on") | span.moves("completed_on"))
    accepted = Transfer.objects.filter(level=LEVEL, on__lte=span.last).order_by()
    accepted = accepted.filter(acceptance__report__isnull=False)
    moved |= counting & Q(pk__in=accepted.values("acceptance__report"))
    reports = StatusReport.objects.verified().alias(**former)
    return reports.filter(moved, project__in=projects.order_by().values("pk"))


def _late_entries(projects: QuerySet, span: Span) -> QuerySet:
    """Released late entries that may have moved a figure of the span."""
    own, counting = projects.order_by().values("pk"), _counting(projects, span)
    cancelled = Q(fact="cancelled_on", report__project__in=own)
    other = Q(fact__in=["started_on", "completed_on"], report__project__in=counting)
    money = Q(transfer__project__in=counting, transfer__level=LEVEL, transfer__on__lte=span.last)
    dates = Q(day__lte=span.last) & (cancelled | other)
    return LateEntry.objects.released().filter(dates | money)


def _of_reports(keys: set[int], own: QuerySet, span: Span) -> Iterator[Correction]:
    """In two queries; none for no report."""
    if not keys:
        return
    reports = StatusReport.objects.filter(pk__in=keys, project__in=own)
    reports = list(reports.with_parties())
    money = _money(reports)
    for report in reports:
        paid = money[report.pk]
        facts = [*_moved_dates(report, span), *_moved_money(report, paid, span)]
        if facts:
            by = person_name(report.reviewed_by)
            at, reason = report.reviewed_at, report.note
            yield Correction(report.project, tuple(facts), by, at, reason, report)


def _moved_dates(report: StatusReport, span: Span) -> Iterator[MovedFact]:
    for name, former in (report.overwritten or {}).get("dates", {}).items():
        old, new = former and date.fromisoformat(former), getattr(report, name)
        if name in TERM_DATES and span.is_between(old, new):
            yield _moved_date(name, old, new)


def _moved_date(name: str, old: date | None, new: date | None) -> MovedFact:
    label = str(Project._meta.get_field(name).verbose_name)
    return MovedFact(label, f"{old or DASH}", f"{new or DASH}")


def _money(reports: list[StatusReport]) -> dict[int, list[tuple[date, Decimal]]]:
    """{report id: the money that its verification wrote or accepted, by day}."""
    written = {pk: r.pk for r in reports for pk in (r.overwritten or {}).get("transfers", [])}
    accepted = Q(acceptance__report__in=reports, reversed_by=None)
    accepted &= ~Q(report=F("acceptance__report"))
    rows = Transfer.objects.filter(Q(pk__in=written) | accepted, level=LEVEL)
    money: dict[int, list] = {report.pk: [] for report in reports}
    fields = ("pk", "acceptance__report", "on", "amount")
    for pk, report, on, amount in rows.order_by("on").values_list(*fields):
        money[written.get(pk, report)].append((on, amount))
    return money


def _moved_money(report: StatusReport, paid: list, span: Span) -> Iterator[MovedFact]:
    """The claim of the report's month before and after, where the money of a day moved."""
    days = [span.first, *(on for on, _amount in paid if span.first < on <= span.last)]
    if not any(_sum(paid, through=day) for day in days):
        return
    new, moved = report.disbursed_to_date, _sum(paid, through=report.month.ends_on)
    label = _t("disbursed to date (10,000 yuan)")
    yield MovedFact(label, exact_wan(new - moved), exact_wan(new))


def _sum(paid: list[tuple[date, Decimal]], *, through: date) -> Decimal:
    return sum((amount for on, amount in paid if on <= through), Decimal(0))


def _of_late_entries(keys: set[int], own: QuerySet, span: Span) -> Iterator[Correction]:
    """In one query; none for no late entry."""
    is_own = Q(report__project__in=own) | Q(transfer__project__in=own)
    for entry in LateEntry.objects.filter(is_own, pk__in=keys).for_list() if keys else ():
        if entry.transfer_id:
            label = str(entry.transfer.get_level_display())
            amount = exact_wan(entry.transfer.amount)
            words = _t("%(level)s, %(day)s (10,000 yuan)")
            label = words % {"level": label, "day": entry.transfer.on}
            fact = MovedFact(label, DASH, amount)
        else:
            former = entry.report.stated.get(entry.fact)
            old = former and date.fromisoformat(former)
            if not span.is_between(old, entry.day):
                continue
            fact = _moved_date(entry.fact, old, entry.day)
        by, reason = person_name(entry.decided_by), entry.reason or _t("late entry")
        at = entry.decided_at
        yield Correction(entry.project, (fact,), by, at, reason, entry.report)


def in_words(corrected: list[Correction]) -> str:
    """How many there are, as the line above the figures says it; empty for none."""
    if not corrected:
        return ""
    words = ngettext(
        "%(n)s correction since the month was closed",
        "%(n)s corrections since the month was closed",
        len(corrected),
    )
    return words % {"n": count(len(corrected))}
