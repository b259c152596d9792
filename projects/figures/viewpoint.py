"""From where the reader looks: which programme, as of which day, over which population.

Every page of figures starts here, so that the same query parameters mean the same everywhere.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.store.queries import mark
from aidtrack.values import formats
from aidtrack.web.addresses import AnswerInstead, WrongAddress
from aidtrack.web.fields import PickedDayField
from aidtrack.web.filters import StrictForm
from pairings.access.reach import reach
from pairings.access.stand_in import FURTHER, rows_for
from projects.figures.by_day.timelines import Movements, movements_of_pairings
from projects.figures.corrections import Correction, corrections, in_words, may_have_moved
from projects.figures.groupings import GROUPINGS, Group, follows_from_pairings
from projects.figures.last_change import latest, moments
from projects.figures.progress import (
    Progress,
    known_through,
    programme_projects,
    told_days,
    unknown,
)
from projects.figures.report_shares import (
    ReportShare,
    ReportShares,
    report_shares,
    report_shares_by_month,
    report_shares_of_pairings,
    report_shares_of_pairings_by_month,
)
from projects.figures.waiting import WaitingAtProjects, waiting_by
from projects.models import Programme

# Stands in compiled queries for the id of the programme.
ANY = mark(FURTHER)
SCOPES = [
    ("local", _("excluding the XPCC (Xinjiang Production and Construction Corps)")),
    ("xpcc", _("XPCC only")),
    ("all", _("including the XPCC")),
]


class NoProgramme(AnswerInstead):
    """A page of figures was asked for and no programme is loaded, or the reader may see none."""

    template = "no_programme.html"

    def context_for(self, request) -> dict:
        return {"sees_everything": reach(request.user).everything}


class ViewpointForm(StrictForm):
    """Programme, day and population: a plain GET form. Empty fields mean the default."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(), to_field_name="code", label=_("programme"), required=False
    )
    as_of = PickedDayField(label=_("as of"), required=False)
    scope = forms.ChoiceField(choices=SCOPES, label=_("coverage"), required=False)

    def __init__(self, *args, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes
        self.fields["programme"].label_from_instance = lambda programme: programme.label
        self.fields["programme"].error_messages["invalid_choice"] = _(
            "There is no such programme: choose one from the list."
        )
        self.fields["scope"].error_messages["invalid_choice"] = _(
            "There is no such coverage: choose one from the list."
        )

    def clean(self):
        cleaned = super().clean()
        programme, on = cleaned.get("programme"), cleaned.get("as_of")
        if programme and on and on < programme.starts_on:
            self.add_error(
                "as_of",
                _("%(programme)s begins on %(day)s: choose that date or a later one.")
                % {"programme": programme.label, "day": formats.day(programme.starts_on)},
            )
        return cleaned


def all_of_them(projects: QuerySet) -> QuerySet:
    return projects


@dataclass(frozen=True)
class Viewpoint:
    programme: Programme
    on: date
    scope: str
    form: ViewpointForm
    user: object
    # The day that the page shows when the address names none.
    usual: date
    # What the page is about, among the population: all of it, a row, a pairing, a project.
    narrow: Callable[[QuerySet], QuerySet] = all_of_them

    @cached_property
    def projects(self):
        """The population: the programme's projects in scope, as far as the reader may see them."""
        return programme_projects(self.programme, scope=self.scope).visible_to(self.user)

    @cached_property
    def corrections(self) -> list[Correction]:
        """What moved figures of the day since its month was closed, of what the page is about."""
        programme, on, candidates = self.programme, self.on, None
        if self.narrow is all_of_them:
            args = (self.scope, on, programme.reported_through)
            candidates = rows_for(self.user, _may_have_moved, *args, ids={ANY: [programme.pk]})
        projects = self.narrow(self.projects)
        return corrections(projects, programme, first=on, last=on, candidates=candidates)

    @property
    def corrections_in_words(self) -> str:
        return in_words(self.corrections)

    @cached_property
    def is_partial(self) -> bool:
        """Whether some of the population is hidden from the reader, so that the page must say so.

        Takes no query where the reader sees everything.
        """
        if reach(self.user).everything:
            return False
        return bool(rows_for(self.user, _any_hidden, self.scope, ids={ANY: [self.programme.pk]}))

    @cached_property
    def days(self) -> list[date]:
        """The days of which the page tells, the last of them its own."""
        return told_days(self.programme, on=self.on) or [self.on]

    @cached_property
    def movements(self) -> Movements:
        """How the figures came to be what they are on the day, of what the page is about."""
        return movements_of_pairings(self.narrow(self.projects), on=self.on)

    def groups(self, name: str) -> list[Group]:
        """Every group that a report must list, of those that the reader may see; asked once."""
        if name not in self._groups:
            self._groups[name] = GROUPINGS[name].groups(self.programme, self.scope, self.user)
        return self._groups[name]

    @cached_property
    def _groups(self) -> dict[str, list[Group]]:
        return {}

    def report_shares(self, name: str) -> ReportShares:
        """How much of the day's month is reported, by group, of what the page is about."""
        if follows_from_pairings(name):
            return self._pairing_reports.coarser(name)
        return report_shares(name, self.narrow(self.projects), self.programme, on=self.on)

    @cached_property
    def _pairing_reports(self) -> ReportShares:
        projects = self.narrow(self.projects)
        return report_shares_of_pairings(projects, self.programme, on=self.on)

    def report_shares_by_month(self, name: str) -> dict[date, ReportShares]:
        """The same of each month that was opened by the day: see the function of that name."""
        if follows_from_pairings(name):
            of_months = self._pairing_reports_by_month.items()
            return {month: shares.coarser(name) for month, shares in of_months}
        projects = self.narrow(self.projects)
        return report_shares_by_month(name, projects, self.programme, on=self.on)

    @cached_property
    def _pairing_reports_by_month(self) -> dict[date, ReportShares]:
        projects = self.narrow(self.projects)
        return report_shares_of_pairings_by_month(projects, self.programme, on=self.on)

    @cached_property
    def elapsed(self) -> float:
        return self.programme.time_elapsed(on=self.on)

    @property
    def is_beyond_reports(self) -> bool:
        """Whether nothing has been reported up to that day."""
        through = self.programme.reported_through
        return through is None or self.on > through

    @property
    def named_through(self) -> date | None:
        """The day of the last report where the page names it: above figures of a later day."""
        return self.programme.reported_through if self.is_beyond_reports else None

    @cached_property
    def known_through(self) -> date | None:
        """The last day by ``on`` of which anything is known of the population."""
        return known_through(self.projects, self.programme, on=self.on, reports=self.reports)

    @cached_property
    def row_reports(self) -> ReportShares:
        """How much of the day's month is reported, by prefecture; two queries."""
        if self.narrow is all_of_them:
            return self.report_shares("prefecture")
        return report_shares("prefecture", self.projects, self.programme, on=self.on)

    @property
    def reports(self) -> ReportShare:
        """How much of the day's month is reported, of the whole population."""
        return self.row_reports.total

    @cached_property
    def row_waiting(self) -> WaitingAtProjects:
        """The money that waits at the planned projects, by prefecture."""
        return waiting_by("prefecture", self.projects, self.programme, on=self.on, user=self.user)

    @property
    def beyond_reports(self) -> str:
        """What to say of a day that lies after the last report; empty up to it.

        That the reports of an open month are still coming in, else whether anything was recorded
        after the last report. How many there are stands beside the figures.
        """
        if not self.is_beyond_reports:
            return ""
        through = self.programme.reported_through
        day = formats.day(through) if through else ""
        return self._beyond_sentence() % {"through": day, "month": self.reports.month_label}

    def _beyond_sentence(self) -> str:
        through, month = self.programme.reported_through, self.reports.month
        if through is None and month is None:
            return _t("Nothing has been reported under this programme yet.")
        if through is None:
            return _t("Reports for %(month)s, the first month, are still coming in.")
        if month is not None and month > through:
            return _t(
                "Reports are complete through %(through)s only; those for %(month)s are still "
                "coming in. What has been verified or recorded for later dates is included."
            )
        if self.known_through > through:
            return _t(
                "Reports are complete through %(through)s only; what has been recorded for later "
                "dates is included."
            )
        return _t(
            "Nothing has been reported after %(through)s; later dates show what was known then."
        )

    @cached_property
    def is_published_only(self) -> bool:
        """Whether the programme has printed figures and no project: then nothing live is known."""
        if self.programme.reported_through or self.programme.projects.exists():
            return False
        return self.programme.published_tables.exists()

    @property
    def published_tables(self):
        return self.programme.published_tables.visible_to(self.user)

    def as_known(self, rows: Iterable[Progress]) -> list[Progress]:
        """Rows of its progress; without figures where they are unknown."""
        return [unknown(row) for row in rows] if self.is_published_only else list(rows)

    @property
    def scope_label(self) -> str:
        return dict(SCOPES)[self.scope]

    @cached_property
    def last_changed(self):
        """When the data of the population was last written, as far as the reader may see it."""
        return latest(rows_for(self.user, _moments, self.scope, ids={ANY: [self.programme.pk]}))

    @cached_property
    def is_illustrative(self) -> bool:
        """Whether any row of the population is illustrative, so that the page must say so."""
        return self.projects.illustrative().exists()

    @property
    def params(self) -> dict:
        """The query parameters that bring a reader back to this viewpoint."""
        return {"programme": self.programme.code, "as_of": f"{self.on}", "scope": self.scope}


def _may_have_moved(user, scope: str, on: date, reported_through: date | None) -> QuerySet:
    """What may have moved figures of a day since its month was closed, of the population."""
    programme = Programme(pk=ANY, reported_through=reported_through)
    projects = programme_projects(programme, scope=scope).visible_to(user)
    return may_have_moved(projects, programme, first=on, last=on)


def _any_hidden(user, scope: str) -> QuerySet:
    """One of the population that the reader does not see."""
    hidden = programme_projects(Programme(pk=ANY), scope=scope).hidden_from(user)
    return hidden.order_by().values_list("pk")[:1]


def _moments(user, scope: str) -> QuerySet:
    """When rows of the population, and of its money, were last written."""
    programme = Programme(pk=ANY)
    projects = programme_projects(programme, scope=scope).visible_to(user)
    return moments(programme, projects, programme.transfers.visible_to(user).in_scope(scope))


def default_day(programme: Programme) -> date:
    """The last day that was reported on; before any report the programme's first."""
    return programme.reported_through or programme.starts_on


# The cookie, kept while the browser is open, of the programme that the reader chose.
CHOSEN = "programme"


def default_programme(programmes, *, chosen: str = "") -> Programme | None:
    """Of what a reader may see the one that they chose, else that of the latest reports.

    One in preparation only where there is no other.
    """
    shown = list(programmes.with_something_to_show().latest_reported_first())
    if not shown:
        return programmes.first()
    return next((programme for programme in shown if programme.code == chosen), shown[0])


def viewpoint(
    request,
    *,
    programme: Programme | None = None,
    scope: str = "local",
    on: date | None = None,
    further: Collection[str] | None = (),
) -> Viewpoint:
    """The viewpoint that the address asks for; the arguments are the page's own defaults.

    ``further`` names the other parameters that the page knows; None where its filter refuses them.

    Raises  WrongAddress for an unknown programme, a day that is none or lies before the programme,
            an unknown scope, and an unknown parameter. NoProgramme where none is loaded.
    """
    programmes = Programme.objects.visible_to(request.user).select_related("scheme")
    default = programme or default_programme(programmes, chosen=request.COOKIES.get(CHOSEN, ""))
    if default is None:
        raise NoProgramme
    names = ("programme", "as_of", "scope")
    parameter_names = names if further is None else (*names, *request.GET)
    data = {name: request.GET.get(name) for name in parameter_names}
    data["programme"] = data["programme"] or default.code
    data["scope"] = data["scope"] or scope
    form = ViewpointForm(data, programmes=programmes)
    form.page_parameters = frozenset(further or ())
    if not form.is_valid():
        raise WrongAddress(form=form)
    chosen = form.cleaned_data["programme"]
    usual = on or default_day(chosen)
    day = form.cleaned_data["as_of"] or usual
    form.data["as_of"] = f"{day}"
    return Viewpoint(chosen, day, form.cleaned_data["scope"], form, request.user, usual)
