"""What a register says of a task that no field of it holds: it goes behind the demand, in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _t, override

from reports.loads.kinds.tasks.entries import TaskEntry
from reports.loads.kinds.tasks.meetings import is_of_meeting
from reports.models import Task

# Registers are Chinese, and what is stored is the same whoever loads it.
LANGUAGE = "zh-hans"


def origin_of(entry: TaskEntry) -> str:
    """An item only where one is stored."""
    if is_of_meeting(entry):
        return Task.Origin.ITEM if entry.item else Task.Origin.NOTE
    return entry.values.get("origin") or Task.Origin.NOTE


def demand_of(entry: TaskEntry) -> str:
    with override(LANGUAGE):
        remarks = list(_remarks(entry))
    return "\n".join([entry.values.get("demand") or entry.title, *remarks])


def _remarks(entry: TaskEntry) -> Iterator[str]:
    """Names stay text: people of a register have no accounts."""
    values = entry.values
    if is_of_meeting(entry) and not entry.item:
        meeting = values.get("meeting")
        sentence = (
            _t("From a joint meeting: %(meeting)s") if meeting else _t("From a joint meeting")
        )
        yield sentence % {"meeting": meeting}
    if issuer := values.get("issuer"):
        yield _t("Issued by, in the register: %(name)s") % {"name": issuer}
    if accepter := values.get("accepter"):
        yield _t("Accepted by, in the register: %(name)s") % {"name": accepter}
