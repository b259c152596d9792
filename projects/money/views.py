"""Money: the list of transfers, the page of one, recording, confirming and reversing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import CharField
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aidtrack.web.downloads import download
from aidtrack.web.fields import WanField
from aidtrack.web.overwriting import renew
from aidtrack.web.paging import every_row, paged
from aidtrack.web.refusing import refusal_in_form
from pairings.access.permissions import may
from pairings.access.reach import reach
from pairings.models import Pairing, Role
from projects.checks.findings import Asked
from projects.evidence.gallery import gallery
from projects.figures.balances import lines, totals_by_level
from projects.figures.viewpoint import CHOSEN, default_programme, viewpoint
from projects.models import Evidence, Programme, Project, Transfer
from projects.money import export as exports
from projects.money.acceptance import why_not_accept
from projects.money.acceptors import acceptors, next_step
from projects.money.check_line import check_line, find_project
from projects.money.counts import counts_beside
from projects.money.decisions import acceptable_sums, mark
from projects.money.filters import TransferFilter
from projects.money.forms import ConfirmationForm, PrefillForm, ReversalForm, TransferForm
from projects.money.tables import TransferTable
from projects.money.transfers import (
    difference,
    is_own,
    record_transfer,
    reverse_transfer,
    state_confirmation,
    state_of,
    statement_digest,
    taking_back_side,
    why_not_confirm,
    why_not_reverse,
)


@require_safe
def transfer_list(request):
    view = viewpoint(request, further=None)
    narrowed = TransferFilter(request.GET, viewpoint=view)
    transfers = narrowed.rows()
    table = paged(request, TransferTable(transfers))
    totals = totals_by_level(transfers)
    balances = lines(view.programme, scope=view.scope, on=view.on, user=request.user)
    export = exports.transfer_list(request, view, narrowed, every_row(table), totals, balances)
    if answer := download(request, export):
        return answer
    acceptable = transfers.acceptable_by(request.user)
    n, amount = acceptable_sums(acceptable)
    on_page = [row.record.pk for row in table.paginated_rows] if n else []
    context = {
        "view": view,
        "filter": narrowed,
        "table": table,
        "rows": [(row.record, state_of(row.record)) for row in table.paginated_rows],
        "acceptable": set(acceptable.filter(pk__in=on_page).values_list("pk", flat=True)),
        "acceptable_count": n,
        "acceptable_amount": amount,
        "acceptable_mark": mark(n, amount),
        # Of every day too: what waits for somebody may be later than the last report.
        "counts": counts_beside(view, narrowed.queryset),
        "totals": totals,
        "lines": balances,
        "export": export,
        "may_record": may(request.user, "record"),
    }
    return render(request, "money/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def transfer_new(request):
    if not may(request.user, "record"):
        raise PermissionDenied(_t("Only a recorder can record transfers."))
    data = request.POST if request.method == "POST" else None
    form = TransferForm(data, user=request.user, initial=transfer_from_address(request))
    question = None
    if data:
        form.take_other_reading()
    if form.is_checked:
        try:
            transfer = attempt(request.user, form, record_transfer, **form.record_values())
        except Asked as asked:
            transfer, question = None, asked.question
        if transfer:
            messages.success(request, _t("The transfer was recorded."))
            return redirect("transfers:detail", transfer.pk)
    return render(request, "money/form.html", {"form": form, "question": question})


@require_safe
def transfer_check(request):
    """The line to be read before a transfer is recorded, while it is being typed."""
    if not may(request.user, "record"):
        raise PermissionDenied(_t("Only a recorder can record transfers."))
    try:
        amount = WanField().clean(request.GET.get("amount", ""))
        name = CharField(required=False, max_length=150).clean(request.GET.get("project", ""))
        line = check_line(amount, find_project(request.user, name) if name else None)
    except ValidationError:
        return JsonResponse({})
    return JsonResponse({"text": line.text, "mark": line.mark})


def transfer_from_address(request) -> dict:
    """Values that the address gives the form. Raises Http404 where one does not exist."""
    form = PrefillForm(request.GET)
    if not form.is_valid():
        raise Http404
    if code := form.cleaned_data["project"]:
        projects = Project.objects.visible_to(request.user).select_related(
            "programme", "lead_pairing__supporter", "lead_pairing__recipient"
        )
        project = get_object_or_404(projects, code=code)
        return {
            "programme": project.programme.code,
            "level": Transfer.Level.AT_PROJECT,
            "project": project.code,
            "supporter": project.lead_pairing.supporter.ref,
            "receiver": project.lead_pairing.recipient.ref,
        }
    programmes = Programme.objects.visible_to(request.user).select_related("scheme")
    if code := form.cleaned_data["programme"]:
        programme = get_object_or_404(programmes, code=code)
    else:
        programme = default_programme(programmes, chosen=request.COOKIES.get(CHOSEN, ""))
    begun = {"programme": programme.code} if programme else {}
    return begun | {"level": Transfer.Level.IN_REGION, **only_parties(request.user, programme)}


def only_parties(user, programme) -> dict:
    """The supporter and the receiver, where those of the person's offices are the only ones."""
    covered = reach(user).by_role.get(Role.RECORDER, frozenset())
    own = Q(supporter__in=covered) | Q(recipient__in=covered)
    edges = (
        Pairing.objects.visible_to(user).filter(own, scheme=programme.scheme) if programme else ()
    )
    edges = list(edges and edges.select_related("supporter", "recipient__reported_under"))
    parties = {
        "supporter": {pairing.supporter.ref for pairing in edges},
        "receiver": {pairing.recipient.row_organisation.ref for pairing in edges},
    }
    return {name: refs.pop() for name, refs in parties.items() if len(refs) == 1}


def attempt(user, form, act, **arguments):
    """What the use case returns; None where it was refused, with the sentences in the form."""
    with refusal_in_form(form):
        return act(user=user, **arguments)
    return None


@require_safe
def transfer_detail(request, pk):
    return transfer_page(request, find(request, pk))


@require_POST
def transfer_confirmation(request, pk):
    transfer, form = find(request, pk), ConfirmationForm(request.POST)
    was_compared = form.is_valid()
    if was_compared and attempt(
        request.user, form, state_confirmation, transfer=transfer, **form.cleaned_data
    ):
        messages.success(request, _t("Your side's statement was saved."))
        return redirect("transfers:detail", pk)
    if sentence := why_not_confirm(request.user, transfer):
        return refused(request, pk, sentence)
    # Fetched again: somebody may have stated something meanwhile.
    transfer = find(request, pk)
    if was_compared:
        renew(form, statement_digest(transfer.confirmation))
    return transfer_page(request, transfer, stating=form)


@require_POST
def transfer_reversal(request, pk):
    transfer, form = find(request, pk), ReversalForm(request.POST)
    if form.is_valid() and attempt(
        request.user, form, reverse_transfer, transfer=transfer, **form.cleaned_data
    ):
        messages.success(request, _t("The transfer was reversed."))
        return redirect("transfers:detail", pk)
    if sentence := why_not_reverse(request.user, transfer):
        return refused(request, pk, sentence)
    # Fetched again: this one still refers to the reversal that was not saved.
    return transfer_page(request, find(request, pk), reversing=form)


def find(request, pk) -> Transfer:
    return get_object_or_404(Transfer.objects.visible_to(request.user).with_sides(), pk=pk)


def refused(request, pk, sentence: str):
    """Back to the page with the sentence, where the reader has no such form."""
    messages.error(request, sentence)
    return redirect("transfers:detail", pk)


def transfer_page(request, transfer, *, stating=None, reversing=None):
    """The page of a transfer; a form that must be mended is shown as it was sent."""
    user = request.user
    files = Evidence.objects.visible_to(user).filter(transfer=transfer).for_gallery()
    not_reversible = why_not_reverse(user, transfer)
    context = {
        "transfer": transfer,
        "state": state_of(transfer),
        "stated": transfer.confirmation,
        "statements": list(transfer.statements.all()),
        "acceptance": getattr(transfer, "acceptance", None),
        "is_own": is_own(user, transfer),
        "difference": difference(transfer),
        "reversal": getattr(transfer, "reversed_by", None),
        "has_project_page": Project.objects.visible_to(user)
        .filter(pk=transfer.project_id)
        .exists(),
        "not_reversible": not_reversible if taking_back_side(user, transfer) else "",
        "gallery": gallery(files, transfer, f"transfer={transfer.pk}", user=user),
    }
    if who := acceptors([transfer]).get(transfer.pk):
        context["acceptors"] = who
        context["next_step"] = next_step(user, transfer, who)
        context["may_accept"] = not why_not_accept(user, transfer)
    context["export"] = exports.transfer(request, **context)
    if request.method == "GET" and (answer := download(request, context["export"])):
        return answer
    if not why_not_confirm(user, transfer):
        context["stating"] = stating or ConfirmationForm(initial=statement_to_begin_with(transfer))
    if not not_reversible:
        context["reversing"] = reversing or ReversalForm(initial={"on": timezone.localdate()})
    return render(request, "money/detail.html", context)


def statement_to_begin_with(transfer: Transfer) -> dict:
    """What the form of a statement begins with: the one there is, else what was recorded."""
    stated = transfer.confirmation
    statement = stated or transfer
    return {
        "on": statement.on,
        "amount": statement.amount,
        "note": getattr(statement, "note", ""),
        "as_opened": statement_digest(stated),
    }
