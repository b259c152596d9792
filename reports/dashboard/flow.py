"""How far the planned money has come: plan, region, projects, paid out; of the whole and by row."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from projects.figures.balances import Balance, add_balances, arrival_rate, balances_by_row, paid_by
from projects.figures.progress import Progress
from projects.figures.viewpoint import Viewpoint
from projects.measures import MEASURES, Measure, Rate


@dataclass(frozen=True)
class Flow:
    """Yuan of a row at each step.

    ``balance`` is None where no arrival in the region is recorded or the reader sees a part of it,
    ``paid`` where nothing is recorded as paid out.
    """

    progress: Progress
    balance: Balance | None
    paid: Decimal | None

    @property
    def group(self):
        return self.progress.group

    @property
    def planned_aid(self) -> Decimal:
        return self.progress.planned_aid

    @property
    def disbursed(self) -> Decimal:
        return self.progress.disbursed

    @property
    def arrived(self) -> Decimal | None:
        return self.balance and self.balance.arrived

    @property
    def held_in_region(self) -> Decimal | None:
        return self.balance and self.balance.held_in_region

    @property
    def outside_plan(self) -> Decimal | None:
        return self.balance and self.balance.outside_plan

    @property
    def not_arrived(self) -> Decimal | None:
        """Planned funds less what has arrived; below zero where more than planned has."""
        return None if self.balance is None else self.planned_aid - self.balance.arrived

    @property
    def unpaid(self) -> Decimal | None:
        """What projects have received less what they paid out."""
        return None if self.paid is None else self.disbursed - self.paid

    @property
    def reached(self) -> Decimal:
        """At projects, or in the region for them: where the bar of money ends."""
        return self.disbursed + max(self.held_in_region or Decimal(0), Decimal(0))


@dataclass(frozen=True)
class FlowBar:
    """A row on the scale that all rows share: where each part of it ends, as fractions of it.

    ``due`` is what is due by the time elapsed; None where the row is not held against time.
    """

    flow: Flow
    disbursed: Decimal
    reached: Decimal
    planned: Decimal
    due: Decimal | None


@dataclass(frozen=True)
class Step:
    """A step of the money: its amount, its share of the plan, what is held before it.

    ``params`` list what makes the amount, ``of_projects`` as projects, else as transfers.
    """

    measure: Measure
    rate: Rate
    held_before: Decimal | None
    params: dict
    of_projects: bool = False

    @property
    def name(self) -> str:
        return self.measure.name

    @property
    def amount(self) -> Decimal:
        return self.rate.numerator


def flows(view: Viewpoint, rows: Iterable[Progress]) -> list[Flow]:
    """Of each row by prefecture, in three queries; a fourth for a reader who sees a part."""
    scope, on = view.scope, view.on
    balances = balances_by_row(view.projects, view.programme, scope=scope, on=on, user=view.user)
    paid = paid_by("prefecture", view.projects, on=on)
    rows = list(rows)
    flows = [
        Flow(row, balances.pop(*row.group.key, None), paid.pop(row.group.key, None))
        for row in rows
        if row.group.key
    ]
    return [*flows, *(_other(row, balances, paid) for row in rows if not row.group.key)]


def _other(row: Progress, balances: dict, paid: dict) -> Flow:
    """The row called other: what no other row has."""
    return Flow(row, add_balances(balances.values()), sum(paid.values()) if paid else None)


def total_flow(total: Progress, flows: Iterable[Flow]) -> Flow:
    flows = list(flows)
    paid = [flow.paid for flow in flows if flow.paid is not None]
    balance = add_balances(flow.balance for flow in flows if flow.balance)
    return Flow(total, balance, sum(paid) if paid else None)


def steps(total: Flow) -> list[Step]:
    """The steps that have data, in the order in which money goes."""
    progress, whole = total.progress, total.planned_aid
    planned = Rate(MEASURES["planned_aid"], whole, whole)
    of_plan = {"counted": "planned"}
    steps = [Step(planned.measure, planned, None, of_plan, of_projects=True)]
    if total.balance:
        measure = MEASURES["arrived_in_region"]
        rate = arrival_rate(total.balance, progress)
        params = {"level": "in_region", "state": "counted"}
        steps.append(Step(measure, rate, total.not_arrived, params))
    measure, rate = MEASURES["disbursed"], progress.disbursement_rate
    steps.append(Step(measure, rate, total.held_in_region, of_plan, of_projects=True))
    if total.paid is not None:
        rate = Rate(MEASURES["paid"], total.paid, whole)
        params = {"level": "paid", "state": "counted"} | of_plan
        steps.append(Step(rate.measure, rate, total.unpaid, params))
    return steps


def bars(flows: Iterable[Flow], elapsed: float) -> list[FlowBar]:
    """The rows with planned money or money, the largest plan first, all on one scale."""
    drawn = [flow for flow in flows if flow.planned_aid or flow.reached]
    whole = max((max(flow.planned_aid, flow.reached) for flow in drawn), default=0)
    drawn.sort(key=lambda flow: flow.planned_aid, reverse=True)
    return [_bar(flow, whole, Decimal(elapsed)) for flow in drawn]


def _bar(flow: Flow, whole: Decimal, elapsed: Decimal) -> FlowBar:
    reports = flow.progress.reports
    is_judged = not (reports and reports.is_unreported)
    return FlowBar(
        flow,
        flow.disbursed / whole,
        flow.reached / whole,
        flow.planned_aid / whole,
        flow.planned_aid * elapsed / whole if is_judged else None,
    )
