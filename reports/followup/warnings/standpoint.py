"""From where warnings are computed: a programme, its population, the as-of day, and today.

Keeps what several tests ask of the same day, so that it is asked of the database once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from pairings.models import Pairing
from pairings.querysets import visible_rows
from projects.figures.by_day.changes import Timeline
from projects.figures.by_day.timelines import timelines_by
from projects.figures.groupings import GROUPINGS, Group
from projects.figures.progress import (
    Progress,
    programme_projects,
    row_of,
    with_reports,
)
from projects.figures.report_shares import ReportShares, report_shares, report_shares_by_month
from projects.figures.viewpoint import Viewpoint, all_of_them
from projects.models import Programme, Project
from reports.figures.pace import Pace
from reports.figures.trends import is_loaded
from reports.followup.warnings.subjects import (
    GROUPING_OF_KIND,
    RELATED,
    WarnedSubject,
    grouped_subjects,
    of_project,
)
from reports.models import SUBJECTS, WarningRule


@dataclass(frozen=True)
class Standpoint:
    """``user``: whose reach limits what is found; None, where a command asks, limits nothing.

    ``narrow`` and ``kinds``: of which projects and of which kinds of subjects the page is. A kind
    is left out where the projects are a part of what a subject of it has. ``within``: only that
    subject and what lies below it. ``later``: the one of a later day that this was moved from,
    where what both share is looked up.
    """

    programme: Programme
    scope: str
    on: date
    today: date
    user: object = None
    narrow: Callable[[QuerySet], QuerySet] = all_of_them
    kinds: tuple[str, ...] = SUBJECTS
    within: WarnedSubject | None = None
    later: "Standpoint | None" = field(default=None, compare=False, repr=False)
    # The page of figures that is of the same projects and day, where there is one.
    view: Viewpoint | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, view: Viewpoint, *, today: date, kinds: tuple[str, ...] = SUBJECTS) -> "Standpoint":
        """That of a page of figures."""
        return cls(
            view.programme, view.scope, view.on, today, view.user, view.narrow, kinds, view=view
        )

    def moved_to(self, on: date, *, kinds: tuple[str, ...]) -> "Standpoint":
        """The same on an earlier day, of some of the kinds."""
        return replace(self, on=on, kinds=kinds, later=self, view=None)

    def of_kind(self, kind: str) -> "Standpoint":
        """The same of subjects of one kind."""
        return replace(self, kinds=(kind,))

    def narrowed(self, narrow: Callable[[QuerySet], QuerySet]) -> "Standpoint":
        """The same of some of the projects."""
        return replace(self, narrow=narrow, view=None)

    def inside(self, subject: WarnedSubject) -> "Standpoint":
        """The same of a subject and of what lies below it."""
        narrowed = {"narrow": subject.narrow, "kinds": subject.kinds, "within": subject}
        return replace(self, **narrowed, later=None, view=None)

    @cached_property
    def projects(self) -> QuerySet:
        population = programme_projects(self.programme, scope=self.scope)
        return self.narrow(visible_rows(population, self.user))

    @cached_property
    def elapsed(self) -> float:
        return self.programme.time_elapsed(on=self.on)

    @cached_property
    def rules(self) -> list[WarningRule]:
        """In force for the scheme: its own, else the one for all schemes; at most one a test."""
        if self.later:
            return self.later.rules
        scheme = self.programme.scheme_id
        rules = list(WarningRule.objects.filter(Q(scheme=None) | Q(scheme=scheme)))
        by_test = {rule.test: rule for rule in rules if not rule.scheme_id}
        by_test |= {rule.test: rule for rule in rules if rule.scheme_id}
        in_force = [rule for rule in by_test.values() if rule.active]
        return sorted(in_force, key=lambda rule: (rule.position, rule.code))

    def rule_of(self, test: str) -> WarningRule | None:
        return next((rule for rule in self.rules if rule.test == test), None)

    @cached_property
    def _kept(self) -> dict:
        return {}

    def once(self, name: str, make: Callable):
        """What ``make`` answers, which is asked once."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def subjects(self, kind: str) -> dict[tuple, WarnedSubject]:
        """{key of its group: subject}; those that the reader sees in full."""
        if self.later:
            return self.later.subjects(kind)
        return self.once(f"subjects {kind}", lambda: self._subjects(kind))

    def _subjects(self, kind: str) -> dict[tuple, WarnedSubject]:
        subjects = grouped_subjects(kind, self.programme, self.user, within=self.within)
        if self.within is None:
            return subjects
        return {key: subject for key, subject in subjects.items() if self.within.contains(subject)}

    def use_paces(self, kind: str, paces: list[Pace]):
        """Takes the figures of a kind from the page, which has computed them."""
        subjects = self.subjects(kind)
        pairs = [(subjects[p.group.key], p) for p in paces if p.group.key in subjects]
        self.once(f"paces {kind}", lambda: pairs)

    def subject_of(self, project: Project) -> WarnedSubject:
        """The same one for all its warnings, whatever the day."""
        if self.later:
            return self.later.subject_of(project)
        return self.once(f"project {project.pk}", lambda: self._subject_of(project))

    def _subject_of(self, project: Project) -> WarnedSubject:
        project.lead_pairing = self._lead_pairings[project.lead_pairing_id]
        return of_project(project)

    @cached_property
    def _lead_pairings(self) -> dict[int, Pairing]:
        """Few lead many projects: joined to each, they took longer than the projects."""
        leads = Pairing.objects.filter(pk__in=self.projects.order_by().values("lead_pairing"))
        return leads.select_related(*RELATED["pairing"]).in_bulk()

    def paces(self, kind: str) -> list[tuple[WarnedSubject, Pace]]:
        """The subjects of a kind, each with its figures against time elapsed."""
        return self.once(f"paces {kind}", lambda: self._paces(kind))

    def _paces(self, kind: str) -> list[tuple[WarnedSubject, Pace]]:
        subjects, name = self.subjects(kind), GROUPING_OF_KIND[kind]
        rows = [self.figures_on(kind, key, self.on) for key in subjects]
        return [
            (subjects[row.group.key], Pace(row, self.elapsed))
            for row in with_reports(rows, self._report_shares(name))
        ]

    def _report_shares(self, name: str) -> ReportShares:
        if self.view:
            return self.view.report_shares(name)
        return report_shares(name, self.projects, self.programme, on=self.on)

    def figures_on(self, kind: str, key: tuple, day: date) -> Progress:
        """Of a group those sums that warnings follow (see ``FOLLOWED``), up to the day's end."""
        sums = self._timelines(kind).get(key, Timeline()).at(day)
        return row_of(Group(key=key), day, sums)

    def days_of_change(self, kind: str, key: tuple) -> list[date]:
        """The days on which figures of a group, or the month that tells them, may change.

        Those after the day of the standpoint may be among them.
        """
        changes = self._timelines(kind).get(key, Timeline()).days
        return [*changes, *self._rounds(kind)]

    def _timelines(self, kind: str) -> dict[tuple, Timeline]:
        if self.later and self.later.narrow is self.narrow:
            return self.later._timelines(kind)
        return self.once(f"timelines {kind}", lambda: self._own_timelines(GROUPING_OF_KIND[kind]))

    def _own_timelines(self, name: str) -> dict[tuple, Timeline]:
        if self.view:
            return self.view.movements.timelines(GROUPINGS[name].key)
        return timelines_by(name, self.projects, on=self.on)

    def is_unreported(self, kind: str, key: tuple, day: date) -> bool:
        """Whether nothing of a group is reported for the month that tells a day."""
        rounds = self._rounds(kind)
        month = max((month for month in rounds if month <= day), default=None)
        if month is None:
            return False
        (share,) = rounds[month].beside([key])
        return share.is_unreported

    def is_told(self, kind: str, key: tuple, day: date) -> bool:
        """Whether the month of a day was loaded, or reported on a part of a group at least."""
        if day.replace(day=1) in self._rounds(kind):
            return not self.is_unreported(kind, key, day)
        return is_loaded(day, self.programme)

    def _rounds(self, kind: str) -> dict:
        """{first day: the shares of the groups} of the months that were opened."""
        return self.once(f"rounds {kind}", lambda: self._own_rounds(GROUPING_OF_KIND[kind]))

    def _own_rounds(self, name: str) -> dict[date, ReportShares]:
        if self.view:
            return self.view.report_shares_by_month(name)
        return report_shares_by_month(name, self.projects, self.programme, on=self.on)
