"""Writing the tasks of a file with their assisting offices, and taking them back."""

from dataclasses import replace

from reports.loads.batches import journalled, take_back, within, write_batches
from reports.loads.plans import Context, Plan
from reports.models import Task

Assisting = Task.assisting.through


def write(plan: Plan, context: Context, moment) -> dict:
    """The plan's last column of a task are its assisting offices, which are rows of their own."""
    tasks, answers = plan.batches
    at, key_at = tasks.names.index("assisting"), tasks.names.index("key")
    assisting = {row[key_at]: row[at] or () for row in tasks.created}
    rows = replace(tasks, names=tasks.names[:at], created=[row[:at] for row in tasks.created])
    journal = write_batches([rows, answers], user=context.user, moment=moment)
    ids = dict(Task.objects.filter(key__in=assisting).order_by().values_list("key", "pk"))
    Assisting.objects.bulk_create(
        Assisting(task_id=pk, organisation_id=office)
        for key, pk in ids.items()
        for office in assisting[f"{key}"]
    )
    return journal


def undo(load, user, moment):
    """Takes back all rows of the load."""
    for model, created, _changed in journalled(load.journal):
        if model is Task:
            for condition in within("task__pk", created):
                Assisting.objects.filter(condition).delete()
    take_back(load.journal, user=user, moment=moment)
