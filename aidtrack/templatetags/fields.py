"""Form controls in the look of the page."""

from django import template

register = template.Library()


@register.filter
def control(field):
    """The control of a bound field, as Django renders it (labels, errors and ids tied together)."""
    return field.as_widget(attrs={"class": "input"})
