"""What waits of the monthly reports: to fill, returned, to review, to open and to close."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, ngettext, npgettext

from aidtrack.values import formats
from aidtrack.values.people import person_name
from pairings.models import Organisation, Role
from projects.checks.amounts import YUAN
from projects.models import Project, ReportingMonth, StatusReport
from projects.month.completeness import OfficeMonth, OfficeRow, completeness
from projects.month.due import Row, due_rows
from projects.month.entry.unchanged import unasked_by_office
from projects.month.withdrawal import WITHIN, verified_lately
from reports.todo import waiting
from reports.todo.items import LISTED, TodoItem, days_waited

# Names in a sentence; the others are counted.
NAMED = 3


def reports_unit(n: int) -> str:
    return npgettext("after a number", "report", "reports", n)


def month_words(month: ReportingMonth) -> str:
    return f"{month.programme.label} {month.label}"


def of_month(name: str, month: ReportingMonth) -> str:
    return reverse(f"months:{name}", args=[month.programme.code, month.label])


def to_fill(user, months: list[ReportingMonth], *, on: date) -> Iterator[TodoItem]:
    """One item for each month and office, while reports of it are not submitted."""
    for month in months:
        rows = completeness([month], user, on=on, role=Role.RECORDER)
        unasked = unasked_by_office(month, user) if rows else {}
        for row in rows:
            if rest := row.total.nothing + row.total.states[StatusReport.State.DRAFT]:
                n = unasked.get(row.office.pk, 0)
                yield _to_fill(month, row, rest, is_only=len(rows) == 1, unasked=n)


def _to_fill(
    month: ReportingMonth, row: OfficeRow, rest: int, *, is_only: bool, unasked: int
) -> TodoItem:
    """``unasked`` is how many of the rest can be reported as unchanged with nothing to ask."""
    title = _t("Fill in %(month)s") if is_only else _t("Fill in %(month)s: %(office)s")
    is_begun = rest < row.total.due or row.total.begun
    return TodoItem(
        "fill",
        rest,
        reports_unit(rest),
        title % {"month": month_words(month), "office": row.office.label},
        _t("Continue") if is_begun else _t("Begin"),
        of_month("entry", month),
        pieces=1,
        sentences=(states_words(row.total),),
        due_on=month.due_on,
        month=row.total,
        shortcut=_unasked_words(unasked),
        shortcut_address=of_month("entry-unchanged", month),
    )


def _unasked_words(n: int) -> str:
    if not n:
        return ""
    words = ngettext(
        "%(n)s row has nothing to ask: report it as no change",
        "%(n)s rows have nothing to ask: report them as no change",
        n,
    )
    return words % {"n": formats.count(n)}


def states_words(cell: OfficeMonth) -> str:
    """How many are due and where they are: 218 due: verified 5, not started 213."""
    states = [f"{label} {formats.count(n)}" for _state, label, n in reversed(cell.listed)]
    words = {"n": formats.count(cell.due), "states": _t(", ").join(states)}
    return _t("%(n)s due: %(states)s.") % words


def returned(user) -> Iterator[TodoItem]:
    """Each with the words it was returned with; many of one month are one item."""
    reports = waiting.returned(user).with_parties().order_by("month__month", "project__code")
    for month, of_one in _by_month(reports).items():
        if len(of_one) > LISTED:
            yield _many_returned(month, of_one)
        else:
            yield from (_returned(report) for report in of_one)


def _by_month(reports) -> dict[ReportingMonth, list[StatusReport]]:
    by_month: dict[ReportingMonth, list[StatusReport]] = {}
    for report in reports:
        by_month.setdefault(report.month, []).append(report)
    return by_month


def _returned(report: StatusReport) -> TodoItem:
    project, month = report.project, report.month
    address = reverse("months:entry-row", args=[month.programme.code, month.label, project.code])
    return TodoItem(
        "returned",
        1,
        reports_unit(1),
        _t("Returned: %(project)s (%(code)s)") % {"project": project.label, "code": project.code},
        _t("Correct"),
        address,
        pieces=1,
        sentences=_returned_by(report),
        quote=report.return_reason,
        due_on=month.due_on,
    )


def _returned_by(report: StatusReport) -> tuple[str, ...]:
    """Who returned it, and when; nothing where no reviewer did."""
    if not report.reviewed_at:
        return ()
    words = {"person": person_name(report.reviewed_by), "moment": formats.moment(local(report))}
    return (_t("%(person)s returned it, %(moment)s") % words,)


def local(report: StatusReport):
    return timezone.localtime(report.reviewed_at)


def _many_returned(month: ReportingMonth, reports: list[StatusReport]) -> TodoItem:
    reasons = Counter(report.return_reason for report in reports).most_common()
    n = len(reports)
    return TodoItem(
        "returned",
        n,
        reports_unit(n),
        _t("Returned: %(month)s") % {"month": month_words(month)},
        _t("Correct"),
        month.get_absolute_url(),
        pieces=n,
        sentences=tuple(f"{reason} ({formats.count(times)})" for reason, times in reasons[:NAMED]),
        further=len(reasons[NAMED:]),
        due_on=month.due_on,
    )


def to_review(user, *, on: date) -> Iterator[TodoItem]:
    """Reports with an unusual value singly, in front; the others of a month are one item."""
    reports = waiting.to_review(user).with_parties().order_by("month__month", "project__code")
    for month, of_one in _by_month(reports).items():
        projects = Project.objects.filter(pk__in=[report.project_id for report in of_one])
        rows = due_rows(month, projects, user)
        unusual = sorted((row for row in rows if row.unlikely), key=_place)
        if len(unusual) > LISTED:
            yield _many_unusual(month, unusual)
        else:
            yield from (_unusual(row) for row in unusual)
        if rest := [row for row in rows if not row.unlikely]:
            yield _to_review(month, rest, has_unusual=bool(unusual), on=on)


def _place(row: Row) -> bool:
    """Amounts that may be in another unit first, as on the page of the review."""
    return YUAN not in [finding.code for finding in row.unlikely]


def _unusual(row: Row) -> TodoItem:
    submitted = _t("%(person)s submitted it, %(day)s") % {
        "person": person_name(row.report.entered_by),
        "day": formats.day(timezone.localdate(row.report.submitted_at)),
    }
    return TodoItem(
        "review",
        1,
        reports_unit(1),
        f"{row.project.label} ({row.project.code})",
        _t("Review"),
        f"{of_month('review', row.month)}#r-{row.report.pk}",
        pieces=1,
        place="unusual",
        sentences=(*(finding.sentence for finding in row.unlikely), submitted),
        due_on=row.month.due_on,
    )


def _many_unusual(month: ReportingMonth, rows: list[Row]) -> TodoItem:
    n = len(rows)
    return TodoItem(
        "review",
        n,
        reports_unit(n),
        _t("Unusual values in %(month)s") % {"month": month_words(month)},
        _t("Review"),
        of_month("review", month),
        pieces=n,
        place="unusual",
        sentences=tuple(f"{row.project.code}: {row.unlikely[0].sentence}" for row in rows[:NAMED]),
        due_on=month.due_on,
    )


def _to_review(month: ReportingMonth, rows: list[Row], *, has_unusual: bool, on: date) -> TodoItem:
    n, month_and_programme = len(rows), {"month": month_words(month)}
    title = _t("Review the others of %(month)s") if has_unusual else _t("Review %(month)s")
    first = min(row.report.submitted_at for row in rows)
    return TodoItem(
        "review",
        n,
        reports_unit(n),
        title % month_and_programme,
        _t("Review"),
        of_month("review", month),
        pieces=n,
        sentences=(_by_recipient(rows),),
        due_on=month.due_on,
        mark=days_waited(timezone.localdate(first), on=on),
    )


def _by_recipient(rows: list[Row]) -> str:
    """Where most of them are from, each place with their number."""
    counts = Counter(row.project.lead_pairing.recipient for row in rows).most_common()
    return named([f"{place.label} {formats.count(n)}" for place, n in counts])


def verified(user, months: list[ReportingMonth], *, now) -> Iterator[TodoItem]:
    """What the person verified and can still take back; told, not counted."""
    for month in months:
        for report in verified_lately(user, month=month, now=now):
            minutes = max((report.reviewed_at + WITHIN - now).seconds // 60, 1)
            words = ngettext("%(n)s minute left", "%(n)s minutes left", minutes)
            yield TodoItem(
                "verified",
                1,
                reports_unit(1),
                _t("Verified: %(project)s (%(code)s)")
                % {"project": report.project.label, "code": report.project.code},
                _t("Take back"),
                of_month("review", month),
                place="lately",
                mark=words % {"n": formats.count(minutes)},
            )


def to_close(user, months: list[ReportingMonth], *, on: date) -> Iterator[TodoItem]:
    for month in waiting.to_close(user, months):
        if month.lacks_projects:
            yield _to_close_empty(month)
            continue
        rows, total = completeness([month], user, on=on), OfficeMonth()
        for row in rows:
            total.add(row.total)
        yield _to_close(month, rows, total)


def _to_close_empty(month: ReportingMonth) -> TodoItem:
    """Of a programme without projects: no report is due, so nothing is late."""
    return TodoItem(
        "close",
        1,
        npgettext("after a number", "month", "months", 1),
        _t("Close %(month)s: nothing is missing") % {"month": month_words(month)},
        _t("Close the month"),
        of_month("closing", month),
        pieces=1,
        sentences=(_t("The programme has no projects, so no report is due."),),
    )


def _to_close(month: ReportingMonth, rows: list[OfficeRow], total: OfficeMonth) -> TodoItem:
    title = _t("Close %(month)s: nothing is missing")
    if total.missing:
        title = ngettext(
            "Close %(month)s: %(n)s report is missing",
            "Close %(month)s: %(n)s reports are missing",
            total.missing,
        )
    silent = [row.office.label for row in rows if row.total.nothing == row.total.due]
    words = _t("Not begun: %(offices)s.") % {"offices": named(silent)}
    return TodoItem(
        "close",
        1,
        npgettext("after a number", "month", "months", 1),
        title % {"month": month_words(month), "n": formats.count(total.missing)},
        _t("See what is missing") if total.missing else _t("Close the month"),
        of_month("closing", month),
        pieces=1,
        sentences=(states_words(total), words) if silent else (states_words(total),),
        due_on=month.due_on,
        month=total,
    )


def named(names: list[str]) -> str:
    """The first of the names, and how many there are where these are not all."""
    words = _t(", ").join(names[:NAMED])
    if len(names) <= NAMED:
        return words
    return _t("%(names)s and others, %(n)s in all") % {
        "names": words,
        "n": formats.count(len(names)),
    }


def to_open(user, *, on: date) -> Iterator[TodoItem]:
    for programme, first in waiting.to_open(user, on=on):
        yield TodoItem(
            "open",
            1,
            npgettext("after a number", "month", "months", 1),
            _t("Open %(month)s") % {"month": f"{programme.label} {first:%Y-%m}"},
            _t("Open the month"),
            reverse("months:list"),
            pieces=1,
            sentences=(_t("The month is over, and no office can report on it yet."),),
        )


def without_reviewer(user, months: list[ReportingMonth]) -> Iterator[TodoItem]:
    """Offices of which nobody could review a report: one item, told and not counted, for it has no
    day and a programme may stay so for months: what is always there is no news in a count.
    """
    pks = waiting.offices_without_reviewer(user, months)
    if not pks:
        return
    offices = Organisation.objects.filter(pk__in=pks).order_by("ref")
    yield TodoItem(
        "reviewers",
        len(pks),
        npgettext("after a number", "office", "offices", len(pks)),
        _t("Offices without a reviewer"),
        _t("Appoint"),
        reverse("admin:pairings_membership_add"),
        place="told",
        sentences=(
            named([office.label for office in offices]),
            _t("What they report can be verified by nobody."),
        ),
    )


def to_release(user, *, on: date) -> Iterator[TodoItem]:
    """Late entries of a closed month are decided on together."""
    entries = waiting.to_release(user).order_by()
    counts = dict(entries.values_list("month").annotate(n=Count("pk", distinct=True)))
    months = ReportingMonth.objects.filter(pk__in=counts).select_related("programme")
    for month in months.order_by("month", "programme"):
        n = counts[month.pk]
        yield TodoItem(
            "late",
            n,
            npgettext("after a number", "entry", "entries", n),
            _t("Late entries of %(month)s") % {"month": month_words(month)},
            _t("Decide"),
            f"{month.get_absolute_url()}#late-h",
            pieces=n,
            sentences=(_t("They do not count until you release them."),),
        )


def to_correct(user, *, on: date) -> Iterator[TodoItem]:
    """Closed months that the person was asked to correct, until which day and why."""
    parties = ("office", "pairing__supporter", "pairing__recipient")
    exemptions = waiting.to_correct(user, on=on).order_by("until", "pk")
    for exemption in exemptions.select_related("month__programme", "granted_by", *parties):
        yield TodoItem(
            "exemption",
            1,
            npgettext("after a number", "exemption", "exemptions", 1),
            _t("Correct the closed month %(month)s") % {"month": month_words(exemption.month)},
            _t("Correct"),
            exemption.month.get_absolute_url(),
            pieces=1,
            sentences=(
                _t("%(person)s lets you, until %(day)s")
                % {
                    "person": person_name(exemption.granted_by),
                    "day": formats.day(exemption.until),
                },
            ),
            quote=exemption.reason,
            due_on=exemption.until,
        )
