"""Saves a posted row of the entry grid and says what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Count, TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.values.formats import exact_wan
from aidtrack.values.numbers import plain
from aidtrack.values.refusals import Refused
from aidtrack.watch.refusals import write_refusal
from projects.checks.findings import Finding
from projects.models import Evidence, Project, StatusReport
from projects.month.changes import in_words
from projects.month.due import Row
from projects.month.entry.days import DateInput, date_inputs, days_overdue, known_day, label
from projects.month.entry.forms import WORDS, ClaimForm, is_touched, since
from projects.month.entry.unchanged import unchanged
from projects.month.saving import ImpossibleClaim, ReportChanged, answer, save_claim
from projects.month.withdrawal import withdraw


class EntryState(TextChoices):
    """What a row says of itself; the last four are said after a post only."""

    EMPTY = "empty", _("not started yet")
    PARTIAL = "partial", _("saved: incomplete")
    ASKED = "asked", _("saved: please confirm")
    SAVED = "saved", pgettext_lazy("row", "saved")
    READ_ONLY = "read-only", _("read-only")
    WRONG = "wrong", _("not saved: please correct")
    CHANGED = "changed", _("not saved: changed by someone else")
    REFUSED = "refused", _("not saved")


REASON_LENGTH = StatusReport._meta.get_field("excess_reason").max_length
NOT_SAVED = (EntryState.WRONG, EntryState.CHANGED, EntryState.REFUSED)


@dataclass(frozen=True)
class ClaimDifference:
    """A field of which two people say different things, in words."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class ClaimEntry:
    """A row with its form; ``sentence`` says why it was refused, ``theirs`` is what somebody else
    saved since the person looked.
    """

    row: Row
    form: ClaimForm
    state: EntryState
    sentence: str = ""
    theirs: StatusReport | None = None
    may_withdraw: bool = False
    # How many files the open report has.
    files: int = 0

    @property
    def is_saved(self) -> bool:
        return self.state not in NOT_SAVED

    @property
    def last_progress(self) -> str:
        progress = self.row.before.physical_progress
        return "" if progress is None else plain(progress)

    @property
    def last_disbursed(self) -> str:
        return exact_wan(self.row.before.disbursed)

    @property
    def gained(self) -> str:
        """By how much the claimed amount exceeds the one before, signed, in 10,000 yuan."""
        report = self.row.latest_report
        if report is None or report.disbursed_to_date is None:
            return ""
        gain = report.disbursed_to_date - self.row.before.disbursed
        return exact_wan(gain) if gain <= 0 else f"+{exact_wan(gain)}"

    @property
    def date_inputs(self) -> list[DateInput]:
        return date_inputs(self.row, self.form)

    @property
    def known_day(self) -> tuple[str, date] | None:
        return known_day(self.row, self.stage)

    @property
    def stage(self) -> str:
        """The stage that the row shows."""
        if self.state == EntryState.READ_ONLY:
            return self.row.latest_report.stage if self.row.latest_report else ""
        return self.form["stage"].value()

    @property
    def days_overdue(self) -> int:
        return days_overdue(self.row) if self.stage == Project.Stage.NOT_STARTED else 0

    @property
    def warnings(self) -> list[Finding]:
        return [f for f in self.row.findings if f not in self.row.questions]

    @property
    def asks_reason(self) -> bool:
        """Whether one of the questions is answered with a reason only."""
        return any(question.needs_reason for question in self.row.questions)

    @property
    def has_remarks(self) -> bool:
        """Whether anything is said in a line of its own below the row."""
        report = self.row.report
        if self.sentence or self.warnings or self.state in (EntryState.ASKED, EntryState.CHANGED):
            return True
        if report is None:
            return False
        is_returned = report.state == StatusReport.State.RETURNED and report.return_reason
        return bool(is_returned or report.no_change or report.no_spending or self.row.marks)

    @property
    def is_stopped(self) -> bool:
        """Whether the stage that the form shows asks for the reason of a stop."""
        return self.stage == Project.Stage.SUSPENDED

    @property
    def shows_correction(self) -> bool:
        """Whether the tick for a correction is in sight: it is set, or a fall asks for it."""
        errors = self.form.errors if self.form.is_bound else {}
        return bool(self.form["is_correction"].value() or "disbursed_to_date" in errors)

    @property
    def opens_line(self) -> bool:
        """Whether one of the words under the row was refused or is missing, and so has to be in
        sight.
        """
        is_refused = self.form.is_bound and any(name in self.form.errors for name in WORDS)
        return is_refused or self.row.lacks_problem_type

    @property
    def differences(self) -> list[ClaimDifference]:
        """What the person wrote beside what somebody else saved, where the two differ."""
        if self.theirs is None:
            return []
        return [
            ClaimDifference(
                str(StatusReport._meta.get_field(name).verbose_name),
                in_words(name, value),
                in_words(name, getattr(self.theirs, name)),
            )
            for name, value in self.form.values().items()
            if value != getattr(self.theirs, name)
        ]


def entry_for(row: Row, user) -> ClaimEntry:
    """A row as stored, with an unbound form."""
    form = ClaimForm(row=row, user=user, prefix=row.project.code)
    return ClaimEntry(row, form, _state(row, user), may_withdraw=row.may_withdraw(user))


def _state(row: Row, user) -> EntryState:
    if not row.may(user, "enter"):
        return EntryState.READ_ONLY
    if row.report is None:
        return EntryState.EMPTY
    if row.questions:
        return EntryState.ASKED
    return EntryState.SAVED if row.is_complete else EntryState.PARTIAL


def with_files(entries: list[ClaimEntry], user) -> list[ClaimEntry]:
    """The entries with the number of files of each report, in one query."""
    reports = [entry.row.latest_report.pk for entry in entries if entry.row.latest_report]
    files = Evidence.objects.visible_to(user).filter(report__in=reports)
    counts = dict(files.order_by().values_list("report").annotate(Count("pk")))
    return [
        replace(entry, files=counts.get(entry.row.latest_report.pk, 0))
        if entry.row.latest_report
        else entry
        for entry in entries
    ]


def enter(row: Row, data: Mapping[str, str], *, user) -> ClaimEntry:
    """Saves what was posted on a row; whatever is not saved is in the form yet."""
    form = ClaimForm(data, row=row, user=user, prefix=row.project.code)
    if form.add_prefix("withdraw") in data:
        return _withdrawn(row, form, user)
    answered = data.get(form.add_prefix("answer"), "")
    if answered and form.add_prefix("stage") not in data:
        return _answered(row, answered, user, form)
    _ask_before_no_change(row, form, user)
    if not form.is_valid():
        unseen = [error for field in form.hidden_fields() for error in field.errors]
        return ClaimEntry(row, form, EntryState.WRONG, sentence=" ".join(unseen))
    if form.cleaned_data["choice"] == "theirs":
        return entry_for(row, user)
    entry = _saved(row, form, user)
    if entry.is_saved and answered:
        return _answered(entry.row, answered, user, form)
    return entry


def _ask_before_no_change(row: Row, form: ClaimForm, user):
    """Says at its cell what "no change" needs first, by the rule of all the rest at once."""
    if not form.is_valid() or not form.cleaned_data["no_change"]:
        return
    unchanged_row = unchanged(row, user)
    if unchanged_row.lacks_answer(form.values(), form.current):
        form.add_error(unchanged_row.answered_in, unchanged_row.request)
        form.enable_fields()


def _withdrawn(row: Row, form: ClaimForm, user) -> ClaimEntry:
    try:
        version = form.fields["version"].clean(form.data[form.add_prefix("withdraw")])
        row = withdraw(user=user, month=row.month, project=row.project, seen_version=version)
    except (Refused, ValidationError) as refused:
        write_refusal(refused)
        sentence = " ".join(getattr(refused, "messages", [str(refused)]))
        return ClaimEntry(row, form, EntryState.REFUSED, sentence=sentence)
    return entry_for(row, user)


def _saved(row: Row, form: ClaimForm, user) -> ClaimEntry:
    try:
        saved = save_claim(
            user=user,
            month=row.month,
            project=row.project,
            values=form.values(),
            seen_version=form.seen_version,
        )
    except ImpossibleClaim as wrong:
        form.add_findings(wrong.findings)
        return ClaimEntry(row, form, EntryState.WRONG)
    except ReportChanged as change:
        return ClaimEntry(row, form, EntryState.CHANGED, theirs=change.report)
    except Refused as refused:
        write_refusal(refused)
        return ClaimEntry(row, form, EntryState.REFUSED, sentence=str(refused))
    return entry_for(saved, user)


def _answered(row: Row, text: str, user, form: ClaimForm) -> ClaimEntry:
    """``text`` is the code of a question and the value of one of its readings: ``jump:60``."""
    code, _colon, value = text.partition(":")
    question = next((finding for finding in row.questions if finding.code == code), None)
    if question is None or value not in {reading.value for reading in question.readings}:
        return entry_for(row, user)
    try:
        saved = answer(
            user=user,
            month=row.month,
            project=row.project,
            finding=question,
            value=value,
            seen_version=row.report.version,
            reason=form.data.get(form.add_prefix("excess_reason"), "").strip()[:REASON_LENGTH],
        )
    except ImpossibleClaim as wrong:
        sentence = " ".join(finding.sentence for finding in wrong.findings)
        return ClaimEntry(row, form, EntryState.REFUSED, sentence=sentence)
    except ReportChanged as change:
        return entry_for(row.with_report(change.report), user)
    except Refused as refused:
        write_refusal(refused)
        return ClaimEntry(row, form, EntryState.REFUSED, sentence=str(refused))
    return entry_for(saved, user)


def posted_codes(data: Mapping[str, str]) -> list[str]:
    """The codes of the projects of which a form posts a row."""
    return [name.rpartition("-")[0] for name in data if name.endswith(("-version", "-withdraw"))]


def edited_codes(data: Mapping[str, str]) -> list[str]:
    """The codes of those of which it posts an edited row."""
    return [code for code in posted_codes(data) if is_touched(data, code)]


def since_labels() -> dict[str, str]:
    """{stage: what the cell "since" means in it}."""
    return {stage: label(since(stage)) for stage in Project.Stage.values}
