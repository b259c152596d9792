"""How the list of one's work says until when something is due."""

from django import template

from reports.todo.items import days_left, place_of_day

register = template.Library()
MARKS = {"overdue": "lag", "week": "warn"}


@register.filter
def due_words(item, today):
    return days_left(item.due_on, on=today)


@register.filter
def due_mark(item, today):
    """The mark beside these words."""
    return MARKS.get(place_of_day(item.due_on, on=today), "none")
