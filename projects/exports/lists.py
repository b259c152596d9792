"""The lists of projects and of transfers: every row of the filter, not only those of one page."""

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext, pgettext_lazy

from aidtrack.downloads import Export
from aidtrack.formats import count, percentage, yi
from aidtrack.spreadsheets.kinds import CODE, DAY, NAME, TEXT, WAN, YUAN
from aidtrack.spreadsheets.writing import Field, SheetSpec
from projects.exports.project_rows import AT_ONCE, of_model, of_table, project_fields, rows_of
from projects.exports.sources import export_of
from projects.models import Project, Transfer
from projects.paying import TransferState, state_of
from projects.tables import TransferTable


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


def transfer_fields() -> list[Field]:
    return [
        Field(of_table(TransferTable, "on"), DAY, lambda t: t.on),
        Field(of_model(Transfer, "document_number"), CODE, lambda t: t.document_number),
        Field(of_table(TransferTable, "level"), TEXT, lambda t: t.get_level_display()),
        Field(of_table(TransferTable, "supporter"), TEXT, lambda t: t.supporter.label),
        Field(of_table(TransferTable, "receiver"), TEXT, lambda t: t.receiver.label),
        Field(of_model(Project, "code"), CODE, lambda t: t.project and t.project.code),
        Field(of_table(TransferTable, "project"), NAME, lambda t: t.project and t.project.label),
        Field(of_model(Transfer, "amount"), YUAN, lambda t: t.amount),
        Field(pgettext_lazy("transfer", "state"), TEXT, _state),
    ]


def _state(transfer: Transfer) -> str | None:
    """In words; None for one that nobody was asked to confirm."""
    state = state_of(transfer)
    return None if state == TransferState.UNASKED else str(state.label)


def transfer_list(request, view, narrowed, transfers, totals, lines) -> Export:
    """``totals`` and ``lines`` are the sums by level and the balances that the page shows."""
    sheet = SheetSpec(
        name="transfers",
        title=_t("Transfers"),
        fields=transfer_fields(),
        records=lambda: transfers.iterator(chunk_size=AT_ONCE),
        totals=lambda: [_level_total(total) for total in totals],
    )
    sheets = [sheet, balance_sheet(lines)] if lines else [sheet]
    return export_of(request, view, _t("transfers"), sheets, narrowed.form)


def _level_total(total) -> list:
    n = total.transfers
    label = ngettext("%(shown)s row", "%(shown)s rows", n) % {"shown": count(n)}
    return [label, "", str(total.level), *[""] * 4, total.amount, ""]


def balance_sheet(lines, total=None, rate=None) -> SheetSpec:
    """What arrived, what is at projects and what is held; nothing of the list's filter.

    ``rate`` is the regional arrival rate of all lines, where the page states one.
    """
    return SheetSpec(
        name="balances",
        title=_t("Balance by reporting unit"),
        fields=[
            Field(_("Supporter → recipient"), NAME, lambda line: line.label),
            *(
                Field(label, WAN, lambda line, name=name: _balance(line, name))
                for name, label in (
                    ("arrived", _("arrived in the region")),
                    ("at_projects", _("at projects")),
                    ("held", _("held in the region")),
                )
            ),
        ],
        records=lambda: lines,
        totals=lambda: (
            [[_t("Total"), total.arrived, total.at_projects, total.held]] if total else []
        ),
        notes=[_arrival_rate(rate)] if rate else [],
        is_landscape=False,
    )


def _arrival_rate(rate) -> str:
    """The rate with what it is made of, as the page states it."""
    parts = f"{yi(rate.numerator)} / {yi(rate.denominator)} {_t('(100 million yuan)')}"
    return f"{rate.measure.label} {percentage(rate.value)} {parts} · {rate.measure.definition}"


def _balance(line, name: str):
    """An amount in yuan; words where no arrival is recorded, so that there is none to tell."""
    return getattr(line.balance, name) if line.balance else _t("not reported")
