"""Saves the lines of a year's grid: those without errors, whatever is wrong with the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied

from aidtrack.values.refusals import Refused
from aidtrack.web.rows import read_numbers
from projects.contributions.entry.saving import submit
from projects.contributions.year.lines import STORED, YearGrid, YearLine
from projects.models import Contribution


@dataclass
class SavedLines:
    """What became of the lines of a post."""

    saved: list[Contribution] = field(default_factory=list)
    submitted: list[Contribution] = field(default_factory=list)
    open: list[YearLine] = field(default_factory=list)


def save_lines(grid: YearGrid, data: Mapping[str, str], *, submits: bool) -> SavedLines:
    """``submits`` sends to review what is saved here, and the drafts that nobody touched.

    What was returned goes there once something in it was changed.
    """
    outcome = SavedLines()
    lines = grid.posted(data)
    for line in lines:
        contribution = _saved(grid, line, submits=submits)
        if contribution is None:
            outcome.open.append(line)
        else:
            (outcome.submitted if submits else outcome.saved).append(contribution)
    if submits:
        _submit_drafts(grid, data, {line.prefix for line in lines}, outcome)
    return outcome


def _saved(grid: YearGrid, line: YearLine, *, submits: bool) -> Contribution | None:
    try:
        return line.entry.save(user=grid.user, submits=submits)
    except PermissionDenied as refusal:
        line.form.add_error(None, str(refusal))
        return None


def _submit_drafts(grid: YearGrid, data, touched: set[str], outcome: SavedLines):
    """The drafts that stood on the page; one that another person changed since is left."""
    drafts = grid.to_change().filter(state=Contribution.State.DRAFT)
    posted = set(data.getlist("line")) - touched - set(data.getlist("theirs"))
    for draft in drafts:
        prefix = f"{STORED}{draft.ref}"
        if prefix not in posted:
            continue
        version = read_numbers([data.get(f"{prefix}-version", "")])
        try:
            row = submit(user=grid.user, contribution=draft, seen_version=sum(version))
            outcome.submitted.append(row)
        except (Refused, PermissionDenied) as refusal:
            line = grid.line(draft)
            line.sentence = str(refusal)
            outcome.open.append(line)
