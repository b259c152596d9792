"""The list of projects and the page of one as files."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.writing.kinds import (
    COUNT,
    DAY,
    NAME,
    TEXT,
    WAN,
)
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.formats import count
from aidtrack.web.downloads import Export
from projects.figures.export import (
    about,
    export_of,
    money_of,
    of_model,
    seen_from,
)
from projects.models import Project
from projects.money.export import statement_fields
from projects.month.export import report_fields
from projects.pages.project_rows import project_fields, row_of, rows_of

# What the table of permissions does not say: such an administrator has none of its roles.
BELOW_THE_SCHEME = _(
    "An administrator of an office below the scheme reads what a leader of that office reads. "
    "There and below they invite people and give and take roles, but for that of auditor."
)


def project_page(
    request,
    *,
    view,
    project,
    changed_at,
    dates,
    waiting,
    tranches,
    rest,
    rest_disbursed,
    transfers,
    later_transfers,
    reports,
    later_reports,
    **_more,
) -> Export:
    """Takes what the page is given."""
    sheets = [
        SheetSpec(
            name="facts",
            title=_t("Facts"),
            fields=[*listed_facts(view.on), *further_facts(dates), waiting_field(waiting)],
            records=lambda: [project],
        ),
        tranche_sheet(project, tranches, rest, rest_disbursed),
        SheetSpec("transfers", _t("Transfers"), statement_fields(), lambda: transfers),
        SheetSpec("reports", _t("Monthly reports"), report_fields(), lambda: reports),
    ]
    if later_transfers:
        title = _t("Transfers since then")
        fields = statement_fields()
        sheets.append(SheetSpec("later-transfers", title, fields, lambda: later_transfers))
    if later_reports:
        title = _t("Monthly reports since then")
        sheets.append(SheetSpec("later", title, report_fields(), lambda: later_reports))
    notes = [f"{project.code} {project.label} · {_t('as of %(day)s') % {'day': view.on}}"]
    mark = str(project.get_provenance_display()) if project.is_illustrative else ""
    sheets = [replace(sheet, notes=notes, mark=mark) for sheet in sheets]
    sources = about(request, sheets, lambda: facts(view, project, changed_at))
    return Export((project.code, view.on), [*sheets, sources])


def facts(view, project, changed_at) -> list[tuple[str, str]]:
    """The source of one project stands before that of its scheme."""
    return [(_t("Source"), project.source), *seen_from(view, changed_at=changed_at)]


def listed_facts(on) -> list[Field]:
    """The columns of the list, read from the project itself."""
    return [
        replace(field, value=lambda project, read=field.value: read(row_of(project, on)))
        for field in project_fields()
    ]


def further_facts(dates) -> list[Field]:
    """Fields of the page beside the columns of the list; ``dates`` are those of ``facts_on``."""
    words = ("delivery_mode", "nature")
    listed_names = {of_model(Project, "started_on"), of_model(Project, "completed_on")}
    return [
        *(
            Field(of_model(Project, n), TEXT, lambda p, n=n: getattr(p, f"get_{n}_display")())
            for n in words
        ),
        Field(of_model(Project, "scale"), TEXT, lambda p: p.scale),
        Field(of_model(Project, "total_investment"), WAN, lambda p: p.total_investment),
        Field(of_model(Project, "planned_start_on"), DAY, lambda p: p.planned_start_on),
        Field(of_model(Project, "planned_finish_on"), DAY, lambda p: p.planned_finish_on),
        *(
            Field(label, DAY, lambda p, day=day: day)
            for label, day in dates
            if label not in listed_names
        ),
    ]


def waiting_field(waiting) -> Field:
    """The money of the project's page that waits beside what is disbursed."""
    return Field(_("waiting to be confirmed, not counted"), WAN, lambda _project: waiting.amount)


def tranche_sheet(project, tranches, rest, rest_disbursed) -> SheetSpec:
    """The last row is what is in no tranche, where there is any."""

    def records():
        yield from ((t.number, t.planned_on, t.amount, t.disbursed) for t in tranches)
        if rest or rest_disbursed:
            yield _t("not in a tranche"), "", rest, rest_disbursed

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


def project_list(request, view, narrowed, projects, totals) -> Export:
    """``projects`` are in the order of the page; ``totals`` are those at its foot."""
    sheet = SheetSpec(
        name="projects",
        title=_t("Projects"),
        fields=project_fields(),
        records=lambda: rows_of(projects, view.on),
        totals=lambda: [_project_totals(totals)] if totals.projects else [],
    )
    return export_of(request, view, _t("projects"), [sheet], narrowed.form)


def _project_totals(totals) -> list:
    n = totals.projects
    label = ngettext("All %(shown)s project", "All %(shown)s projects", n) % {"shown": count(n)}
    sums = [totals.planned_aid, totals.disbursed]
    return [label, *[""] * 5, *sums, *[""] * 4]


def permissions(request, standings, rules) -> Export:
    """Who may change what, a column for each standing of a report."""

    def role(n: int, cells: Sequence[str]) -> str | None:
        return str(cells[n if len(cells) > 1 else 0]) or None

    sheet = SheetSpec(
        name="permissions",
        title=_t("Permissions"),
        fields=[
            Field(_("what"), NAME, lambda line: capfirst(str(line[0]["label"]))),
            Field(_("fields"), NAME, lambda line: _t(", ").join(line[0]["fields"])),
            *(
                Field(standing.label, TEXT, lambda line, n=n: role(n, line[1]))
                for n, standing in enumerate(standings)
            ),
        ],
        records=lambda: rules,
        notes=[BELOW_THE_SCHEME],
    )
    return Export((_t("Permissions"),), [sheet, about(request, [sheet], list)])
