"""The list of pairings, and the page of a reporting row, a reporting unit or one pairing."""

from dataclasses import replace

from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import PARAMETERS, download
from aidtrack.web.paging import every_row, paged
from pairings.filters import PairingFilter
from pairings.models import Pairing
from pairings.tables import PairingTable
from projects.contributions.changes import last_observed_on, of_pairing
from projects.contributions.headline import headline
from projects.evidence.gallery import gallery
from projects.figures.events import events_by_month
from projects.figures.progress import (
    known_through,
    programme_projects,
    progress_by,
    progress_of_all,
)
from projects.figures.viewpoint import default_day, viewpoint
from projects.figures.waiting import waiting_at
from projects.history import entries
from projects.history.entries import recent_history
from reports.figures import charts, sentences as findings
from reports.figures.compare.rows import PAIRINGS, UNITS, NamedGroups
from reports.figures.compare.tables import Breakdown, breakdown
from reports.figures.curves import known_months, money_falls
from reports.figures.pace import Pace
from reports.pairings import (
    charts as pairings_charts,
    export as exports,
    sentences as pairings_sentences,
)
from reports.pairings.aid import (
    has_money,
    scheme_aid,
    scheme_changes,
    subject_aid,
    subject_changes,
)
from reports.pairings.arrivals import arrivals
from reports.pairings.funds import published_funds
from reports.pairings.panels import unit_panels
from reports.pairings.schemes import scheme_choice
from reports.pairings.subjects import UNIT, find_subject

# Projects that the page of a pairing names; a link leads to all of them.
LISTED = 20


@require_safe
def pairing_list(request):
    choice = scheme_choice(request)
    if request.GET.get("scheme") and choice.scheme is None:
        # Before anything is said of programmes: of this scheme there is nothing to say.
        PairingFilter(request.GET, queryset=Pairing.objects.none(), user=request.user).rows()
    view = viewpoint(request, programme=choice.programme, further=None)
    if request.GET.get("programme") and choice.is_of_another(view.programme):
        return without_viewpoint(request)
    if choice.scheme:
        view.form.fields["programme"].queryset = choice.scheme.programmes.visible_to(request.user)
    pairings = Pairing.objects.visible_to(request.user).for_list().with_row_page(request.user)
    if choice.scheme:
        pairings = pairings.filter(scheme=choice.scheme)
    narrowed = PairingFilter(request.GET, queryset=pairings, user=request.user)
    table = paged(request, PairingTable(narrowed.rows()))
    context = {"view": view, "choice": choice, "filter": narrowed, "table": table}
    context |= scheme_figures(view, choice)
    context["sees_none"] = not table.page.paginator.count and not pairings.exists()
    export = exports.pairing_list(request, narrowed=narrowed, pairings=every_row(table), **context)
    context["export"] = export
    return download(request, export) or render(request, "reports/pairings/list.html", context)


def without_viewpoint(request):
    """To the same page on the scheme's own day: the address names a programme of another."""
    query = request.GET.copy()
    for name in ("programme", "as_of"):
        query.pop(name, None)
    return redirect(f"{request.path}?{query.urlencode()}")


def scheme_figures(view, choice) -> dict:
    """Charts of a scheme with money, what was given of any; of all schemes together nothing."""
    scheme = choice.scheme
    if scheme is None or choice.is_of_another(view.programme):
        return {"panels": [], "aids": []}
    aid = scheme_aid(scheme, on=view.on, user=view.user)
    changes = scheme_changes(scheme, on=view.on, user=view.user)
    if not has_money(scheme):
        return {
            "panels": [],
            "aids": [aid],
            "changes": changes,
            "headline": headline(aid.panel),
            "funds": published_funds(scheme, on=view.on, user=view.user),
        }
    panels = unit_panels(view)
    return {
        "has_money": True,
        "panels": [(panel, pairings_charts.unit_panel(panel)) for panel in panels],
        "panel_days": panels[0].days if panels else [],
        "panels_finding": pairings_sentences.panels_finding([panel.pace for panel in panels]),
        "aids": [aid] if aid.panel.groups else [],
        "changes": changes,
    }


@require_safe
def pairing_detail(request, ref):
    subject = find_subject(ref, request.user)
    programme = subject.scheme.programmes.visible_to(request.user).first()
    view = viewpoint(
        request,
        programme=programme,
        scope=subject.default_scope,
        on=known_day(subject, programme, request.user),
        further=PARAMETERS,
    )
    view = replace(view, narrow=subject.narrow)
    context = {"view": view, "subject": subject, "breakdowns": []}
    context["title"] = subject.title(on=view.on)
    if subject.pairing is not None:
        history = entries.of_pairing(subject.pairing)
        context["history"] = recent_history(history, on=view.on)
    if programme is not None:
        if view.programme.scheme_id != subject.scheme.pk:
            view.form.add_error("programme", _("Choose a programme under this pairing's scheme."))
            raise WrongAddress(form=view.form)
        context |= aid(view, subject)
        if context["has_money"]:
            context |= figures(view, subject)
            context["breakdowns"] = breakdowns(view, subject)
            if subject.pairing:
                context["partnered"] = partnered(view, subject.pairing)
    context["changes"] = subject_changes(subject, on=view.on, user=request.user)
    if subject.pairing:
        # Files of the pairing itself; those of its projects are on their own pages.
        files = subject.pairing.evidence.visible_to(request.user).for_gallery()
        context["gallery"] = gallery(files, subject.pairing, f"pairing={ref}", user=request.user)
    context["edges"] = edges_beside(subject, context["breakdowns"])
    context["export"] = export = exports.pairing_page(request, **context)
    return download(request, export) or render(request, "reports/pairings/detail.html", context)


def known_day(subject, programme, user):
    """The day of the latest observation, for a pairing under whose programme nothing is reported.

    None: the programme's own day.
    """
    if subject.pairing is None or programme is None or programme.reported_through:
        return None
    day = last_observed_on(of_pairing(subject.pairing), user=user)
    return day and max(day, programme.starts_on)


def aid(view, subject) -> dict:
    """What was given that is not money; where no money is given it is said even if nothing was."""
    has_figures = has_money(subject.scheme)
    aids = subject_aid(subject, on=view.on, user=view.user)
    return {
        "has_money": has_figures,
        "aids": [aid for aid in aids if aid.panel.groups or not has_figures],
    }


def partnered(view, pairing) -> list:
    """The largest projects in which the pairing is a partner, whatever their population."""
    projects = programme_projects(view.programme, scope="all").visible_to(view.user)
    listed = projects.of_partner(pairing).for_list(on=view.on)
    return list(listed.order_by("-planned_aid", "code")[:LISTED])


def breakdowns(view, subject) -> list[Breakdown]:
    """What lies below the subject: the units of a row where it has several, and the pairings."""
    if subject.pairing or view.is_published_only:
        return []
    named_groups = NamedGroups(view)
    below = {PAIRINGS: {pairing.ref for pairing in subject.pairings}}
    if len(subject.units) > 1:
        below = {UNITS: {unit.ref for unit in subject.units}} | below
    filters = {"row": subject.recipient.ref}
    if subject.level == UNIT:
        filters["q"] = subject.supporters_label
    return [
        breakdown(level, view, named_groups, refs=refs, params=subject.params, filters=filters)
        for level, refs in below.items()
    ]


def edges_beside(subject, breakdowns) -> list[Pairing]:
    """The pairings of a row or a unit that are not compared: their recipients are of another
    population, or the scheme has no programme.
    """
    compared_refs = {row.ref for below in breakdowns for row in below.rows}
    pairings = [] if subject.pairing else subject.pairings
    return [pairing for pairing in pairings if pairing.ref not in compared_refs]


def figures(view, subject) -> dict:
    """The figures and charts of the page of a pairing, over the subject's projects."""
    projects = subject.narrow(view.projects)
    reports = view.report_shares("pairing").total
    through = view.known_through
    if reports.is_unreported:
        through = known_through(projects, view.programme, on=view.on, reports=reports)
    months = known_months(view, through=through)
    events = events_by_month(projects, on=view.on, through=default_day(view.programme))
    classes = progress_by(
        "category", projects, view.programme, scope=view.scope, on=view.on, user=view.user
    )
    classes = [row for row in classes if row.planned]
    listed = projects.for_list(on=view.on).order_by("-planned_aid", "code")
    (reached,) = view.as_known(progress_of_all(view.movements, [view.on]))
    waiting = waiting_at(projects, view.programme, on=view.on, user=view.user)
    pace = Pace(replace(reached, reports=reports, waiting=waiting), view.elapsed)
    return {
        "pace": pace,
        "unreported_note": findings.unreported_note(pace, through=view.named_through),
        "split_note": pairings_sentences.split_note(view, subject),
        "arrivals": arrivals(view, subject, reached),
        "months": months,
        "falls": money_falls(months),
        "curve_finding": findings.curve_finding(months),
        "curve": charts.money_curve(months),
        "events": events,
        "event_bars": charts.month_bars(events),
        "classes": classes,
        "class_bars": charts.class_bars(classes),
        "projects": listed[:LISTED],
    }
