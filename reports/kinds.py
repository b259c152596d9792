"""The kinds of file that can be loaded, in the order in which a new office needs them."""

from pairings.loading_pairings import PAIRINGS
from pairings.plans import FileKind
from projects.loading_projects import PROJECTS
from projects.loading_status import STATUS
from projects.loading_transfers import TRANSFERS
from reports.loading_published import PUBLISHED

KINDS: dict[str, FileKind] = {
    kind.name: kind for kind in (PAIRINGS, PROJECTS, TRANSFERS, STATUS, PUBLISHED)
}
