"""What the navigation prints beside the group that leads to the list."""

from django.utils import timezone

from reports.todo.waiting import count_waiting


def todo_count(request) -> dict:
    """Context: ``todo_count``, computed once and only for a page that prints it."""
    return {"todo_count": lambda: count_of(request)}


def count_of(request) -> int:
    if not hasattr(request, "_todo_count"):
        request._todo_count = count_waiting(request.user, on=timezone.localdate())
    return request._todo_count
