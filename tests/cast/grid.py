"""The grid in which an office enters its month."""

from tests.cast.office import MONTH

GRID = f"{MONTH}entry/"


def posted(office, project=None, *, version=0, **cells):
    """What the grid posts of a row: its cells under the code of the project."""
    project = project or office.project
    row = {
        "version": version,
        "was": "as it was shown",
        "stage": "under_construction",
        "started_on": "7.5",
        "completed_on": "",
        "since": "",
        "physical_progress": "20",
        "disbursed_to_date": "300",
        "note": "",
        **cells,
    }
    return {f"{project.code}-{name}": value for name, value in row.items()}
