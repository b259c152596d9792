"""The kinds of file that can be loaded, in the order in which a new office needs them."""

from reports.loads.kinds.contributions.plan import CONTRIBUTIONS
from reports.loads.kinds.month.plan import STATUS
from reports.loads.kinds.observations.plan import OBSERVATIONS
from reports.loads.kinds.pairings.plan import PAIRINGS
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.kinds.published.plan import PUBLISHED
from reports.loads.kinds.tasks.plan import TASKS
from reports.loads.kinds.transfers.plan import TRANSFERS
from reports.loads.plans import FileKind

KINDS: dict[str, FileKind] = {
    kind.name: kind
    for kind in (
        PAIRINGS,
        PROJECTS,
        TRANSFERS,
        STATUS,
        PUBLISHED,
        CONTRIBUTIONS,
        OBSERVATIONS,
        TASKS,
    )
}
