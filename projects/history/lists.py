"""Ready lists of what an audit asks for, each declared once for its page and its file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import (
    CODE,
    DAY,
    MOMENT,
    NAME,
    TEXT,
    YUAN as YUAN_FORMAT,
    ValueFormat,
)
from aidtrack.spreadsheets.writing.sheets import Field
from aidtrack.store import history
from aidtrack.values.formats import DASH, yuan
from aidtrack.values.people import person_name
from pairings.access.navigation import HISTORY_LISTS
from pairings.models import Membership
from projects.checks.amounts import YUAN
from projects.checks.labels import FINDING_LABELS
from projects.checks.obstacles import OBSTACLE
from projects.figures.export import of_model
from projects.history.correction_lines import every_correction
from projects.history.entries import READ_AT_ONCE, history_lines, of_everything
from projects.models import Exemption, Project, StatusReport, Transfer

# What a person may do by these fields, whatever their memberships.
FAILURES = (
    history.SIGN_IN_FAILED,
    history.SIGN_IN_LOCKED,
    history.REFUSED_AT_PROVIDER,
    history.UNKNOWN_AT_PROVIDER,
    history.OTHER_AT_PROVIDER,
    history.LOGOUT_REFUSED,
)
ACCESS = (
    history.PASSWORD_SET,
    history.SECOND_FACTOR,
    history.CODE_APP,
    history.PASSKEY,
    history.SESSIONS_ENDED,
    history.ENDED_AT_PROVIDER,
    history.AT_PROVIDER,
    history.INVITED,
    history.LINK_MADE,
    history.LINK_USED,
)
RIGHTS = ("is_superuser", "is_staff", "is_active", "groups", "user_permissions")


def as_they_are(rows: Iterable) -> list:
    return list(rows)


def no_address(_record) -> str:
    return ""


@dataclass(frozen=True)
class AuditList:
    """``rows`` gives what a person may see, the latest first; ``records`` looks up what the fields
    read of some of them. The first field names the record, and leads to ``url``. ``moment`` is the
    column that the days of a filter are about; rows that are no query are corrections.
    """

    name: str
    measure: str
    fields: tuple[Field, ...]
    rows: Callable
    records: Callable = as_they_are
    url: Callable = no_address
    moment: str = "timestamp"

    @property
    def title(self) -> str:
        return HISTORY_LISTS[self.name]

    def between(self, rows, first: datetime | None, end: datetime | None):
        """The rows from a moment on and before another; None: open on that side."""
        if isinstance(rows, QuerySet):
            bounds = {f"{self.moment}__gte": first, f"{self.moment}__lt": end}
            return rows.filter(**{name: bound for name, bound in bounds.items() if bound})
        return [
            row
            for row in rows
            if (first is None or row.correction.at >= first)
            and (end is None or row.correction.at < end)
        ]

    def lines(self, rows) -> list[tuple[str, list[str]]]:
        """(address, words of each cell) of some rows, for the page."""
        return [
            (self.url(record), [printed(field.value(record), field.kind) for field in self.fields])
            for record in self.records(rows)
        ]

    def every_record(self, rows) -> Iterator:
        """The records of all rows, read part by part where they are a query."""
        if not isinstance(rows, QuerySet):
            yield from self.records(rows)
            return
        for start in range(0, rows.count(), READ_AT_ONCE):
            yield from self.records(rows[start : start + READ_AT_ONCE])


def printed(value, kind: ValueFormat) -> str:
    """A value as the page prints it: days and moments as in the file, amounts in yuan."""
    if value in (None, ""):
        return DASH
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value}"
    return yuan(value) if kind is YUAN_FORMAT else str(value)


def exemptions(user) -> QuerySet:
    people = Exemption.objects.visible_to(user).select_related(
        "month__programme",
        "user",
        "granted_by",
        "withdrawn_by",
        "office",
        "pairing__supporter",
        "pairing__recipient",
    )
    reports = StatusReport.objects.visible_to(user).select_related("project", "month")
    return people.prefetch_related(
        Prefetch("projects", Project.objects.visible_to(user)), Prefetch("reports", reports)
    )


def covered(exemption: Exemption) -> str:
    """What an exemption covers, in a line."""
    everything = exemption.pairing or exemption.office
    if everything:
        words = _t("all projects of %(name)s") % {"name": everything.label}
    else:
        words = _t(", ").join(project.code for project in exemption.projects.all())
    if exemption.covers_money:
        words = f"{words} · {_t('money paid in the month as well')}"
    return words


def uses(exemption: Exemption) -> str:
    """The reports made by it, each with where it stands."""
    return "\n".join(
        f"{report.project.code} {report.get_state_display()}" for report in exemption.reports.all()
    ) or _t("not used")


def reversals(user) -> QuerySet:
    rows = Transfer.objects.visible_to(user).filter(reverses__isnull=False)
    related = ("project", "supporter", "receiver", "recorded_by", "reverses__recorded_by")
    return rows.select_related(*related).order_by("-recorded_at", "-pk")


def way(transfer: Transfer) -> str:
    """What the money was for: its project, else from whom to whom."""
    if transfer.project:
        return transfer.project.label
    return f"{transfer.supporter.label} → {transfer.receiver.label}"


def answered(user) -> QuerySet:
    reports = StatusReport.objects.visible_to(user).with_parties()
    return reports.exclude(answers={}, excess_reason="").order_by("-saved_at", "-pk")


def answers(report: StatusReport) -> str:
    """Each question about a report with the value that was kept."""
    words = _t("%(question)s: kept %(value)s")
    return "\n".join(
        words
        % {
            "question": capfirst(str(FINDING_LABELS.get(code, code))),
            "value": _kept(code, value),
        }
        for code, value in report.answers.items()
    )


def _kept(code: str, value: str) -> str:
    if code == OBSTACLE:
        return _t("Nothing stands in the way")
    if code != YUAN:
        return value
    return _t("%(amount)s yuan") % {"amount": yuan(Decimal(value))}


def rights(user) -> QuerySet:
    """Of memberships every entry; of people their coming and going, flags and passwords."""
    person = get_user_model()
    kinds = ContentType.objects.get_for_models(Membership, person)
    flags = Q(action__in=[history.CREATED, history.DELETED])
    flags |= Q(changes__has_any_keys=[*RIGHTS, *ACCESS])
    flags &= ~Q(action=history.ACCESSED)
    entries = of_everything(user)
    return entries.filter(Q(content_type=kinds[Membership]) | Q(content_type=kinds[person]) & flags)


def sign_ins(user) -> QuerySet:
    """Those that succeeded, those that failed, and the locks."""
    kind = ContentType.objects.get_for_model(get_user_model())
    which = Q(action=history.ACCESSED) | Q(changes__has_any_keys=FAILURES)
    return of_everything(user).filter(which, content_type=kind)


def who_signs_in(line) -> str:
    """Where it failed, nobody did it: the name that was tried."""
    return line.what if line.changes else line.who


def result(line) -> str:
    """In the words of the history; of a failure with the address."""
    if not line.changes:
        return line.action
    return _t(", ").join(f"{label}: {address}" for label, _old, address in line.changes)


def changes_in_lines(line) -> str:
    return "\n".join(
        f"{capfirst(label)}: {old} → {new}" if old else f"{capfirst(label)}: {new}"
        for label, old, new in line.changes
    )


PROJECT = Field(of_model(Project, "name"), NAME, lambda row: row.project.label)
CODE_OF_PROJECT = Field(of_model(Project, "code"), CODE, lambda row: row.project.code)
WHEN = Field(_("when"), MOMENT, lambda line: line.at)
VIA = Field(_("via"), TEXT, lambda line: line.through)

LISTS = {
    audit_list.name: audit_list
    for audit_list in (
        AuditList(
            "corrections",
            _("What moved figures of a month since it was closed, and why."),
            (
                PROJECT,
                CODE_OF_PROJECT,
                Field(_("closed months it moves"), TEXT, lambda row: row.months_in_words),
                Field(_("when"), MOMENT, lambda row: row.correction.at),
                Field(_("who"), TEXT, lambda row: row.correction.person),
                Field(_("old → new"), NAME, lambda row: row.facts_in_words),
                Field(_("reason"), NAME, lambda row: row.correction.reason),
            ),
            every_correction,
            url=lambda row: row.correction.url,
        ),
        AuditList(
            "exemptions",
            _("Permission to correct after closing: to whom, for what, and its reports."),
            (
                Field(of_model(Exemption, "user"), TEXT, lambda row: person_name(row.user)),
                Field(of_model(Exemption, "month"), TEXT, lambda row: row.month.label),
                Field(_("covers"), NAME, covered),
                Field(of_model(Exemption, "until"), DAY, lambda row: row.until),
                Field(of_model(Exemption, "reason"), NAME, lambda row: row.reason),
                Field(
                    of_model(Exemption, "granted_by"), TEXT, lambda row: person_name(row.granted_by)
                ),
                Field(of_model(Exemption, "granted_at"), MOMENT, lambda row: row.granted_at),
                Field(
                    of_model(Exemption, "withdrawn_by"),
                    TEXT,
                    lambda row: person_name(row.withdrawn_by) or None,
                ),
                Field(of_model(Exemption, "withdrawn_at"), MOMENT, lambda row: row.withdrawn_at),
                Field(_("its use"), NAME, uses),
            ),
            exemptions,
            url=lambda row: row.month.get_absolute_url(),
            moment="granted_at",
        ),
        AuditList(
            "reversals",
            _("Transfers taken back by an equal and opposite one: both stay."),
            (
                Field(_("what"), NAME, way),
                Field(of_model(Transfer, "level"), TEXT, lambda row: row.get_level_display()),
                Field(of_model(Transfer, "amount"), YUAN_FORMAT, lambda row: row.reverses.amount),
                Field(_("reverses the transfer of"), DAY, lambda row: row.reverses.on),
                Field(
                    of_model(Transfer, "document_number"),
                    CODE,
                    lambda row: row.reverses.document_number,
                ),
                Field(
                    of_model(Transfer, "recorded_by"),
                    TEXT,
                    lambda row: person_name(row.reverses.recorded_by) or None,
                ),
                Field(_("reversed at"), MOMENT, lambda row: row.recorded_at),
                Field(_("reversed by"), TEXT, lambda row: person_name(row.recorded_by) or None),
                Field(of_model(Transfer, "reason"), NAME, lambda row: row.reason),
            ),
            reversals,
            url=lambda row: reverse("transfers:detail", args=[row.pk]),
            moment="recorded_at",
        ),
        AuditList(
            "answers",
            _("Unlikely values that the recorder was asked about and kept, and why."),
            (
                PROJECT,
                CODE_OF_PROJECT,
                Field(of_model(StatusReport, "month"), TEXT, lambda row: row.month.label),
                Field(pgettext_lazy("report", "status"), TEXT, lambda row: row.get_state_display()),
                Field(_("answers"), NAME, answers),
                Field(_("reason"), NAME, lambda row: row.excess_reason),
                Field(_("Entered by"), TEXT, lambda row: person_name(row.entered_by)),
                Field(of_model(StatusReport, "saved_at"), MOMENT, lambda row: row.saved_at),
                Field(_("Reviewed by"), TEXT, lambda row: person_name(row.reviewed_by) or None),
            ),
            answered,
            url=lambda row: f"{row.project.get_absolute_url()}#report-{row.pk}",
            moment="saved_at",
        ),
        AuditList(
            "rights",
            _("Memberships, accounts, their flags, and passwords that were set."),
            (
                Field(_("what"), NAME, lambda line: line.what),
                Field(_("type"), TEXT, lambda line: capfirst(line.kind)),
                Field(_("action"), TEXT, lambda line: line.action),
                Field(_("old → new"), NAME, changes_in_lines),
                Field(_("who"), TEXT, lambda line: line.who),
                WHEN,
                VIA,
            ),
            rights,
            history_lines,
        ),
        AuditList(
            "sign-ins",
            _("Who signed in, and when; wrong attempts and locks, with their address."),
            (
                Field(_("who"), TEXT, who_signs_in),
                WHEN,
                VIA,
                Field(pgettext_lazy("sign-in", "result"), TEXT, result),
            ),
            sign_ins,
            history_lines,
        ),
    )
}
