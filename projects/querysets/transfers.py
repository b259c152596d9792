"""What can be asked of transfers; they are added, never changed."""

from datetime import date

from django.db.models import Case, F, Prefetch, Q, When
from django.db.models.functions import Coalesce

from pairings.access.reach import Reach, reach
from pairings.access.reviewers import covering
from pairings.access.roles import Role
from pairings.querysets import in_regions, in_row_of
from projects.querysets.append_only import AppendOnlyQuerySet
from projects.querysets.projects import OfProjectQuerySet, is_in_reach
from projects.querysets.terms import is_accepted, is_waiting


class TransferQuerySet(AppendOnlyQuerySet, OfProjectQuerySet):
    """Rows are added and never changed: a mistake is corrected by a row that reverses it."""

    def in_reach(self, reached: Reach):
        """Money of a project in reach, and what an organisation covered gave or received."""
        organisations = reached.organisations
        return self.filter(
            is_in_reach(reached, project="project__")
            | Q(supporter__in=organisations)
            | Q(receiver__in=organisations)
        )

    def in_scope(self, scope: str):
        """Money for local recipients, for the XPCC, or for both (``all``)."""
        if scope == "all":
            return self
        at_projects = Q(project__lead_pairing__recipient__scope=scope)
        return self.filter(at_projects | Q(project=None, receiver__scope=scope))

    def of_recipient(self, organisation):
        """Money for an organisation or what is reported under it: a project's by its lead."""
        at_projects = in_row_of(organisation, "project__lead_pairing__recipient")
        before = Q(project=None) & in_row_of(organisation, "receiver")
        return self.filter(at_projects | before)

    def of_regions(self, regions):
        """Money for the reporting rows of some regions: a project's by its lead."""
        at_projects = in_regions(regions, "project__lead_pairing__recipient")
        return self.filter(at_projects | Q(project=None) & in_regions(regions, "receiver"))

    def of_pairing(self, pairing):
        """Money of the projects that the pairing leads; before a project it is of no pairing."""
        return self.filter(project__lead_pairing=pairing)

    def unreversed(self):
        """Neither reversed nor a reversal."""
        return self.filter(reverses=None, reversed_by=None)

    def accepted(self):
        """Those that count in figures."""
        return self.filter(is_accepted(through=""))

    def waiting(self):
        """Those that do not count yet, and may: neither withdrawn nor refused."""
        return self.filter(is_waiting(through=""))

    def unconfirmed(self):
        """Recorded by one side, and the other has not said anything yet."""
        return self.unreversed().filter(statements=None).exclude(recorded_side="")

    def awaiting(self, user):
        """Unconfirmed ones that ``user`` may confirm: for the other side, not recorded by them."""
        covered = reach(user).by_role.get(Role.RECORDER, frozenset())
        of_other_side = self.unconfirmed().filter(self._of_other_side(covered))
        return of_other_side.exclude(recorded_by=user.pk)

    def acceptable_by(self, user, *, left: list[int] | None = None):
        """Waiting ones that ``user`` may accept for a side, and of which no dispute is open; for
        the coordinating office those that no side can accept: ``left``, where they are at hand.
        """
        reached = reach(user).by_role
        confirmable = self._of_other_side(reached.get(Role.RECORDER, frozenset()))
        verifiable = self._of_recording_side(reached.get(Role.REVIEWER, frozenset()))
        waiting = self.waiting_for_another(user)
        disputed = self._statements().differing().order_by().values("transfer")
        if Role.ADMINISTRATOR in reached:
            left = waiting.left_to_coordination() if left is None else left
            verifiable |= Q(pk__in=left)
        return waiting.filter(confirmable | verifiable).exclude(pk__in=disputed)

    def waiting_for_another(self, user):
        """Waiting ones that ``user`` did not record; a late one waits for its release first."""
        return self.waiting().filter(late_entry=None).exclude(recorded_by=user.pk)

    def with_recording_side(self):
        """(id, programme, recorder, the party that the recorder is of) of those of one side."""
        of_recipient = Coalesce("project__lead_pairing__recipient_id", "receiver_id")
        party = Case(When(recorded_side="supporter", then=F("supporter_id")), default=of_recipient)
        rows = self.exclude(recorded_side="").order_by()
        return rows.values_list("pk", "programme_id", "recorded_by_id", party)

    def left_to_coordination(self, rows: list[tuple] | None = None) -> list[int]:
        """Ids of those under a programme of which no month was opened yet, and of those that one
        side recorded that has no second reviewer. ``rows``: what ``with_recording_side`` answers.
        """
        rows = list(self.with_recording_side()) if rows is None else rows
        if not rows:
            return []
        months = self.model._meta.get_field("programme").related_model.objects
        opened = set(months.filter(months__origin="opened").values_list("pk", flat=True))
        reviewers = covering(Role.REVIEWER, {party for *_row, party in rows})
        return [
            pk
            for pk, programme, recorder, party in rows
            if programme not in opened or not any(user.pk != recorder for user in reviewers[party])
        ]

    def _of_other_side(self, organisations) -> Q:
        of_recipient = Q(recorded_side="supporter") & self._received_by(organisations)
        return of_recipient | Q(recorded_side="recipient", supporter__in=organisations)

    def _of_recording_side(self, organisations) -> Q:
        of_recipient = Q(recorded_side="recipient") & self._received_by(organisations)
        return of_recipient | Q(recorded_side="supporter", supporter__in=organisations)

    def _received_by(self, organisations) -> Q:
        at_project = Q(project__lead_pairing__recipient__in=organisations)
        return at_project | Q(project=None, receiver__in=organisations)

    def differing(self):
        """Those not reversed of which the other side last stated another amount or day."""
        differing = self._statements().differing().order_by()
        return self.unreversed().filter(pk__in=differing.values("transfer"))

    def disputed_for(self, user):
        """Differing ones that ``user`` can settle: for either side, or as who may reverse them."""
        reached = reach(user).by_role
        recorders = reached.get(Role.RECORDER, frozenset())
        sides = self._of_recording_side(recorders | reached.get(Role.REVIEWER, frozenset()))
        return self.differing().filter(sides | self._of_other_side(recorders))

    def with_others(self, user):
        """Adds ``is_others``: whether ``user`` stands on the other side than the recorder."""
        covered = reach(user).by_role.get(Role.RECORDER, frozenset())
        is_others = When(self._of_other_side(covered), then=True)
        return self.annotate(is_others=Case(is_others, default=False))

    def agreed(self):
        """Those not reversed of which the other side last stated the same."""
        agreeing = self._statements().agreeing().order_by()
        return self.unreversed().filter(pk__in=agreeing.values("transfer"))

    def _statements(self):
        return self.model._meta.get_field("statements").related_model.objects

    def with_sides(self):
        """Fetches the two sides of a transfer and what decides its state between them."""
        statements = self._statements().select_related("stated_by").order_by("pk")
        return self.prefetch_related(Prefetch("statements", statements)).select_related(
            "programme",
            "supporter",
            "receiver",
            "project__lead_pairing__recipient",
            "tranche",
            "report__month",
            "recorded_by",
            "reverses",
            "reversed_by",
            "acceptance__accepted_by",
            "late_entry__accepted_by",
        )

    def for_list(self, *, on: date):
        """All that a list of transfers prints of those up to a day, the latest first."""
        return self.filter(on__lte=on).with_sides().order_by("-on", "-pk")

    def for_statement(self):
        """All that the page of a project prints of its transfers, the earliest first."""
        return self.with_sides().order_by("on", "pk")
