"""The page of one project: its facts in one row, its tranches, its money, the reports on it."""

from dataclasses import replace

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.downloads import Export
from aidtrack.people import person_name
from aidtrack.spreadsheets.kinds import CODE, COUNT, DAY, MOMENT, NAME, NUMBER, TEXT, WAN, YUAN
from aidtrack.spreadsheets.writing import Field, SheetSpec
from projects.exports.project_rows import of_model, project_fields, row_of
from projects.exports.sources import about, money_of, seen_from
from projects.models import Project, StatusReport, Transfer


def project_page(
    request, *, view, project, dates, tranches, rest, rest_disbursed, transfers, reports, **_more
) -> Export:
    """Takes what the page is given."""
    sheets = [
        SheetSpec(
            name="facts",
            title=_t("Facts"),
            fields=[*listed_facts(view.on), *further_facts(dates)],
            records=lambda: [project],
        ),
        tranche_sheet(project, tranches, rest, rest_disbursed),
        SheetSpec("transfers", _t("Transfers"), project_transfer_fields(), lambda: transfers),
        SheetSpec("reports", _t("Monthly reports"), report_fields(), lambda: reports),
    ]
    notes = [f"{project.code} {project.label} · {_t('as of %(day)s') % {'day': view.on}}"]
    mark = str(project.get_provenance_display()) if project.is_illustrative else ""
    sheets = [replace(sheet, notes=notes, mark=mark) for sheet in sheets]
    sources = about(request, sheets, lambda: facts(view, project))
    return Export((project.code, view.on), [*sheets, sources])


def facts(view, project) -> list[tuple[str, str]]:
    """The source of one project stands before that of its scheme."""
    return [(_t("Source"), project.source), *seen_from(view)]


def listed_facts(on) -> list[Field]:
    """The columns of the list, read from the project itself."""
    return [
        replace(field, value=lambda project, read=field.value: read(row_of(project, on)))
        for field in project_fields()
    ]


def further_facts(dates) -> list[Field]:
    """What the page tells beside the columns of the list; ``dates`` are those of ``facts_on``."""
    words = ("delivery_mode", "nature")
    known = {of_model(Project, "started_on"), of_model(Project, "completed_on")}
    return [
        *(
            Field(of_model(Project, n), TEXT, lambda p, n=n: getattr(p, f"get_{n}_display")())
            for n in words
        ),
        Field(of_model(Project, "scale"), TEXT, lambda p: p.scale),
        Field(of_model(Project, "total_investment"), WAN, lambda p: p.total_investment),
        Field(of_model(Project, "planned_start_on"), DAY, lambda p: p.planned_start_on),
        Field(of_model(Project, "planned_finish_on"), DAY, lambda p: p.planned_finish_on),
        *(Field(label, DAY, lambda p, day=day: day) for label, day in dates if label not in known),
    ]


def tranche_sheet(project, tranches, rest, rest_disbursed) -> SheetSpec:
    """The last row is what is in no tranche, where there is any."""

    def records():
        yield from ((t.number, t.planned_on, t.amount, t.disbursed) for t in tranches)
        if rest or rest_disbursed:
            yield _t("in no tranche"), "", rest, rest_disbursed

    return SheetSpec(
        name="tranches",
        title=_t("Tranches"),
        fields=[
            Field(_("Tranche"), COUNT, lambda line: line[0]),
            Field(_("Planned on"), DAY, lambda line: line[1]),
            money_of("planned_aid", lambda line: line[2]),
            money_of("disbursed", lambda line: line[3]),
        ],
        records=records,
        totals=lambda: [[_t("Total"), "", project.planned_aid, project.disbursed]],
        is_landscape=False,
    )


def project_transfer_fields() -> list[Field]:
    return [
        Field(of_model(Transfer, "on"), DAY, lambda t: t.on),
        Field(of_model(Transfer, "level"), TEXT, lambda t: t.get_level_display()),
        Field(of_model(Transfer, "amount"), YUAN, lambda t: t.amount),
        Field(
            of_model(Transfer, "tranche"), COUNT, lambda t: t.tranche.number if t.tranche else ""
        ),
        Field(of_model(Transfer, "document_number"), CODE, lambda t: t.document_number),
        Field(_("reverses that of"), DAY, lambda t: t.reverses.on if t.reverses else ""),
        Field(of_model(Transfer, "recorded_at"), MOMENT, lambda t: t.recorded_at),
        Field(of_model(Transfer, "recorded_by"), TEXT, lambda t: person_name(t.recorded_by)),
    ]


def report_fields() -> list[Field]:
    """The columns of the month's reports on one project."""
    return [
        Field(_("month"), TEXT, lambda r: r.month.label),
        Field(pgettext_lazy("report", "state"), TEXT, lambda r: r.get_state_display()),
        Field(_("correction"), TEXT, lambda r: _t("yes") if r.is_correction else _t("no")),
        Field(of_model(StatusReport, "stage"), TEXT, lambda r: r.get_stage_display()),
        Field(_("Progress (%)"), NUMBER, lambda r: r.physical_progress),
        Field(_("disbursed to date"), WAN, lambda r: r.disbursed_to_date),
        Field(of_model(StatusReport, "note"), NAME, lambda r: r.note),
        Field(of_model(StatusReport, "return_reason"), NAME, lambda r: r.return_reason),
        Field(_("Entered by"), TEXT, lambda r: person_name(r.entered_by)),
        Field(of_model(StatusReport, "saved_at"), MOMENT, lambda r: r.saved_at),
        Field(_("Reviewed by"), TEXT, lambda r: person_name(r.reviewed_by) or None),
        Field(of_model(StatusReport, "reviewed_at"), MOMENT, lambda r: r.reviewed_at),
    ]
