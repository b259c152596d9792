"""The declarations of measures, for the text under a figure."""

from django import template

from projects.measures import MEASURES

register = template.Library()


@register.filter
def measures(names):
    """The measures of the names given, separated by spaces."""
    return [MEASURES[name] for name in names.split()]
