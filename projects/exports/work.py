"""What the month's round puts before people: months, reports to review, one transfer, the rules."""

from collections.abc import Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.downloads import Export
from aidtrack.people import person_name
from aidtrack.spreadsheets.kinds import CODE, COUNT, DAY, MOMENT, NAME, TEXT, YUAN
from aidtrack.spreadsheets.writing import Field, SheetSpec
from projects.comparing import Change, changes
from projects.exports.details import project_transfer_fields
from projects.exports.project_rows import of_model
from projects.exports.sources import about
from projects.models import Project, ReportingMonth, StatusReport, Transfer

NO_CHANGE = Change("", "", "", "")


def months(request, work: Sequence[dict], closed: Sequence[ReportingMonth]) -> Export:
    """``work`` says of each open month what it asks of the person; the closed ones stand below."""
    nothing = {"due": 0, "rest": 0, "to_review": 0, "waiting": 0}
    rows = [*work, *({"month": month, **nothing} for month in closed)]
    counts = (
        ("due", _("due from you")),
        ("rest", _("to be entered by you")),
        ("to_review", _("to be reviewed by you")),
        ("waiting", _("awaiting review")),
    )
    sheet = SheetSpec(
        name="months",
        title=_t("Monthly reports"),
        fields=[
            Field(_("programme"), TEXT, lambda row: row["month"].programme.label),
            Field(_("month"), TEXT, lambda row: row["month"].label),
            Field(_("due on"), DAY, lambda row: row["month"].due_on),
            *(Field(label, COUNT, lambda row, n=n: row[n]) for n, label in counts),
            Field(
                of_model(ReportingMonth, "closed_at"), MOMENT, lambda row: row["month"].closed_at
            ),
        ],
        records=lambda: rows,
    )
    return Export((_t("months"),), [sheet, about(request, [sheet], list)])


def review(request, month: ReportingMonth, rows) -> Export:
    """Every claim that waits for the reviewer, a line for each field that it changes.

    ``rows`` gives them when the file is written.
    """
    sheet = SheetSpec(
        name="review",
        title=_t("Review"),
        fields=[
            Field(of_model(Project, "code"), CODE, lambda line: line[0].project.code),
            Field(of_model(Project, "name"), NAME, lambda line: line[0].project.label),
            Field(_("Entered by"), TEXT, lambda line: person_name(line[0].report.entered_by)),
            Field(
                of_model(StatusReport, "submitted_at"),
                MOMENT,
                lambda line: line[0].report.submitted_at,
            ),
            Field(_("field"), TEXT, lambda line: capfirst(line[1].label)),
            Field(pgettext_lazy("change", "from"), TEXT, lambda line: line[1].old),
            Field(pgettext_lazy("change", "to"), NAME, lambda line: line[1].new),
            Field(_("findings"), NAME, lambda line: line[2]),
            Field(
                of_model(Project, "provenance"),
                TEXT,
                lambda line: line[0].project.get_provenance_display(),
            ),
        ],
        records=lambda: _claims(rows()),
        notes=[f"{month.programme.label} {month.label}"],
    )
    facts = [(_t("Programme"), month.programme.label), (_t("Month"), month.label)]
    words = (month.programme.code, month.label, _t("review"))
    return Export(words, [sheet, about(request, [sheet], lambda: facts)])


def _claims(rows) -> Iterator[tuple]:
    """(row, change, findings): the findings stand in the first line of a claim."""
    for row in rows:
        findings = "\n".join(finding.sentence for finding in row.findings)
        for change in changes(row, row.report) or [NO_CHANGE]:
            yield row, change, findings
            findings = ""


def transfer(request, *, transfer, stated, difference, **_more) -> Export:
    """Takes what the page is given: the transfer, and what each side says of it."""
    sides = [(_t("recorded"), transfer.recorded_by, transfer.recorded_at, transfer, "")]
    if stated:
        sides.append(
            (_t("the other side"), stated.stated_by, stated.stated_at, stated, stated.note)
        )
    sheets = [
        SheetSpec(
            name="transfer",
            title=_t("Transfers"),
            fields=[
                *project_transfer_fields(),
                Field(_("supporter"), TEXT, lambda t: t.supporter.label),
                Field(_("receiver"), TEXT, lambda t: t.receiver.label),
                Field(of_model(Project, "code"), CODE, lambda t: t.project and t.project.code),
                Field(of_model(Transfer, "reason"), NAME, lambda t: t.reason),
            ],
            records=lambda: [transfer],
        ),
        SheetSpec(
            name="sides",
            title=_t("What the two sides say"),
            fields=[
                Field(_("Said by"), TEXT, lambda side: side[0]),
                Field(_("who"), TEXT, lambda side: person_name(side[1])),
                Field(_("when"), MOMENT, lambda side: side[2]),
                Field(of_model(Transfer, "on"), DAY, lambda side: side[3].on),
                Field(of_model(Transfer, "amount"), YUAN, lambda side: side[3].amount),
                Field(_("note"), NAME, lambda side: side[4]),
            ],
            records=lambda: sides,
            totals=lambda: [_difference(difference)] if difference else [],
        ),
    ]
    facts = [(_t("Programme"), transfer.programme.label)]
    words = (transfer.programme.code, _t("transfers"), transfer.on, transfer.pk)
    return Export(words, [*sheets, about(request, sheets, lambda: facts)])


def _difference(found) -> list:
    return [_t("difference"), "", "", "", found.amount, ""]


def permissions(request, standings, rules) -> Export:
    """Who may change what, a column for each standing of a report."""

    def role(n: int, cells: Sequence[str]) -> str | None:
        return str(cells[n if len(cells) > 1 else 0]) or None

    sheet = SheetSpec(
        name="permissions",
        title=_t("Who may change what"),
        fields=[
            Field(_("what"), NAME, lambda line: capfirst(str(line[0]["label"]))),
            Field(_("fields"), NAME, lambda line: ", ".join(line[0]["named"])),
            *(
                Field(standing.label, TEXT, lambda line, n=n: role(n, line[1]))
                for n, standing in enumerate(standings)
            ),
        ],
        records=lambda: rules,
    )
    return Export((_t("Who may change what"),), [sheet, about(request, [sheet], list)])
