"""Transfers beside what was planned for them, so that an unlikely amount is asked about."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from aidtrack.values.dates import month_end
from pairings.querysets import row_organisation
from projects.checks.amounts import AmountBesidePlan, amount_question
from projects.checks.findings import Finding
from projects.models import Project, Transfer
from projects.models.amounts import to_fen

BEFORE_PROJECTS = [level for level in Transfer.Level if level not in Transfer.PROJECT_LEVELS]


def transfer_question(transfer: Transfer) -> Finding | None:
    """The question about the amount of one unsaved transfer; None where it is likely."""
    (question,) = transfer_questions([transfer])
    return question


def transfer_questions(transfers: Collection[Transfer]) -> list[Finding | None]:
    """The question about each of some unsaved transfers, in their order; each counts with those
    before it. Takes three queries, and one for each month.
    """
    plans = Plans(transfers)
    return [plans.question(transfer) for transfer in transfers]


class Plans:
    """What was planned for the projects and supporters of some transfers, and what they had."""

    def __init__(self, transfers: Collection[Transfer]):
        projects = {t.project_id for t in transfers} - {None}
        self.projects = {
            last: Project.objects.with_due(on=last).in_bulk(projects)
            for last in {month_end(t.on) for t in transfers if t.project_id}
        }
        supporters = {(t.programme_id, t.supporter_id) for t in transfers if not t.project_id}
        last_day = max((t.on for t in transfers), default=None)
        self.planned = self._planned(supporters, last_day) if supporters else {}
        self.amounts = self._amounts(projects, supporters)

    def _planned(self, supporters, on: date) -> dict[tuple, Decimal]:
        """Planned aid in the plan on a day: {(programme, supporter, row): yuan}."""
        projects = Project.objects.filter(
            programme__in={programme for programme, _supporter in supporters},
            lead_pairing__supporter__in={supporter for _programme, supporter in supporters},
        )
        row = row_organisation("lead_pairing__recipient")
        sums = (
            projects.counted("planned", on=on)
            .order_by()
            .values_list("programme", "lead_pairing__supporter", row)
            .annotate(sum=Sum("planned_aid"))
        )
        return {tuple(key): to_fen(aid) for *key, aid in sums}

    def _amounts(self, projects, supporters) -> dict[tuple, list[tuple[date, Decimal]]]:
        """(day, yuan) of what is recorded, by ``_key``."""
        amounts = defaultdict(list)
        at_projects = Transfer.objects.filter(project__in=projects).order_by()
        for project, level, on, amount in at_projects.values_list(
            "project", "level", "on", "amount"
        ):
            amounts[project, level].append((on, amount))
        if supporters:
            before = Transfer.objects.filter(
                level__in=BEFORE_PROJECTS,
                programme__in={programme for programme, _supporter in supporters},
                supporter__in={supporter for _programme, supporter in supporters},
            ).order_by()
            row = row_organisation("receiver")
            for *key, on, amount in before.values_list(
                "programme", "supporter", row, "level", "on", "amount"
            ):
                amounts[tuple(key)].append((on, amount))
        return amounts

    def question(self, transfer: Transfer) -> Finding | None:
        """Counts the transfer among what is recorded, and asks about it."""
        key = _key(transfer)
        beside = self._beside_plan(transfer, self.amounts[key])
        self.amounts[key].append((transfer.on, transfer.amount))
        return beside and amount_question(beside, "amount", entered=transfer.amount)

    def _beside_plan(self, transfer: Transfer, recorded) -> AmountBesidePlan | None:
        """None for money that is not at a project where no project is planned."""
        first, last = transfer.on.replace(day=1), month_end(transfer.on)
        before = sum((amount for on, amount in recorded if on < first), Decimal(0))
        during = sum((amount for on, amount in recorded if first <= on <= last), Decimal(0))
        now = before + during + transfer.amount
        if transfer.project_id:
            project = self.projects[last][transfer.project_id]
            aid, due = project.planned_aid, Decimal(project.due)
            return AmountBesidePlan(before, now, aid, due, project.total_investment)
        # Before projects there are no tranches: all of the plan may come at once.
        planned = self.planned.get(_key(transfer)[:3])
        return planned and AmountBesidePlan(before, now, planned, planned)


def _key(transfer: Transfer) -> tuple:
    if transfer.project_id:
        return transfer.project_id, transfer.level
    row = transfer.receiver.row_organisation_id
    return transfer.programme_id, transfer.supporter_id, row, transfer.level
