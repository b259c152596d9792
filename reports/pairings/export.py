"""The list of pairings with its panels of reporting units, and the page of one pairing or row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.writing.kinds import CODE, DAY, RATE, TEXT
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.web.downloads import Export
from pairings.models import Pairing
from pairings.tables import PairingTable
from projects.contributions.indicators.export import changes_sheets
from projects.contributions.panel_sheet import given_sheet
from projects.figures.export import AT_ONCE, about, export_of, of_model, of_table
from projects.money.export import balance_sheet
from projects.pages.project_rows import project_fields, row_of
from reports.figures.compare.export import compared_sheet
from reports.figures.export import event_sheet, headline, money_sheet, progress_sheet


def pairing_list(
    request, *, view, narrowed, pairings, panels, aids, changes=None, **_more
) -> Export:
    """Takes the context of the page; ``pairings`` are in its order."""
    panels = [panel for panel, _chart in panels]
    sheets = [
        SheetSpec(
            name="pairings",
            title=_t("Pairings"),
            fields=pairing_fields(view.on),
            records=lambda: pairings.iterator(chunk_size=AT_ONCE),
        )
    ]
    if panels:
        rows = [panel.pace.progress for panel in panels]
        sheets += [
            progress_sheet("units", _t("Reporting units"), _("Reporting unit"), rows),
            unit_months(panels),
        ]
    sheets += [given_sheet(aid.sheet, aid.title, aid.panel) for aid in aids]
    if changes:
        sheets += changes_sheets(changes)
    return export_of(request, view, _t("pairings"), sheets, narrowed.form)


def pairing_fields(on) -> list[Field]:
    """The columns of a list of pairings that was made by ``for_list``; names as of ``on``."""
    return [
        Field(of_table(PairingTable, "ref"), CODE, lambda p: p.ref),
        Field(of_model(Pairing, "scheme"), TEXT, lambda p: p.scheme.label),
        Field(of_table(PairingTable, "supporter"), TEXT, lambda p: p.supporter.label),
        Field(of_table(PairingTable, "recipient"), TEXT, lambda p: p.recipient.name_on(on)),
        Field(_("current name"), TEXT, lambda p: p.recipient.name_now),
        Field(
            of_table(PairingTable, "reported_under"),
            TEXT,
            lambda p: p.recipient.reported_under and p.recipient.reported_under.label,
        ),
        Field(of_table(PairingTable, "mode"), TEXT, lambda p: str(p.mode)),
        Field(of_model(Pairing, "team"), TEXT, lambda p: p.team),
        Field(of_table(PairingTable, "starts_on"), DAY, lambda p: p.starts_on),
        Field(of_model(Pairing, "ends_on"), DAY, lambda p: p.ends_on),
    ]


def unit_months(panels: Sequence) -> SheetSpec:
    """The panels as rows: shares of the plan, a column for the end of each month."""
    days = panels[0].days
    return SheetSpec(
        name="unit-months",
        title=_t("Reporting units, month by month"),
        fields=[
            Field(_("Reporting unit"), TEXT, lambda line: line[0]),
            Field(_("share of the plan"), TEXT, lambda line: str(line[1])),
            *(Field(f"{day}", RATE, lambda line, n=n: line[2][n]) for n, day in enumerate(days)),
        ],
        records=lambda: _drawn(panels),
        notes=[sentence for panel in panels for sentence in panel.labelled_falls],
    )


def _drawn(panels) -> Iterator[tuple]:
    for panel in panels:
        if panel.has_plan:
            for name, shares in panel.lines:
                yield panel.pace.group.label, name, shares


def pairing_page(request, *, view, subject, changes=None, **figures) -> Export:
    """Takes the context of the page; without a programme it has pairings and no figures."""
    edges = SheetSpec(
        name="pairings",
        title=_t("Pairings"),
        fields=pairing_fields(view.on),
        records=lambda: subject.pairings,
    )
    more = [given_sheet(aid.sheet, aid.title, aid.panel) for aid in figures.get("aids", ())]
    if changes:
        more += changes_sheets(changes)
    if "pace" not in figures:
        facts = [
            (_t("Scheme"), subject.scheme.label),
            (_t("As of"), f"{view.on}"),
            (_t("Source"), subject.scheme.source),
        ]
        sheets = [*more, edges]
        return Export((subject.ref,), [*sheets, about(request, sheets, lambda: facts)])
    sheets = [*figure_sheets(view, **figures), *more, edges]
    return export_of(request, view, subject.ref, sheets)


def figure_sheets(
    view,
    *,
    pace,
    split_note,
    unreported_note,
    months,
    events,
    classes,
    arrivals,
    projects,
    partnered=(),
    breakdowns=(),
    **_more,
) -> list:
    """A sheet for each panel and chart of the page, each with the notes above its figures."""
    sheets = [
        headline(view, pace),
        money_sheet(months),
        event_sheet(events),
        *(compared_sheet(below.level, below.rows) for below in breakdowns),
        *([_balance_sheet(arrivals)] if arrivals else []),
        progress_sheet("classes", _t("Projects by class"), _("Class"), classes),
        _listed("projects", _t("Largest projects"), projects, view.on),
        *([_partner_sheet(partnered, view.on)] if partnered else []),
    ]
    notes = [note for note in (split_note, unreported_note) if note]
    return [replace(sheet, notes=[*notes, *sheet.notes]) for sheet in sheets]


def _balance_sheet(arrivals) -> SheetSpec:
    """With a total where there is more than one line, as on the page."""
    total = arrivals.total if len(arrivals.lines) > 1 else None
    return balance_sheet(arrivals.lines, total, arrivals.rate, total_label=arrivals.total_label)


def _partner_sheet(projects, on) -> SheetSpec:
    sheet = _listed("partner", _t("Projects shared as a partner"), projects, on)
    note = _t(
        "Counted under their lead pairing only, so in no figure above; of local and XPCC recipients"
    )
    return replace(sheet, notes=[note])


def _listed(name: str, title: str, projects, on) -> SheetSpec:
    return SheetSpec(
        name=name,
        title=title,
        fields=project_fields(),
        records=lambda: [row_of(project, on) for project in projects],
    )
