"""The list of transfers, the balances and one transfer as files."""

from dataclasses import replace

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import CODE, COUNT, DAY, MOMENT, NAME, TEXT, WAN, YUAN
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.formats import count, percentage, yi
from aidtrack.values.people import person_name
from aidtrack.web.downloads import Export
from projects.figures.export import (
    AT_ONCE,
    about,
    export_of,
    of_model,
    of_table,
)
from projects.figures.waiting import add_waiting
from projects.measures import MEASURES
from projects.models import Acceptance, Project, Transfer
from projects.money.acceptors import counted_words
from projects.money.tables import TransferTable
from projects.money.transfers import TransferState, state_of


def project_transfer_fields() -> list[Field]:
    return [
        Field(of_model(Transfer, "on"), DAY, lambda t: t.on),
        Field(of_model(Transfer, "level"), TEXT, lambda t: t.get_level_display()),
        Field(of_model(Transfer, "amount"), YUAN, lambda t: t.amount),
        Field(
            of_model(Transfer, "tranche"), COUNT, lambda t: t.tranche.number if t.tranche else ""
        ),
        Field(of_model(Transfer, "document_number"), CODE, lambda t: t.document_number),
        Field(_("reverses the transfer of"), DAY, lambda t: t.reverses.on if t.reverses else ""),
        Field(of_model(Transfer, "recorded_at"), MOMENT, lambda t: t.recorded_at),
        Field(of_model(Transfer, "recorded_by"), TEXT, lambda t: person_name(t.recorded_by)),
    ]


def acceptance_fields() -> list[Field]:
    """Whether a transfer counts, by whose word and since when."""
    return [
        Field(_("counted in figures"), TEXT, counted_words),
        Field(of_model(Acceptance, "accepted_by"), TEXT, _accepted_by),
        Field(of_model(Acceptance, "accepted_at"), MOMENT, _accepted_at),
    ]


def statement_fields() -> list[Field]:
    """Columns of the transfers of a project, read from ``with_acceptors``."""
    fields = [*project_transfer_fields(), *acceptance_fields()]
    return [
        *(replace(field, value=lambda row, read=field.value: read(row[0])) for field in fields),
        Field(_("who can confirm it"), NAME, lambda row: row[1].words if row[1] else ""),
    ]


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
        Field(pgettext_lazy("transfer", "status"), TEXT, _state),
    ]


def _state(transfer: Transfer) -> str | None:
    """The state in words; None for a transfer that needs no confirmation."""
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
    label = ngettext("%(shown)s transfer", "%(shown)s transfers", n) % {"shown": count(n)}
    return [label, "", str(total.level), *[""] * 4, total.amount, total.note]


def balance_sheet(lines, total=None, rate=None, *, total_label="") -> SheetSpec:
    """What arrived, where it was paid to and what is held; nothing of the list's filter.

    ``rate`` is the regional arrival rate of all lines, where the page states one; a ``total`` comes
    with its label.
    """
    labels = {
        "arrived": _("received in the region"),
        "disbursed": MEASURES["disbursed"].label,
        "outside_plan": _("off-plan and cancelled"),
        "held_in_region": _("balance"),
    }
    return SheetSpec(
        name="balances",
        title=_t("Balance by reporting unit"),
        fields=[
            Field(_("Supporter → recipient"), NAME, lambda line: line.label),
            *(
                Field(label, WAN, lambda line, name=name: _balance(line, name))
                for name, label in labels.items()
            ),
            Field(_("waiting to be confirmed, not counted"), WAN, lambda line: line.waiting.amount),
        ],
        records=lambda: lines,
        totals=lambda: [_total_line(total_label, total, labels, lines)] if total else [],
        notes=[_arrival_rate(rate)] if rate else [],
        is_landscape=False,
    )


def _total_line(label: str, total, names, lines) -> list:
    waiting = add_waiting(line.waiting for line in lines)
    return [label, *(getattr(total, name) for name in names), waiting.amount]


def _arrival_rate(rate) -> str:
    """The rate with what it is made of, as the page states it."""
    parts = f"{yi(rate.numerator)} / {yi(rate.denominator)} {_t('(100 million yuan)')}"
    return f"{rate.measure.label} {percentage(rate.value)} {parts} · {rate.measure.definition}"


def _balance(line, name: str):
    """An amount in yuan; words where no arrival is recorded."""
    return getattr(line.balance, name) if line.balance else _t("not reported")


def transfer(request, *, transfer, statements, difference, acceptors=None, **_more) -> Export:
    """Takes what the page is given: the transfer, what each side says of it, who can count it."""
    sides = [(_t("recorded"), transfer.recorded_by, transfer.recorded_at, transfer, "")]
    sides += [(_t("other side"), s.stated_by, s.stated_at, s, s.note) for s in statements]
    sheets = [
        SheetSpec(
            name="transfer",
            title=_t("Transfers"),
            fields=[
                *project_transfer_fields(),
                Field(_("supporter"), TEXT, lambda t: t.supporter.label),
                Field(_("payee"), TEXT, lambda t: t.receiver.label),
                Field(of_model(Project, "code"), CODE, lambda t: t.project and t.project.code),
                Field(of_model(Transfer, "reason"), NAME, lambda t: t.reason),
                Field(pgettext_lazy("transfer", "status"), TEXT, _state),
                *acceptance_fields(),
                Field(
                    _("who can confirm it"), NAME, lambda _row: acceptors.words if acceptors else ""
                ),
            ],
            records=lambda: [transfer],
        ),
        SheetSpec(
            name="sides",
            title=_t("Amounts stated by the two sides"),
            fields=[
                Field(_("Stated by"), TEXT, lambda side: side[0]),
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


def _accepted_by(transfer: Transfer) -> str:
    return person_name(transfer.acceptance.accepted_by) if transfer.is_accepted else ""


def _accepted_at(transfer: Transfer):
    return transfer.acceptance.accepted_at if transfer.is_accepted else ""


def _difference(difference) -> list:
    return [_t("difference"), "", "", "", difference.amount, ""]
